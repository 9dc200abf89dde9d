"""The two builds that are compared, each in a folder of its own with what its lock names and nothing else."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

BEFORE = "52e0016"
TODAY = "today"
ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "build" / "bench"
_PATIENCE = 900


class BuildFailed(RuntimeError):
    """A build cannot be made; the message says what to do."""


@dataclass(frozen=True)
class Build:
    """A version of the collector, installed."""

    name: str
    folder: Path

    @property
    def python(self) -> str:
        """Its interpreter."""
        return str(self.folder / ".venv" / "bin" / "python")

    @property
    def command(self) -> str:
        """Its `wanikani-collector`."""
        return str(self.folder / ".venv" / "bin" / "wanikani-collector")


@contextmanager
def only_run() -> Iterator[None]:
    """Keep other runs out meanwhile: they would replace the builds. Raises `BuildFailed` if there is one."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "in-use.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BuildFailed(f"Another run is measuring in {FOLDER}: wait for its end.") from None
        yield


def make_builds() -> list[Build]:
    """Return the version before and today's, made if need be; within `only_run`."""
    return [_installed(BEFORE, archived(ROOT)), _installed(TODAY, _files_today())]


def _installed(name: str, files: bytes) -> Build:
    build = Build(name, FOLDER / name)
    build.folder.mkdir(parents=True, exist_ok=True)
    _replace_files(build.folder, files)
    made_from = _locks(build.folder)
    stamp = build.folder / ".venv" / ".made-from"
    if not stamp.exists() or stamp.read_text() != made_from:
        _install(build.folder)
        stamp.write_text(made_from)
    return build


def _replace_files(folder: Path, files: bytes) -> None:
    for path in folder.iterdir():
        if path.name != ".venv":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    subprocess.run(["tar", "-x"], cwd=folder, input=files, check=True)


def _locks(folder: Path) -> str:
    """Return what the environment depends on: what was installed by other locks may be more, or other."""
    found = sorted([*folder.glob("requirements*.lock"), folder / "Makefile", folder / "pyproject.toml"])
    return sha256(b"".join(path.read_bytes() for path in found)).hexdigest()


def _install(folder: Path) -> None:
    shutil.rmtree(folder / ".venv", ignore_errors=True)
    # By make's own rule, which every version has: it installs by hashes, without the tools of development.
    done = subprocess.run(
        ["make", "--no-print-directory", ".venv/.runtime"],
        cwd=folder, env=_without_ours(), capture_output=True, text=True, check=False, timeout=_PATIENCE,
    )  # fmt: skip
    if done.returncode:
        raise BuildFailed(f"{folder.name} cannot be installed:\n{(done.stdout + done.stderr)[-2000:]}")


def _without_ours() -> dict[str, str]:
    """Return the environment without what this run's make tells its children."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}


def archived(clone: Path) -> bytes:
    """Return the files of the version before as a tar; raises `BuildFailed` if *clone* lacks it."""
    done = subprocess.run(["git", "archive", BEFORE], cwd=clone, capture_output=True, check=False)
    if done.returncode:
        raise BuildFailed(
            f"The commit {BEFORE} is not in this clone, which everything is compared with: "
            f"git fetch --unshallow (or, in a whole clone, git fetch origin {BEFORE}), then make bench again."
        )
    return done.stdout


def _files_today() -> bytes:
    names = b"\0".join(str(path).encode() for path in _present())
    tar = ["tar", "-c", "--null", "--files-from=-"]
    return subprocess.run(tar, cwd=ROOT, input=names, capture_output=True, check=True).stdout


def _present() -> Iterator[Path]:
    """Yield the files of the work tree, those not yet committed too."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return (Path(name) for name in sorted(set(names.split("\0"))) if name and (ROOT / name).exists())
