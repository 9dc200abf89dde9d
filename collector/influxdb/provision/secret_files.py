"""Secrets in files, one each, which only their owner can read."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from collector.core.errors import SetupFailed

# The first user's, on 1.x and 2.x alike.
ADMIN_PASSWORD = "influxdb-admin-password"  # noqa: S105 - the name of a file


def own_name(name: str, bucket: str) -> str:
    """Return the name of a secret of *bucket* alone, where *name* is taken by another bucket.

    >>> own_name("influxdb-grafana-token", "my/second")
    'influxdb-grafana-token-my%2Fsecond'
    """
    return f"{name}-{quote(bucket, safe='')}"


class SecretFiles:
    """A folder of secrets, one per file, mode 0600; a reader sees a complete secret or none.

    Every method but `path` raises `SetupFailed` when the folder or a file cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, name: str) -> Path:
        """Return the path of the secret *name*."""
        return self._folder / name

    def name_for(self, name: str, bucket: str) -> str:
        """Return the name of the file in which *bucket* has its secret *name*.

        It is *name* itself for the first bucket of a folder; a further one has files of its own.
        """
        own = own_name(name, bucket)
        return own if self.path(own).exists() else name

    def read(self, name: str) -> str | None:
        """Return the secret *name*, or None if there is none yet; raises `SetupFailed`."""
        try:
            return self.path(name).read_text().strip() or None
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise self._unusable(self.path(name), "read", error) from None

    def get_or_create(self, name: str, make: Callable[[], str]) -> str:
        """Return the secret *name*; a missing one is made by *make*, and is on disk before this returns."""
        secret = self.read(name)
        if secret is None:
            secret = make()
            self.write(name, secret)
        return secret

    def write(self, name: str, secret: str) -> None:
        """Write *secret* to disk as *name*, in place of an older one; raises `SetupFailed`."""
        self.ensure_writable()
        try:
            self._replace(self.path(name), secret)
        except OSError as error:
            raise self._unusable(self.path(name), "written", error) from None

    def ensure_writable(self) -> None:
        """Create the folder if missing; raises `SetupFailed` before there is a secret that cannot be kept."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self._folder):
                pass
        except OSError as error:
            raise self._unusable(self._folder, "written", error) from None

    def _replace(self, path: Path, secret: str) -> None:
        handle, draft = tempfile.mkstemp(dir=self._folder, prefix=f".{path.name}.")  # made with mode 0600
        try:
            with os.fdopen(handle, "w") as file:
                file.write(secret + "\n")
                file.flush()
                os.fsync(file.fileno())
            Path(draft).replace(path)
        except OSError:
            Path(draft).unlink(missing_ok=True)
            raise
        self._sync_folder()

    def _sync_folder(self) -> None:
        if hasattr(os, "O_DIRECTORY"):  # not on Windows, which has no such thing
            handle = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def _unusable(self, path: Path, verb: str, error: Exception) -> SetupFailed:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        return SetupFailed(f"{path} cannot be {verb} ({reason}): choose a folder you own with --secrets-dir.")
