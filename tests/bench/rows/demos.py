"""`demo`, as `make demo` runs it after its set-up."""

import os
import subprocess
import time
from functools import partial
from pathlib import Path

from tests.bench.bench import Bench, Figures, column
from tests.bench.builds import Build
from tests.bench.measure import MeasurementFailed, environment
from tests.bench.table import Row, Target

PAGE = "wanikani-demo.html"
# The last line of the status.
_STATUS = "Last poll"


def demo(bench: Bench) -> list[Row]:
    """Return how long the demo takes, and when page and status are there."""
    turns = bench.in_turn("demo", bench.each(partial(_demo, bench)))
    return [
        Row("`make demo` after set-up: wall", "s", Target(ratio=0.35), column(turns, "wall s")),
        Row("`make demo`: page and status after", "s", Target(value=25), column(turns, "shown s")),
        Row("`make demo`: CPU", "s", Target(), column(turns, "CPU s")),
    ]


def _demo(bench: Bench, build: Build) -> Figures:
    folder = bench.new_folder(f"demo-{build.name}")
    begin = time.perf_counter()
    # What is printed is to be seen when it is.
    process = subprocess.Popen(
        [build.command, "demo"], cwd=folder, env=environment(folder, PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    shown = _seconds_until_shown(process, folder / PAGE, begin)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode or shown is None:
        raise MeasurementFailed(f"demo of {build.name} ended with {process.returncode}")
    return {"wall s": seconds, "shown s": shown, "CPU s": used.ru_utime + used.ru_stime}


def _seconds_until_shown(process: "subprocess.Popen[str]", page: Path, begin: float) -> float | None:
    """Read the output to its end; return when the status was in it and the page was there."""
    assert process.stdout is not None
    shown, status = None, False
    for line in process.stdout:
        status = status or _STATUS in line
        if shown is None and status and page.exists():
            shown = time.perf_counter() - begin
    return shown
