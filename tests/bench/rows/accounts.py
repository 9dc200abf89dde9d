"""Many accounts in one process, hourly for a simulated day."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

from tests.bench.bench import Bench
from tests.bench.builds import TODAY
from tests.bench.table import Row, Target

_MODULE = "tests.bench.many_accounts"
_COUNTS = (1, 10, 100, 1000)
_MOST = max(_COUNTS)
# A core has so many seconds in a day; no poll is later than ten minutes; growth is linear, but for noise.
_CORE_SECONDS = 86_400
_LATEST_SECONDS = 600
_MOST_MIB = 512
_LINEAR = 1.2


class Figures(Protocol):
    """What so many accounts took: seconds of processor time, memory, the lateness of the latest poll."""

    polls: int
    cpu: float
    peak_mib: float
    worst_lateness: float


def many(bench: Bench) -> list[Row]:
    """Return the rows of many accounts; the version before cannot do it, so there are no ratios."""
    name = f"{_MOST:,} accounts, hourly for a simulated day"
    if find_spec(_MODULE) is None:
        return [Row(name, not_measured=f"there is no {_MODULE}")]
    measure: Callable[[int], Figures] = import_module(_MODULE).measure
    found = {count: _said(bench, count, measure(count)) for count in _COUNTS}
    most = found[_MOST]
    a_poll = {count: 1000 * figures.cpu / figures.polls for count, figures in found.items()}
    return [
        _row(f"{name}: CPU", "s", most.cpu, _CORE_SECONDS),
        _row(f"{name}: peak memory", "MiB", most.peak_mib, _MOST_MIB),
        _row(f"{name}: latest poll", "s", most.worst_lateness, _LATEST_SECONDS),
        *(
            Row(f"{count:,} accounts: CPU a poll", "ms", samples={TODAY: [a_poll[count]]})
            for count in _COUNTS
        ),
        _row(f"a poll of {_MOST:,} accounts, to one of 10", "", a_poll[_MOST] / a_poll[10], _LINEAR),
    ]


def _said(bench: Bench, count: int, figures: Figures) -> Figures:
    bench.say(
        f"{count:,} accounts: {figures.polls:,} polls, {figures.cpu:.1f} s of CPU, "
        f"{figures.peak_mib:.0f} MiB, "
        f"at most {figures.worst_lateness:.0f} s late"
    )
    return figures


def _row(name: str, unit: str, value: float, most: float) -> Row:
    return Row(name, unit, Target(value=most), {TODAY: [value]})
