"""The state folder: one file per account, and one process at a time."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

from collector.core.errors import StateInUse
from collector.storage.sqlite_errors import unwritable

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_SUFFIX = ".sqlite3"


def state_file(folder: Path, account: str) -> Path:
    """Return the path of the state of *account*; moving the file of a stopped collector moves the account."""
    return folder / f"{account}{_SUFFIX}"


def accounts_in(folder: Path) -> list[str]:
    """Return the names of the accounts that have a state in *folder*."""
    return sorted(path.stem for path in folder.glob(f"*{_SUFFIX}"))


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Be the only process that writes in *folder*, which is made if need be.

    Raises `StateInUse` when another process holds it, and `StateUnusable` when it cannot be written. The
    operating system releases the lock when a process ends, however it ends.
    """
    with ExitStack() as held:
        try:
            # Who else has an account on this machine need not read what is learned here.
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = held.enter_context((folder / "in-use.lock").open("wb"))
            is_free = _try_lock(file)
        except OSError as error:
            raise unwritable(folder, error.strerror) from None
        if not is_free:
            raise StateInUse(
                f"Another wanikani-collector is using the state in {folder}: stop it, or wait until it has "
                "finished."
            )
        yield


def _try_lock(file: BinaryIO) -> bool:
    """Lock *file* until it is closed, unless another process has; return True if that was done.

    As filelock does, which earlier versions used: importing it takes 15 ms.
    """
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # Linux and macOS; Windows
        return False
    return True
