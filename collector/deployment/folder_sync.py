"""Makes a folder contain a given set of our files, and leaves other files alone."""

import stat
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from collector.core.atomic_files import write
from collector.core.errors import SetupFailed

# Takes a folder and a path in it; returns True if that file is ours, to be removed once it is not wanted.
IsOurs = Callable[[Path, Path], bool]


def sync_folder(
    folder: Path, files: Mapping[Path, str], *, mode: int, is_ours: IsOurs, subfolders: Iterable[str] = ()
) -> bool:
    """Make *folder* hold *files* (text by relative path) and the *subfolders*, and none of our other files.

    Returns True if anything changed. A file that differs in text or *mode* is replaced whole; other files are
    not touched. Raises `SetupFailed` when the folder cannot be written.
    """
    try:
        return _sync(folder, files, mode, is_ours, subfolders)
    except OSError as error:
        raise SetupFailed(
            f"{folder} cannot be written ({error.strerror}): it must belong to the user who runs the set-up "
            "(with docker compose, user 1000)."
        ) from None


def _sync(
    folder: Path, files: Mapping[Path, str], mode: int, is_ours: IsOurs, subfolders: Iterable[str]
) -> bool:
    surplus = [path for path in _files_in(folder) if path not in files and is_ours(folder, path)]
    stale = {path: text for path, text in files.items() if not _is_current(folder / path, text, mode)}
    for path, text in stale.items():
        _replace(folder / path, text, mode)
    for path in surplus:
        (folder / path).unlink()
    for name in subfolders:
        (folder / name).mkdir(exist_ok=True)
    return bool(stale or surplus)


def _files_in(folder: Path) -> list[Path]:
    return [path.relative_to(folder) for path in sorted(folder.rglob("*")) if not path.is_dir()]


def _is_current(path: Path, text: str, mode: int) -> bool:
    try:
        return path.read_text("utf-8") == text and stat.S_IMODE(path.stat().st_mode) == mode
    except (FileNotFoundError, UnicodeDecodeError):
        return False


def _replace(path: Path, text: str, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, text, what=f"file {path.name}", mode=mode)
