"""The owner's files, plain or gzip, or standard input: read line by line, in bounded memory."""

import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from collector.core.encoding import BYTE_ORDER_MARK
from collector.core.errors import FileUnusable

# No row of anything that is imported comes near it; a page of a thousand reviews does.
MAX_LINE = 4 * 2**20
_PEEK = 2**16
_EXAMPLE = 60
# Workbooks are ZIP archives, too.
_ZIP = b"PK\x03\x04"
_OTHER_ENCODINGS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}

Buffered: TypeAlias = "io.BufferedReader[Any]"


@dataclass(frozen=True, slots=True)
class Source:
    """An open file: its *name* for messages, its *content* unzipped and without a byte order mark.

    *position* returns how much was read, in words.
    """

    name: str
    content: "Buffered"
    position: Callable[[], str]

    def error(self, why: str) -> FileUnusable:
        """Return the error that names this file and says *why* it cannot be used."""
        return FileUnusable(f"{self.name} {why}")


@contextmanager
def open_input(path: Path) -> Iterator[Source]:
    """Open *path*, `-` for standard input.

    Raises `FileUnusable` when it cannot be read, is a damaged gzip file or is not UTF-8; also from within the
    `with` block, as it is read there.
    """
    name = "Standard input" if path == Path("-") else str(path)
    try:
        with _open_raw(path) as raw:
            plain = io.BufferedReader(_GunzippedFile(raw), _PEEK) if _is_gzip(raw) else raw
            source = Source(name, plain, _position(path, raw))
            _skip_byte_order_mark(source)
            yield source
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise FileUnusable(
            f"{name} is a truncated or damaged gzip file, so none of it was used: get the complete file."
        ) from None
    except UnicodeDecodeError:
        raise FileUnusable(f"{name} is not UTF-8 text, so none of it was used: save it as UTF-8.") from None
    except OSError as error:
        raise FileUnusable(
            f"{name} cannot be read ({error.strerror or error}): choose another file."
        ) from None


class _GunzippedFile(io.RawIOBase):
    """The content of a gzip file, unzipped as it is read."""

    def __init__(self, packed: BinaryIO) -> None:
        self._file = gzip.GzipFile(fileobj=packed)

    def readable(self) -> bool:
        return True

    def readinto(self, into: "bytearray | memoryview") -> int:  # type: ignore[override]
        read = self._file.read(len(into))
        into[: len(read)] = read
        return len(read)


def _open_raw(path: Path) -> Buffered:
    if path == Path("-"):
        return io.BufferedReader(io.FileIO(sys.stdin.fileno(), closefd=False), _PEEK)
    return io.BufferedReader(io.FileIO(path), _PEEK)


def _is_gzip(raw: Buffered) -> bool:
    return raw.peek(2)[:2] == b"\x1f\x8b"


def _skip_byte_order_mark(source: Source) -> None:
    """Read past the mark of UTF-8. Raises `FileUnusable` at one of another encoding or of ZIP."""
    start = source.content.peek(len(_ZIP))[: len(_ZIP)]
    if start[:2] in _OTHER_ENCODINGS:
        raise source.error(f"is {_OTHER_ENCODINGS[start[:2]]}, so none of it was used: save it as UTF-8.")
    if start.startswith(_ZIP):
        raise source.error(
            "is a ZIP archive or a workbook, so none of it was used: unpack it, or save it as CSV."
        )
    if start.startswith(BYTE_ORDER_MARK):
        source.content.read(len(BYTE_ORDER_MARK))


def _position(path: Path, raw: Buffered) -> Callable[[], str]:
    """Return a function that says how much of the file was read: `42 %`, or `…` for a pipe."""
    size = path.stat().st_size if path != Path("-") and path.is_file() else 0
    return lambda: f"{100 * raw.tell() // size} %" if size else "…"


@dataclass(frozen=True, slots=True)
class Line:
    """A line and its *number*; *text* is None where it is longer than `MAX_LINE`."""

    number: int
    text: str | None

    @property
    def named(self) -> str:
        """The line, as the examples of rejected lines show it."""
        return f"line {self.number} ({'longer than any' if self.text is None else self.text[:_EXAMPLE]})"


def lines(source: Source) -> Iterator[Line]:
    """Yield the lines of *source* without the empty ones."""
    number = 0
    while line := source.content.readline(MAX_LINE):
        number += 1
        if len(line) == MAX_LINE and not line.endswith(b"\n"):
            _skip_rest(source.content)
            yield Line(number, None)
        elif text := line.decode().strip("\r\n"):
            yield Line(number, text)


def _skip_rest(content: Buffered) -> None:
    while (rest := content.readline(MAX_LINE)) and not rest.endswith(b"\n"):
        pass
