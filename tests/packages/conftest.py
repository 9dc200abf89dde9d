"""The built packages, the locked dependencies from the registry, and what each installer makes of them."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.serving.server import serve
from collector.simulator.world.world import World
from tests.harness import TOKEN

ROOT = Path(__file__).parents[2]
SECONDS = 180
UV = Path(sys.executable).parent / "uv"


@dataclass(frozen=True)
class Packages:
    """What was built: for pip and its like, and the sources for those who build themselves."""

    wheel: Path
    sdist: Path

    @property
    def version(self) -> str:
        """The version that the wheel's name has."""
        return self.wheel.name.split("-")[1]


@dataclass(frozen=True)
class Installed:
    """The installed *program*, and the empty *folder* that it runs in, with nothing of the checkout."""

    program: Path
    folder: Path

    def __call__(self, *arguments: str, **variables: str) -> str:
        """Run the program, which has to succeed; return what it printed."""
        return ran(self.program, *arguments, cwd=self.folder, **variables)

    def started(self, *arguments: str, **variables: str) -> "subprocess.Popen[str]":
        """Start the program and leave it running."""
        return subprocess.Popen(
            [self.program, *arguments],
            cwd=self.folder,
            env=_environment(self.folder, variables),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )


def ran(*command: str | Path, cwd: Path, **variables: str) -> str:
    """Run *command* in *cwd* to a successful end, in an environment of its own; return what it printed."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env=_environment(cwd, variables),
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _environment(home: Path, variables: dict[str, str]) -> dict[str, str]:
    inherited = {name: os.environ[name] for name in ("TMPDIR", "SSL_CERT_FILE") if name in os.environ}
    return {"PATH": "/usr/bin:/bin", "HOME": str(home), "PYTHONUTF8": "1", **inherited, **variables}


def build(sources: Path, out: Path, *targets: str) -> Path:
    """Build *targets* of the project at *sources* into *out*, and return it."""
    chosen = [word for target in targets for word in ("--target", target)]
    command = [sys.executable, "-m", "hatchling", "build", *chosen, "--directory", str(out)]
    subprocess.run(command, cwd=sources, check=True, capture_output=True, timeout=SECONDS)
    return out


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Packages:
    """Wheel and sdist, built from this checkout."""
    folder = build(ROOT, tmp_path_factory.mktemp("dist"), "wheel", "sdist")
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return Packages(wheel, sdist)


@pytest.fixture(scope="session")
def dependencies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the locked dependencies, taken from the registry once for all installers."""
    folder = tmp_path_factory.mktemp("dependencies")
    download = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--require-hashes",
        "--only-binary",
        ":all:",
    ]
    lock = ["--requirement", str(ROOT / "requirements.lock"), "--dest", str(folder)]
    subprocess.run([*download, *lock], check=True, timeout=SECONDS)
    return folder


def by_pip(wheel: Path, dependencies: Path, home: Path) -> Path:
    """Install *wheel* as `pip install` in a new environment does."""
    ran(sys.executable, "-m", "venv", "environment", cwd=home)
    found = ["--no-index", "--find-links", str(dependencies), "--quiet", "--disable-pip-version-check"]
    ran(home / "environment" / "bin" / "pip", "install", *found, str(wheel), cwd=home)
    return home / "environment" / "bin" / "wanikani-collector"


def by_pipx(wheel: Path, dependencies: Path, home: Path) -> Path:
    """Install *wheel* as `pipx install` does."""
    variables = _uv(dependencies) | {"PIPX_HOME": str(home / "pipx"), "PIPX_BIN_DIR": str(home / "bin")}
    ran(sys.executable, "-m", "pipx", "install", str(wheel), cwd=home, **variables)
    return home / "bin" / "wanikani-collector"


def by_uv(wheel: Path, dependencies: Path, home: Path) -> Path:
    """Install *wheel* as `uv tool install` does."""
    variables = _uv(dependencies) | {"UV_TOOL_DIR": str(home / "tools"), "UV_TOOL_BIN_DIR": str(home / "bin")}
    ran(UV, "tool", "install", "--python", sys.executable, str(wheel), cwd=home, **variables)
    return home / "bin" / "wanikani-collector"


def _uv(dependencies: Path) -> dict[str, str]:
    # pipx installs by uv where that is there.
    return {"UV_NO_INDEX": "1", "UV_FIND_LINKS": str(dependencies), "UV_CACHE_DIR": f"{dependencies}/cache"}


@pytest.fixture(scope="session", params=[by_pip, by_pipx, by_uv])
def installed(
    request: pytest.FixtureRequest,
    packages: Packages,
    dependencies: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Installed:
    """The wheel, installed by one of the programs that users install it with."""
    name = re.sub("^by_", "", request.param.__name__)
    program = request.param(packages.wheel, dependencies, tmp_path_factory.mktemp(f"home-{name}"))
    return Installed(program, tmp_path_factory.mktemp(f"runs-{name}"))


@pytest.fixture(scope="session")
def wanikani() -> Iterator[dict[str, str]]:
    """The settings that lead to a simulated WaniKani."""
    world = World(datetime.now(UTC), levels=3, per_level=12)
    api = SimulatedWaniKani(world, token=TOKEN, live=lambda: world.advance(datetime.now(UTC)))
    with serve(api) as server:
        yield {"WANIKANI_URL": server.url.rstrip("/"), "WANIKANI_TOKEN": TOKEN}
