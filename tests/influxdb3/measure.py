"""Compares servers with the same points: files, disk, memory, refused statements, time of the overview.

By hand, `python -m tests.influxdb3.measure --days 7,30,90,365`. InfluxDB 1.x is started if `influxd` is
installed. Others are named by INFLUXDB2_URL and INFLUXDB2_TOKEN (an operator's), INFLUXDB3_URL and
INFLUXDB3_TOKEN; with INFLUXDB2_DATA and INFLUXDB3_DATA (their folders) the disk is measured, and with
INFLUXDB2_PID and INFLUXDB3_PID the memory. So that little waiting is needed, start 2.x with
`--storage-cache-snapshot-write-cold-duration 5s` and 3 with `--wal-flush-interval 10ms`. Prints a row of a
Markdown table for each server and length.
"""

import argparse
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from grafana.dashboard import panels_of
from grafana.files import all_rules, dashboards
from tests.grafana.viewer import Viewer, filled_in, statements
from tests.influxdb3.measured_servers import MeasuredServer, named_server, own_v1
from tests.influxdb3.polls import Poll, simulated_polls

OVERVIEW = "wanikani-overview"
HEAD = "| server | days | points | files | disk | memory | refused | overview | overview, all days |"
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Options:
    """What to measure: after which *days*, with a poll *every* so often, a *past* before the first."""

    days: tuple[int, ...]
    every: timedelta
    past: timedelta


def main() -> None:
    """Measure every server that there is."""
    options = _options()
    os.environ.setdefault("INFLUXDB_DATA_CACHE_SNAPSHOT_WRITE_COLD_DURATION", "5s")
    with ExitStack() as stack:
        servers = list(_servers(stack))
        folder = Path(stack.enter_context(TemporaryDirectory()))
        _print(f"{HEAD}\n|{'---|' * HEAD.count(' | ')}---|")
        polls = simulated_polls(folder, past=options.past, every=options.every)
        points = 0
        begin = None
        for days in options.days:
            begin, now, batches = _polls_until(polls, begin, days)
            points += sum(map(len, batches))
            for server in servers:
                server.write(iter(batches))
                server.write_out()
                _print(_row(server, days, points, now))


def _options() -> Options:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--days", default="7,30,90,365", help="lengths to measure, rising")
    parser.add_argument("--every", type=float, default=1.0, metavar="HOURS", help="between two polls")
    parser.add_argument("--past", type=int, default=0, metavar="DAYS", help="before the first poll")
    given = parser.parse_args()
    days = tuple(int(each) for each in given.days.split(","))
    return Options(days, timedelta(hours=given.every), timedelta(days=given.past))


def _servers(stack: ExitStack) -> Iterator[MeasuredServer]:
    oldest = stack.enter_context(own_v1())
    if oldest is not None:
        yield oldest
    for name in ("INFLUXDB2", "INFLUXDB3"):
        if url := os.environ.get(f"{name}_URL"):
            data, pid = os.environ.get(f"{name}_DATA"), os.environ.get(f"{name}_PID")
            token = os.environ[f"{name}_TOKEN"]
            yield named_server(url, token, Path(data) if data else None, int(pid) if pid else None)


def _polls_until(
    polls: Iterator[Poll], begin: datetime | None, days: int
) -> tuple[datetime, datetime, list[tuple[str, ...]]]:
    """Return the moments of the first and the last poll, and the lines of those not yet returned."""
    batches = []
    for poll in polls:
        begin = begin or poll.at
        batches.append(poll.lines)
        if poll.at - begin >= timedelta(days=days):
            return begin, poll.at, batches
    raise AssertionError("the learner's polls have no end")


def _row(server: MeasuredServer, days: int, points: int, now: datetime) -> str:
    reasons, refused = Counter[str](), Counter[str]()
    overview = 0.0
    for uid, statement in as_opened(now):
        seconds, refusal = server.ask(statement)
        overview += seconds if uid == OVERVIEW else 0
        if refusal is not None:
            reasons[refusal.partition(".")[0]] += 1
            refused[uid] += 1
    for reason, number in reasons.most_common():
        _tell(f"{server.server}, {days} days: {number} refused: {reason}; of {dict(refused)}")
    if server.is_v3:
        _tell(f"{server.server}, {days} days: files {dict(server.files_by_table())}")
    whole = sum(server.ask(statement)[0] for statement in _overview_of(now, days))
    asked = sum(1 for _ in as_opened(now))
    cells = (
        server.server, days, f"{points:,}", f"{server.files():,}", _megabytes(server.disk()),
        _megabytes(server.memory()), f"{refused.total()} of {asked}", f"{overview:.2f} s", f"{whole:.2f} s",
    )  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |"


def as_opened(now: datetime) -> Iterator[tuple[str, str]]:
    """Yield the statements of every dashboard in the range it opens with, and of every alert rule.

    Each comes with the uid of its dashboard or rule.
    """
    for uid, dashboard in dashboards().items():
        begin, end = (now + _offset(dashboard["time"][bound]) for bound in ("from", "to"))
        asked = dashboard_statements(uid, dashboard, Viewer(begin, end, now))
        yield from ((uid, statement) for statement in asked)
    for rule in all_rules():
        viewer = Viewer(now, now, now)
        yield from ((rule.uid, filled_in(each.query, viewer)) for each in rule.queries.values())


def dashboard_statements(uid: str, dashboard: Mapping[str, Any], viewer: Viewer) -> Iterator[str]:
    """Yield what a dashboard asks for its panels, variables and annotations."""
    for panel in panels_of(dashboard):
        if "targets" in panel:
            yield from statements(uid, panel, viewer).values()
    for each in (*dashboard["templating"]["list"], *dashboard["annotations"].get("list", ())):
        query = each.get("query") if each.get("type") == "query" else each.get("target", {}).get("query")
        if query:
            yield filled_in(query, viewer.choosing(uid))


def _overview_of(now: datetime, days: int) -> Iterator[str]:
    viewer = Viewer(now, now, now).back(timedelta(days=days))
    return dashboard_statements(OVERVIEW, dashboards()[OVERVIEW], viewer)


def _offset(bound: str) -> timedelta:
    """Return how far a bound of a dashboard's range is from now: `now-90d`, `now+7d`, `now`, `now/h`."""
    days = {"d": 1, "w": 7, "M": 30, "y": 365}
    moved = re.match(r"now([+-]\d+)([dwMy])", bound)
    return timedelta(days=int(moved[1]) * days[moved[2]]) if moved else timedelta()


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:,.1f} MB" if size else "–"


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    main()
