"""What is fuzzed: each target takes any bytes, and raises only where the product broke a promise."""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from collector.config.env_file import parse as parse_env_file
from collector.core.errors import FileUnusable, HistoryNotFound, MalformedResponse
from collector.importers.input_file import open_input
from collector.importers.review_archive import read_reviews
from collector.importers.script_data import HistoryQuery
from collector.importers.script_file import read_script_file
from collector.points.line_protocol import line
from collector.points.measurements import ANNOTATION, Point
from collector.wanikani import decode
from tests.lines import parse

FIXTURES = Path(__file__).parents[1] / "fixtures"
_COLLECTIONS = (
    decode.SUBJECTS, decode.ASSIGNMENTS, decode.REVIEW_STATISTICS, decode.RESETS, decode.LEVEL_PROGRESSIONS,
    decode.SRS_SYSTEMS, decode.REVIEWS,
)  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def decoding(data: bytes) -> None:
    """An answer is refused as malformed, or read; the first byte chooses the endpoint."""
    choice, body = (data[0] if data else 0) % 9, data[1:]
    with suppress(MalformedResponse):
        if choice < len(_COLLECTIONS):
            _COLLECTIONS[choice].page(body, "/answer")
        elif choice == len(_COLLECTIONS):
            decode.USER.single(body, "/answer")
        else:
            decode.SUMMARY.single(body, "/answer")


def line_protocol(data: bytes) -> None:
    """Any texts in tags and fields are one line, which an independent reader reads as they were."""
    texts = data.decode("utf-8", "replace").split("|", 3)
    account, kind, title, text = (*texts, "", "", "", "")[:4]
    if not _CONTROL.sub(" ", account).rstrip("\\"):
        return
    written = line(Point(ANNOTATION, 1, {"kind": kind}, {"title": title, "text": text}), account)
    assert "\n" not in written
    (_, tags, time), fields = parse(written)
    expected = {"account": account, "kind": kind}
    cleaned = {name: _CONTROL.sub(" ", value).rstrip("\\") for name, value in expected.items()}
    assert dict(tags) == {name: value for name, value in cleaned.items() if value}
    assert fields == {"title": _CONTROL.sub(" ", title), "text": _CONTROL.sub(" ", text)}
    assert time == 1


def old_counts(data: bytes) -> None:
    """A file of the old script's counts is refused with a reason, or read."""
    with _file(data) as path, suppress(FileUnusable, HistoryNotFound), open_input(path) as source:
        read_script_file(source, HistoryQuery("wanikani"))


def old_reviews(data: bytes) -> None:
    """An archive of reviews is refused with a reason, or read row by row."""
    with _file(data) as path, suppress(FileUnusable), open_input(path) as source:
        for _ in read_reviews(source):
            pass


def settings_file(data: bytes) -> None:
    """A `.env` is read, or each line that cannot be is named in a sentence."""
    found = parse_env_file(data.decode("utf-8", "replace"), {"HOME": "/root"})
    for sentence in found.mistakes:
        assert re.match(r"Line \d+ of \.env", sentence), sentence
        assert sentence.isprintable(), sentence


class _file(TemporaryDirectory[str]):  # noqa: N801 - reads as a function
    """A file that holds *data*, for as long as the `with` block runs."""

    def __init__(self, data: bytes) -> None:
        super().__init__(dir="/dev/shm" if Path("/dev/shm").exists() else None)
        self._path = Path(self.name) / "input"
        self._path.write_bytes(data)

    def __enter__(self) -> Path:  # type: ignore[override] # the file, not its folder
        return self._path


Target = Callable[[bytes], None]
TARGETS: dict[str, Target] = {
    "decoding": decoding,
    "line_protocol": line_protocol,
    "old_counts": old_counts,
    "old_reviews": old_reviews,
    "settings_file": settings_file,
}


def seeds() -> dict[str, list[bytes]]:
    """Return valid inputs for each target, from which the fuzzers begin."""
    return {
        "decoding": [
            bytes([number]) + (FIXTURES / "recorded" / name).read_bytes()
            for number, name in (
                (3, "resets.json"), (4, "level_progressions.json"), (5, "spaced_repetition_systems.json"),
                (7, "user.json"), (8, "summary.json"),
            )
        ],
        "line_protocol": [b"koichi|level_up|Level 2|a, b=\"c\"\\", b"a\\ b|=,|\\n|\n"],
        "old_counts": _files("progress"),
        "old_reviews": [*_files("archives"), json.dumps([{"id": 1, "data": {}}]).encode()],
        "settings_file": [
            b"WANIKANI_TOKEN=abc\nexport B='c$d' # e\nC=\"a\\nb ${HOME:-x}\"\n", b"A=$$\r\nB=${C\n#\n",
        ],
    }  # fmt: skip


def _files(folder: str) -> list[bytes]:
    small = 200_000
    found = sorted(path for path in (FIXTURES / folder).rglob("*") if path.is_file())
    return [path.read_bytes() for path in found if path.suffix != ".md" and path.stat().st_size < small]
