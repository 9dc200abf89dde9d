"""Whether today's build derives the points that the version before derives from the same learner."""

import json
from collections.abc import Iterator
from dataclasses import asdict

from tests.bench.bench import Bench
from tests.bench.builds import BEFORE, FOLDER, TODAY, Build
from tests.bench.measure import run
from tests.bench.points import Compared, compare
from tests.bench.recorder import bodies
from tests.bench.rows.sizes import year
from tests.bench.table import Row

KEPT_AT = FOLDER.parent / "points.json"


def points(bench: Bench) -> list[Row]:
    """Return a row with all points of both builds; what differs is printed, and kept with samples."""
    before, today = (list(_derived(bench, build)) for build in bench.builds)
    compared = compare(before, today)
    KEPT_AT.write_text(json.dumps([asdict(each) for each in compared], indent=2, ensure_ascii=False) + "\n")
    for each in compared:
        bench.say(f"points: {_sentence(each)}")
    return [_row(compared)]


def _derived(bench: Bench, build: Build) -> Iterator[str]:
    """Yield the lines that `rebuild` delivers of a year of the demo's learner, polled every hour."""
    folder = bench.copy(year(bench, build), f"points-{build.name}")
    recorded = bench.new_folder(f"points-recorded-{build.name}")
    bench.account.record(recorded)
    settings = bench.account.settings(build) | {"INFLUXDB_URL": bench.account.recorder}
    run([build.command, "rebuild"], folder, **settings)
    for body in bodies(recorded):
        yield from (line for line in body.decode().split("\n") if line)


def _sentence(each: Compared) -> str:
    if each.is_same:
        return f"{each.measurement}: all {each.identical:,} the same"
    fields = ", ".join(f"{name} ({count:,})" for name, count in each.fields.items())
    counts = f"{each.identical:,} the same, {each.removed:,} only before, {each.added:,} only today"
    return f"{each.measurement}: {counts}, {each.changed:,} changed{': ' if fields else ''}{fields}"


def _row(compared: list[Compared]) -> Row:
    same = sum(each.identical for each in compared)
    changed = sum(each.changed for each in compared)
    samples = {
        BEFORE: [same + changed + sum(each.removed for each in compared)],
        TODAY: [same + changed + sum(each.added for each in compared)],
        "byte for byte the same": [same],
    }
    return Row("points of a year of the demo's learner", samples=samples)
