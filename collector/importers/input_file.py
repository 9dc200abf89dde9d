"""Files of the owner's: plain or gzip, or standard input; read line by line, however long a line is."""

import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from collector.core.errors import FileUnusable

# No row of anything that is imported comes near it; a page of a thousand reviews does.
LONGEST_LINE = 4 * 2**20
_PEEK = 2**16
_EXAMPLE = 60
_OTHER_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
_MARK = b"\xef\xbb\xbf"

Buffered: TypeAlias = "io.BufferedReader[Any]"


@dataclass(frozen=True, slots=True)
class Source:
    """An open file: *name* for sentences, the *content* unpacked and without a mark at its beginning."""

    name: str
    content: "Buffered"
    position: Callable[[], str]

    def refused(self, why: str) -> FileUnusable:
        """Return the error that says so."""
        return FileUnusable(f"{self.name} {why}")


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """Open *path*, `-` for standard input; raises `FileUnusable` for all that is wrong with it."""
    name = "Standard input" if path == Path("-") else str(path)
    try:
        with _raw(path) as raw:
            plain = io.BufferedReader(_Unpacked(raw), _PEEK) if _is_gzip(raw) else raw
            source = Source(name, plain, _position(path, raw))
            _skip_mark(source)
            yield source
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise FileUnusable(
            f"{name} is a gzip file that is cut off or damaged: nothing was taken; get the whole file."
        ) from None
    except UnicodeDecodeError:
        raise FileUnusable(f"{name} is not text in UTF-8: save it so; nothing was taken.") from None
    except OSError as error:
        raise FileUnusable(f"{name} cannot be read ({error.strerror or error}): name another file.") from None


class _Unpacked(io.RawIOBase):
    """What a gzip file holds, as it is read."""

    def __init__(self, packed: BinaryIO) -> None:
        self._file = gzip.GzipFile(fileobj=packed)

    def readable(self) -> bool:
        return True

    def readinto(self, into: "bytearray | memoryview") -> int:  # type: ignore[override]
        read = self._file.read(len(into))
        into[: len(read)] = read
        return len(read)


def _raw(path: Path) -> Buffered:
    if path == Path("-"):
        return io.BufferedReader(io.FileIO(sys.stdin.fileno(), closefd=False), _PEEK)
    return io.BufferedReader(io.FileIO(path), _PEEK)


def _is_gzip(raw: Buffered) -> bool:
    return raw.peek(2)[:2] == b"\x1f\x8b"


def _skip_mark(source: Source) -> None:
    begin = source.content.peek(3)[:3]
    if begin[:2] in _OTHER_MARKS:
        raise source.refused(f"is {_OTHER_MARKS[begin[:2]]}: save it as UTF-8; nothing was taken.")
    if begin == _MARK:
        source.content.read(3)


def _position(path: Path, raw: Buffered) -> Callable[[], str]:
    """Return what says how far the reading has come."""
    size = path.stat().st_size if path != Path("-") and path.is_file() else 0
    return lambda: f"{100 * raw.tell() // size} %" if size else "…"


@dataclass(frozen=True, slots=True)
class Line:
    """A line and its *number*; no *text* where it is too long to be one of ours."""

    number: int
    text: str | None

    @property
    def named(self) -> str:
        """The line as an example names it."""
        return f"line {self.number} ({'longer than any' if self.text is None else self.text[:_EXAMPLE]})"


def lines(source: Source) -> Iterator[Line]:
    """Yield the lines of *source*, empty ones left out."""
    number = 0
    while line := source.content.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            _skip_rest(source.content)
            yield Line(number, None)
        elif text := line.decode().strip("\r\n"):
            yield Line(number, text)


def _skip_rest(content: Buffered) -> None:
    while (rest := content.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
        pass
