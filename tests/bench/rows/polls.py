"""A quiet `poll` as cron starts it, and `status`: mostly what it takes to start."""

from functools import partial

from tests.bench.bench import Bench, Figures, column
from tests.bench.builds import Build
from tests.bench.measure import run
from tests.bench.rows.limits import imported_and_idle
from tests.bench.table import Row, Target

_TARGET = Target(ratio=0.55)


def quiet(bench: Bench) -> list[Row]:
    """Return the rows of the two commands; an hour without reviews goes by between two turns."""
    folders = {build.name: bench.copy(bench.polled(build), f"quiet-{build.name}") for build in bench.builds}

    def measure(build: Build, command: str) -> Figures:
        used = run([build.command, command], folders[build.name], **bench.account.settings(build))
        return {"CPU s": used.cpu, "wall s": used.seconds}

    def poll(build: Build) -> Figures:
        if build is bench.builds[0]:
            bench.account.rest()
        return measure(build, "poll")

    bench.account.use("level 60")
    for build in bench.builds:
        poll(build)
    five = {"importing five libraries": lambda: imported_and_idle(bench)}
    polled = bench.in_turn("quiet poll", bench.each(poll) | five)
    shown = bench.in_turn("status", bench.each(partial(measure, command="status")))
    return [
        Row("quiet `poll`, a process: CPU", "s", _TARGET, column(polled, "CPU s")),
        Row("quiet `poll`, a process: wall", "s", Target(), column(polled, "wall s")),
        Row("`status`, a process: CPU", "s", _TARGET, column(shown, "CPU s")),
        Row("`status`, a process: wall", "s", Target(), column(shown, "wall s")),
    ]
