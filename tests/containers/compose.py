"""A stack of the project's files, run by the real Compose."""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from collector.points import measurements
from tests.integration.servers import HTTP, run_query

ROOT = Path(__file__).parents[2]
PATIENCE = 420
# Where no image can be pulled, InfluxDB 1.x can be installed from Debian; Grafana cannot, so it is left out.
FILES = (
    "docker-compose.yml",
    "compose.build.yaml",
    "deploy/compose/influxdb-1.x.yaml",
    "deploy/compose/existing-grafana.yaml",
    str(ROOT / "tests" / "containers" / "build-on-host.yaml"),
)
# Free ports, frequent polls.
SETTINGS = {"COLLECTOR_PORT": "0", "INFLUXDB_PORT": "0", "COLLECTOR_POLL_EVERY": "5s"}
# What the image is told that it is.
BUILT = {"VERSION": "9.8.7", "REVISION": "tested"}
Done = subprocess.CompletedProcess[str]


def missing() -> str:
    """Return why no container can be run; empty if one can."""
    if shutil.which("docker") is None:
        return "there is no docker on the PATH (tests/containers/engine brings one)"
    for asked in (["docker", "info"], ["docker", "compose", "version"]):
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"{' '.join(asked)} fails: {(done.stderr.strip() or done.stdout.strip())[-200:]}"
    return ""


def copied(folder: Path, commit: str | None = None) -> Path:
    """Return *folder* with the files of *commit*, or the present ones, as a clone has them."""
    folder.mkdir()
    if commit is None:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
        packed = ["tar", "-c", "--null", "--files-from=-"]
        tar = subprocess.run(packed, cwd=ROOT, input=listed, capture_output=True, check=True).stdout
    else:
        archive = ["git", "archive", commit]
        tar = subprocess.run(archive, cwd=ROOT, capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x"], cwd=folder, input=tar, check=True)
    return folder


@dataclass(frozen=True)
class Stack:
    """A Compose project: its folder, name, files and settings."""

    folder: Path
    name: str
    files: tuple[str, ...] = FILES
    settings: dict[str, str] = field(default_factory=lambda: dict(SETTINGS))

    def environment(self) -> dict[str, str]:
        """Return the environment of the stack's commands."""
        image = os.environ.get("STACK_INFLUXDB_1X_IMAGE")
        there = {"COMPOSE_FILE": ":".join(self.files), "COMPOSE_PROJECT_NAME": self.name}
        names = {"COLLECTOR_IMAGE": f"{self.name}-collector", "COMPOSE_ENV_FILES": "deploy/demo.env"}
        return (
            os.environ | BUILT | there | names | ({"INFLUXDB_IMAGE": image} if image else {}) | self.settings
        )

    def run(self, *command: str, check: bool = True, **more: str) -> Done:
        """Run a command in the stack's folder; a failure shows its output."""
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment() | more, capture_output=True, text=True,
            check=False, timeout=PATIENCE, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert not check or done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr[-3000:]}"
        return done

    def compose(self, *arguments: str, check: bool = True, **more: str) -> Done:
        """Run docker compose."""
        return self.run("docker", "compose", *arguments, check=check, **more)

    def address(self, service: str, port: int) -> str:
        """Return the address of a published port."""
        return f"http://{self.compose('port', service, str(port)).stdout.strip()}"

    def query(self, influxql: str) -> list[dict[str, object]]:
        """Ask InfluxDB from outside, as its administrator."""
        return self._administrator()(influxql)

    def points(self) -> list[str]:
        """Return every point that InfluxDB holds, in one order."""
        return sorted(f"{name} {sorted(row.items())}" for name, row in self._rows())

    def identities(self) -> set[tuple[object, ...]]:
        """Return which points there are, whatever their fields: some are rewritten while life goes on."""
        tags = {each.name: ("account", *each.tags) for each in measurements.CATALOGUE}
        return {(name, row["time"], *(row[tag] for tag in tags[name])) for name, row in self._rows()}

    def _rows(self) -> list[tuple[str, dict[str, object]]]:
        ask = self._administrator()
        names = [str(row["name"]) for row in ask("SHOW MEASUREMENTS")]
        return [(name, row) for name in names for row in ask(f'SELECT * FROM "{name}"')]

    def _administrator(self) -> Callable[[str], list[dict[str, object]]]:
        shown = self.compose(
            "run", "--rm", "-T", "--no-deps", "--entrypoint", "cat", "init", _PASSWORD
        ).stdout
        url, login = f"{self.address('influxdb', 8086)}/query", ("admin", shown.strip())
        asked = {"db": "wanikani", "epoch": "ns"}
        return lambda influxql: run_query(
            HTTP.get(url, params=asked | {"q": influxql}, auth=login, timeout=60)
        )

    def remove(self) -> None:
        """Remove containers, volumes and the image."""
        self.compose("--profile", "*", "down", "--volumes", "--remove-orphans", "--rmi", "local", check=False)


_PASSWORD = "/stack/secrets/influxdb-admin-password"
