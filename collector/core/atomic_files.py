"""Writes files to a path the owner chose: completely, or not at all."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from collector.core.errors import FileNotWritable


def write(out: Path, text: str, *, what: str = "report", mode: int = 0o644) -> None:
    """Replace the content of *out* by *text*, in UTF-8; through a link, the file it names.

    *what* is what the file is, for an error. Raises `FileNotWritable`.
    """
    write_bytes(out, text.encode(), what=what, mode=mode)


def write_bytes(out: Path, content: bytes, *, what: str, mode: int = 0o644) -> None:
    """Replace the content of *out* by *content*, like `write`; raises `FileNotWritable`."""
    half: str | None = None
    try:
        target = out.resolve()
        with NamedTemporaryFile("wb", dir=target.parent, delete=False) as file:
            half = file.name
            file.write(content)
        # A temporary file is for its owner alone.
        Path(half).chmod(mode)
        Path(half).replace(target)
    except OSError as error:
        if half is not None:
            Path(half).unlink(missing_ok=True)
        raise FileNotWritable(what, out, error.strerror) from None


def check_writable(out: Path, *, what: str = "report") -> None:
    """Raise `FileNotWritable` now rather than after all the work."""
    try:
        problem = _why_not(out)
    except OSError as error:
        problem = error.strerror
    if problem:
        raise FileNotWritable(what, out, problem)


def _why_not(out: Path) -> str | None:
    folder = out.resolve().parent
    if not out.name:
        return "that is not a file name"
    if out.exists() and not out.is_file():
        return "something else has that name"
    if not folder.exists():
        return "no such folder"
    return None if os.access(folder, os.W_OK) else "you have no permission to write in that folder"
