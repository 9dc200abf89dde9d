"""What is on the disk: a state, its growth, and what an installation takes."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.bench.bench import Bench
from tests.bench.builds import Build
from tests.bench.measure import run
from tests.bench.table import Row, Target

_MB = 1e6
_DAYS = 365


def state(bench: Bench) -> list[Row]:
    """Return the size of a level-60 account's state, and what a year of hourly polls adds to one.

    Sizes do not change from turn to turn, so each is taken once.
    """
    sizes, growth = {}, {}
    for build in bench.builds:
        sizes[build.name] = [size_mb(bench.polled(build))]
        growth[build.name] = [size_mb(year(bench, build)) - size_mb(lived(bench, build, 1))]
        bench.say(
            f"state: {build.name}: {sizes[build.name][0]:.1f} MB, a year {growth[build.name][0]:.1f} MB"
        )
    return [
        Row("state of a level-60 account after the first sync", "MB", Target(ratio=0.8), sizes),
        Row("its growth in a year of hourly polls, nothing delivered", "MB", Target(ratio=0.7), growth),
    ]


def year(bench: Bench, build: Build) -> Path:
    """Return the state of a learner's first year, polled every hour."""
    return lived(bench, build, _DAYS)


def lived(bench: Bench, build: Build, days: int) -> Path:
    """Return the state of the demo's learner after so many days, made once; the same days for both builds."""
    folder = bench.folder / f"lived-{days}-{build.name}"
    if folder not in bench.made:
        start = datetime.fromtimestamp(bench.started_at, UTC).replace(minute=0, second=0, microsecond=0)
        bench.new_folder(folder.name)
        (folder / "start").write_text(f"{(start - timedelta(days=days)).isoformat()}\n")
        # With a start that is given the demo does not compare other intervals, which are states of their own.
        run([build.command, "demo", "--state", "state", "--remember", "start"], folder)
        bench.made.add(folder)
    return folder / "state"


def size_mb(state: Path) -> float:
    """Return the size of all files of a state, its daily copies aside, once its journal is written out."""
    for file in state.glob("*.sqlite3"):
        connection = sqlite3.connect(file)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
    files = (path for path in state.rglob("*") if path.is_file() and "copies" not in path.parts)
    return sum(path.stat().st_size for path in files) / _MB


def installed(bench: Bench) -> list[Row]:
    """Return the size of the environment in which the demo has run; the image is weighed elsewhere."""
    for build in bench.builds:
        lived(bench, build, 1)
    sizes = {build.name: [_on_disk_mb(build.folder / ".venv")] for build in bench.builds}
    return [
        Row("`.venv` of `make demo`", "MB", Target(ratio=0.6), sizes),
        Row("container image", "MB", Target(ratio=0.8), not_measured="needs a Docker engine"),
    ]


def _on_disk_mb(folder: Path) -> float:
    """Return what a folder takes on the disk, as `du` counts it."""
    return sum(path.lstat().st_blocks * 512 for path in folder.rglob("*")) / _MB
