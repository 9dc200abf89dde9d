"""The projections' processes, as listed by Linux."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

PATIENCE = 20


def until(happened: Callable[[], object]) -> None:
    """Wait until *happened* returns something true; it fails after a while."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def projections_of(state: Path) -> list[Path]:
    """Return the folder in /proc of each process that projects the state at *state*."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (process / "cmdline").read_text("utf-8").split("\0")
            if "collector.views.projection_child" in words and str(state) in words:
                found.append(process)
    return found
