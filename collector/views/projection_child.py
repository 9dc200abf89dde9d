"""The process that `app.projection_process` starts: it reads a state, projects, and prints what changes.

Standard output has a `ProjectionAnswer` as JSON; with another exit code than 0, a sentence that says why
there is none.
"""

import os
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from collector.core.errors import CollectorError
from collector.core.projection_change import ProjectionChange
from collector.projection.load_numpy import load_numpy

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FAILED = 3
CRASHED = 4

_NO_MEMORY = "There is not enough memory for a projection; COLLECTOR_PROJECTION=off turns projections off."
_LONGEST = 300

_LOWEST_PRIORITY = 19
# Linux ends the process with the highest number first where memory is short: never the one that polls.
_OOM_SCORE = Path("/proc/self/oom_score_adj")
_END_THIS_FIRST = "1000"


@dataclass(frozen=True, slots=True)
class ProjectionAnswer:
    """The changes of a new projection, and the CPU seconds it took."""

    change: ProjectionChange
    cpu_seconds: float


@cache
def answers() -> "TypeAdapter[ProjectionAnswer]":
    """Return what writes and reads answers, and checks them."""
    from pydantic import TypeAdapter  # noqa: PLC0415 - a process that fails before needs it not

    return TypeAdapter(ProjectionAnswer)


def main(arguments: list[str]) -> int:
    """Project as *arguments* say (path, time zone), and return the exit code."""
    _give_way()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    code, said = _answer(*arguments)
    sys.stdout.buffer.write(said)
    sys.stdout.buffer.flush()
    return code


def _give_way() -> None:
    if sys.platform != "win32":
        os.nice(_LOWEST_PRIORITY)
    with suppress(OSError):  # another system, or one that forbids it
        _OOM_SCORE.write_text(_END_THIS_FIRST, "ascii")


def _end_with_parent() -> None:
    """End this process when the other end of standard input is closed, as it is however a process ends."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(CRASHED)


def _answer(path: str, zone: str) -> tuple[int, bytes]:
    try:
        load_numpy()
        # In here, so that the parent imports neither numpy nor SQL with this module, and gets the error if
        # that fails.
        from collector.views.new_projection import new_projection  # noqa: PLC0415

        change = new_projection(Path(path), ZoneInfo(zone))
    except CollectorError as problem:
        return FAILED, str(problem).encode()
    except MemoryError:
        return FAILED, _NO_MEMORY.encode()
    except Exception as bug:  # noqa: BLE001 - the parent, which nothing may end, logs it
        return CRASHED, _crash(bug).encode()
    # Of this process alone, system calls included.
    times = os.times()
    return 0, answers().dump_json(ProjectionAnswer(change, round(times.user + times.system, 2)))


def _crash(bug: Exception) -> str:
    """Return a line that says what went wrong, and where."""
    place = extract_tb(bug.__traceback__)[-1]
    said = " ".join(f"{type(bug).__name__}: {bug}".split())[:_LONGEST]
    return f"{said} ({Path(place.filename).name}:{place.lineno})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
