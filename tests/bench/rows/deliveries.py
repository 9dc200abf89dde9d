"""`rebuild` of five years into the outbox, and its delivery to a real InfluxDB 1.6.7."""

import shutil
import urllib.request
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from tests.bench.bench import Bench, Figures, column
from tests.bench.builds import TODAY, Build
from tests.bench.influxd import influxd
from tests.bench.long_states import long_state
from tests.bench.measure import run
from tests.bench.recorder import bodies, is_packed
from tests.bench.rows.limits import lines_as_state, plain_inserts
from tests.bench.table import Row, Target

YEARS = 5
_POINTS = 200_000


def rebuild(bench: Bench) -> list[Row]:
    """Return the rows of `rebuild` without a server: all points wait at its end."""

    def measure(build: Build) -> Figures:
        folder = bench.copy(long_state(bench, build, YEARS), f"rebuild-{build.name}")
        used = run([build.command, "rebuild"], folder, **bench.account.settings(build))
        return {"CPU s": used.cpu, "wall s": used.seconds, "peak MiB": used.peak_mib}

    for build in bench.builds:
        long_state(bench, build, YEARS)
    lines = lines_as_state(
        _lines(recorded(bench, bench.today)), bench.new_folder("rebuild-limit") / "lines.sqlite3"
    )
    turns = bench.in_turn(
        "rebuild",
        bench.each(measure)
        | {
            "sqlite3 inserting the same lines": lambda: plain_inserts(bench.today.python, lines, lines.parent)
        },
    )
    return [
        Row(
            f"`rebuild` of {YEARS} years into the outbox: CPU", "s", Target(ratio=0.6), column(turns, "CPU s")
        ),
        Row(f"`rebuild` of {YEARS} years into the outbox: wall", "s", Target(), column(turns, "wall s")),
        Row(
            f"`rebuild` of {YEARS} years into the outbox: peak memory",
            "MiB",
            Target(),
            column(turns, "peak MiB"),
        ),
    ]


def waiting(bench: Bench, build: Build) -> Path:
    """Return the state of *build* in which the points of five years wait, made once."""
    folder = bench.folder / f"waiting-{build.name}"
    if folder not in bench.made:
        bench.copy(long_state(bench, build, YEARS), folder.name)
        run([build.command, "rebuild"], folder, **bench.account.settings(build))
        bench.made.add(folder)
    return folder / "state"


def recorded(bench: Bench, build: Build) -> Path:
    """Return the folder with the writes by which *build* delivers five years, made once."""
    folder = bench.folder / f"recorded-{build.name}"
    if folder not in bench.made:
        bench.account.record(bench.new_folder(folder.name))
        state = bench.copy(waiting(bench, build), "recording")
        bench.account.use(f"{YEARS} years")
        settings = bench.account.settings(build) | {"INFLUXDB_URL": bench.account.recorder}
        run([build.command, "poll"], state, **settings)
        bench.made.add(folder)
    return folder


def _lines(folder: Path) -> Iterator[str]:
    for body in bodies(folder):
        yield from body.decode().split("\n")


def delivery(bench: Bench) -> list[Row]:
    """Return the row of a delivery to `influxd`, beside curl sending the same bytes."""
    name = f"delivery to InfluxDB 1.6.7, {_POINTS:,} points"
    if shutil.which("influxd") is None or shutil.which("curl") is None:
        return [Row(name, not_measured="needs influxd and curl (Debian: influxdb, curl)")]
    counts = {build.name: sum(1 for _ in _lines(recorded(bench, build))) for build in bench.builds}
    for who, count in counts.items():
        bench.say(f"delivery: {who}: {count:,} points of {YEARS} years")
    with influxd(bench.new_folder("influxd")) as url:
        measured = bench.each(partial(_delivered, bench, url=url))
        turns = bench.in_turn("delivery", measured | {"curl": lambda: _by_curl(bench, url)})
    counts["curl"] = counts[TODAY]
    return [
        Row(f"{name}: wall", "s", Target(of_limit=0.85), _of_as_many(column(turns, "wall s"), counts)),
        Row(f"{name}: CPU", "s", Target(), _of_as_many(column(turns, "CPU s"), counts)),
    ]


def _of_as_many(seconds: dict[str, list[float]], counts: dict[str, int]) -> dict[str, list[float]]:
    """Return the seconds of as many points each: of the same years the builds write different numbers."""
    return {who: [value * _POINTS / counts[who] for value in values] for who, values in seconds.items()}


def _delivered(bench: Bench, build: Build, url: str) -> Figures:
    """Deliver what waits with a poll; what a poll takes that finds nothing new is taken off."""
    folder = bench.copy(waiting(bench, build), f"delivery-{build.name}")
    bench.account.use(f"{YEARS} years")
    settings = bench.account.settings(build) | {"INFLUXDB_URL": url, "INFLUXDB_BUCKET": _fresh(bench, url)}
    full = run([build.command, "poll"], folder, **settings)
    quiet = run([build.command, "poll"], folder, **settings)
    return {"wall s": full.seconds - quiet.seconds, "CPU s": full.cpu - quiet.cpu}


def _by_curl(bench: Bench, url: str) -> Figures:
    folder = bench.new_folder("curl")
    to = f"{url}/write?db={_fresh(bench, url)}&precision=ns"
    (folder / "writes").write_text(
        "next\n".join(_transfer(to, file) for file in sorted(recorded(bench, bench.today).iterdir()))
    )
    used = run(["curl", "--silent", "--show-error", "--fail-early", "--config", "writes"], folder)
    return {"wall s": used.seconds, "CPU s": used.cpu}


def _transfer(url: str, file: Path) -> str:
    packed = 'header = "Content-Encoding: gzip"\n' if is_packed(file.read_bytes()) else ""
    return f'url = "{url}"\nfail\ndata-binary = "@{file}"\n{packed}'


_NAMES = iter(range(10**6))


def _fresh(bench: Bench, url: str) -> str:
    """Return the name of a new database, as `setup-influxdb` makes it; the one before is dropped."""
    number = next(_NAMES)
    if number:
        statement = f"q=DROP DATABASE bench_{number - 1}".encode()
        urllib.request.urlopen(f"{url}/query", data=statement).read()
    name = f"bench_{number}"
    run(
        [bench.today.command, "setup-influxdb"], bench.folder, **bench.account.settings(bench.today),
        INFLUXDB_URL=url, INFLUXDB_BUCKET=name,
    )  # fmt: skip
    return name
