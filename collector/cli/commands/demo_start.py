"""When a pretend life began, kept in a file: `simulate` goes on with the one that it, or `demo`, began.

A life depends on its begin and its seed alone.
"""

from datetime import UTC, datetime
from pathlib import Path

from collector.core.atomic_files import write
from collector.core.errors import ActionRequiredError


def began(file: Path | None) -> datetime | None:
    """Return the begin that *file* tells of; None where there is none yet."""
    if file is None:
        return None
    try:
        return datetime.fromisoformat(file.read_text("utf-8").strip()).astimezone(UTC)
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        raise ActionRequiredError(
            f"{file} does not say when a pretend life began: name another file."
        ) from None


def remember(file: Path | None, begins: datetime) -> None:
    """Let *file*, if there is one, tell of *begins*; raises `FileNotWritable`."""
    if file is not None:
        write(file, f"{begins.isoformat()}\n", what="begin of the pretend life")
