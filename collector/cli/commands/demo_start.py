"""Keeps the start of a simulated life in a file: `simulate` continues a life that it or `demo` started.

A life depends on its start and its seed alone.
"""

from datetime import UTC, datetime
from pathlib import Path

from collector.core.atomic_files import write
from collector.core.errors import ActionRequiredError


def read_start(file: Path | None) -> datetime | None:
    """Return the start in *file*, None where there is none yet; raises `ActionRequiredError`."""
    if file is None:
        return None
    try:
        return datetime.fromisoformat(file.read_text("utf-8").strip()).astimezone(UTC)
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        raise ActionRequiredError(
            f"{file} does not say when a simulated life began: choose another file."
        ) from None


def write_start(file: Path | None, start: datetime) -> None:
    """Write *start* to *file*, if one is given; raises `FileNotWritable`."""
    if file is not None:
        write(file, f"{start.isoformat()}\n", what="start of the simulated life")
