"""A stack of the project's own files, run by the real Compose in containers of its own."""

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
# InfluxDB 1.x is what can be had where no image can be pulled; Grafana is not, so its part is left out.
FILES = (
    "docker-compose.yml",
    "deploy/compose/influxdb-1.x.yaml",
    "deploy/compose/existing-grafana.yaml",
    str(ROOT / "tests" / "containers" / "build-on-host.yaml"),
)
# Ports that are free, polls that come often.
SETTINGS = {"COLLECTOR_PORT": "0", "INFLUXDB_PORT": "0", "COLLECTOR_POLL_EVERY": "5s"}
Done = subprocess.CompletedProcess[str]


def missing() -> str:
    """Say why there is nothing to run containers with; empty if there is."""
    if shutil.which("docker") is None:
        return "there is no docker on the PATH (tests/containers/engine brings one)"
    for asked in (["docker", "info"], ["docker", "compose", "version"]):
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"{' '.join(asked)} fails: {(done.stderr.strip() or done.stdout.strip())[-200:]}"
    return ""


def copied(folder: Path, commit: str | None = None) -> Path:
    """Return *folder* with the files of *commit*, or those that are there now, as a clone would have them."""
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
    """A project of Compose: its name, the folder of its files, and what its owner set."""

    folder: Path
    name: str
    files: tuple[str, ...] = FILES
    settings: dict[str, str] = field(default_factory=lambda: dict(SETTINGS))

    def environment(self) -> dict[str, str]:
        """Return what commands of the stack see."""
        image = os.environ.get("STACK_INFLUXDB_1X_IMAGE")
        there = {"COMPOSE_FILE": ":".join(self.files), "COMPOSE_PROJECT_NAME": self.name}
        names = {"COLLECTOR_IMAGE": f"{self.name}-collector", "COMPOSE_ENV_FILES": "deploy/demo.env"}
        return os.environ | there | names | ({"INFLUXDB_IMAGE": image} if image else {}) | self.settings

    def run(self, *command: str, check: bool = True, **more: str) -> Done:
        """Run a command in the stack's folder; what it printed is shown where it fails."""
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
        """Return where a published port answers."""
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
        """Take away containers, volumes and the image."""
        self.compose("--profile", "*", "down", "--volumes", "--remove-orphans", "--rmi", "local", check=False)


_PASSWORD = "/stack/secrets/influxdb-admin-password"
