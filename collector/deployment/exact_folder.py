"""A folder that is to hold certain files and no others."""

import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from collector.core.atomic_files import write
from collector.core.errors import SetupFailed


def hold(folder: Path, wanted: Mapping[Path, str], *, mode: int, empty: Iterable[str] = ()) -> bool:
    """Let *folder* hold just *wanted*, by relative path, all with *mode*, and the folders *empty*.

    Returns whether anything changed. Each file is replaced whole, and one that is as it should be is not
    touched. Raises `SetupFailed`.
    """
    try:
        return _hold(folder, wanted, mode, empty)
    except OSError as error:
        raise SetupFailed(
            f"{folder} cannot be written ({error.strerror}): it must belong to the user who sets up, which "
            "with docker compose is 1000."
        ) from None


def _hold(folder: Path, wanted: Mapping[Path, str], mode: int, empty: Iterable[str]) -> bool:
    gone = [path for path in _files(folder) if path not in wanted]
    stale = {path: text for path, text in wanted.items() if not _is(folder / path, text, mode)}
    for path, text in stale.items():
        _make(folder / path, text, mode)
    for path in gone:
        (folder / path).unlink()
    for name in empty:
        (folder / name).mkdir(exist_ok=True)
    return bool(stale or gone)


def _files(folder: Path) -> list[Path]:
    return [path.relative_to(folder) for path in sorted(folder.rglob("*")) if not path.is_dir()]


def _is(path: Path, text: str, mode: int) -> bool:
    try:
        return path.read_text("utf-8") == text and stat.S_IMODE(path.stat().st_mode) == mode
    except (FileNotFoundError, UnicodeDecodeError):
        return False


def _make(path: Path, text: str, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, text, what=f"file {path.name}", mode=mode)
