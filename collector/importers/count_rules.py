"""The rules by which counts of the old script are accepted. Pure.

The script (a PHP cron job) wrote one point every six hours to the measurement `progress` of InfluxDB 1.x,
with the server's time: `progress apprentice=…,guru=…,master=…,enlighten=…,burned=…`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from collector.core.facts import ImportedCounts
from collector.core.moments import Moment, moment
from collector.core.wording import utc_second
from collector.importers.rejections import Rejected, RejectionReason

MEASUREMENT = "progress"
FIELDS = ("apprentice", "guru", "master", "enlighten", "burned")
# About ten times the items that WaniKani has.
_MAX_ITEMS = 100_000
# WaniKani opened in 2012.
WANIKANI_OPENED = moment(datetime(2012, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class ScriptPoint:
    """One of the script's points: its *time* in nanoseconds, and the fields it has."""

    time: int
    values: Mapping[str, float]

    @property
    def at(self) -> Moment:
        """The moment of the point."""
        return Moment(self.time // 1000)


@dataclass(frozen=True, slots=True)
class LiveStart:
    """The end of imported counts: the *first_poll*, which counted *total* items. *now* is the present."""

    first_poll: Moment
    total: int
    now: Moment


def judge_counts(points: Iterable[ScriptPoint], live: LiveStart) -> Iterator[ImportedCounts | Rejected]:
    """Yield the counts of *points*, which come in the order of time, or why one is rejected.

    >>> live = LiveStart(first_poll=moment(datetime(2024, 1, 1, tzinfo=UTC)), total=9, now=Moment(2**60))
    >>> old = ScriptPoint(time=1_600_000_000 * 10**9, values=dict.fromkeys(FIELDS, 1.0))
    >>> [counts] = judge_counts([old], live)
    >>> counts.guru
    1
    """
    before = 0
    zeros = list[ImportedCounts]()
    for point in points:
        result = _judge(point, live)
        if isinstance(result, Rejected):
            yield result
        elif not _total(result):
            zeros.append(result)
        else:
            yield from _judge_zeros(zeros, before, _total(result))
            before = _total(result)
            zeros = []
            yield result
    yield from _judge_zeros(zeros, before, live.total)


def _judge(point: ScriptPoint, live: LiveStart) -> ImportedCounts | Rejected:
    if not WANIKANI_OPENED <= point.at <= live.now:
        early = point.at < WANIKANI_OPENED
        return Rejected(
            RejectionReason.IMPOSSIBLE_TIME if early else RejectionReason.IN_THE_FUTURE,
            format_moment(point.at),
        )
    if point.at >= live.first_poll:
        return Rejected(RejectionReason.AFTER_FIRST_POLL, format_moment(point.at))
    missing = [name for name in FIELDS if name not in point.values]
    if missing:
        return Rejected(RejectionReason.INCOMPLETE, f"{format_moment(point.at)} (no {', '.join(missing)})")
    odd = [name for name in FIELDS if not _is_count(point.values[name])]
    if odd:
        return Rejected(
            RejectionReason.NO_COUNT, f"{format_moment(point.at)} ({odd[0]} = {point.values[odd[0]]:g})"
        )
    return ImportedCounts(
        at=point.at,
        apprentice=int(point.values["apprentice"]),
        guru=int(point.values["guru"]),
        master=int(point.values["master"]),
        enlightened=int(point.values["enlighten"]),
        burned=int(point.values["burned"]),
    )


def _judge_zeros(zeros: list[ImportedCounts], before: int, after: int) -> Iterator[ImportedCounts | Rejected]:
    """Yield *zeros* as counts or as failed requests, by the number of items *before* and *after* them.

    After a reset to the first level there are few items. If most come back, the zeros were failed requests.
    """
    failed = before and 2 * after >= before
    for each in zeros:
        yield Rejected(RejectionReason.FAILED_REQUEST, format_moment(each.at)) if failed else each


def _is_count(value: float) -> bool:
    return 0 <= value <= _MAX_ITEMS and value == int(value)


def _total(counts: ImportedCounts) -> int:
    return sum(counts.groups.values())


def format_moment(at: Moment) -> str:
    """Return *at* as the examples show it, also if no calendar has it."""
    try:
        return utc_second(at)
    except OverflowError:
        return f"{at} microseconds"
