"""The state folder: one file an account, and one process at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from collector.core.errors import StateInUse
from collector.storage.sqlite_errors import unwritable

_SUFFIX = ".sqlite3"


def state_file(folder: Path, account: str) -> Path:
    """Return the path of the state of *account*; moving the file of a stopped collector moves the account."""
    return folder / f"{account}{_SUFFIX}"


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Be the only process that writes in *folder*, which is made if need be.

    Raises `StateInUse` when another process holds it, and `StateUnusable` when it cannot be written. The
    operating system releases the lock when a process ends, however it ends.
    """
    import filelock  # noqa: PLC0415 - it takes 15 ms, and reading needs no lock

    lock = filelock.FileLock(folder / "in-use.lock", timeout=0)
    try:
        # Who else has an account on this machine need not read what is learned here.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock.acquire()
    except filelock.Timeout:
        raise StateInUse(
            f"Another wanikani-collector is using the state in {folder}: stop it, or wait until it is done."
        ) from None
    except OSError as error:
        raise unwritable(folder, error.strerror) from None
    try:
        yield
    finally:
        lock.release()
