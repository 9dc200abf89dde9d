"""Which of the old script's counts are taken. Pure.

The script (a PHP cron job) wrote one point every six hours to the measurement `progress` of InfluxDB 1.x,
with the server's time: `progress apprentice=…,guru=…,master=…,enlighten=…,burned=…`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from collector.core.facts import ImportedCounts
from collector.core.moments import Moment, instant, moment
from collector.importers.rejections import Rejected, RejectionReason

MEASUREMENT = "progress"
FIELDS = ("apprentice", "guru", "master", "enlighten", "burned")
# Some ten times of what there is to learn.
_MOST_ITEMS = 100_000
# WaniKani opened in 2012.
BEGINNING = moment(datetime(2012, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class OldPoint:
    """One of the script's points: *time* in nanoseconds, and those of its fields that are there."""

    time: int
    values: Mapping[str, float]

    @property
    def at(self) -> Moment:
        """Its moment."""
        return Moment(self.time // 1000)


@dataclass(frozen=True, slots=True)
class Seam:
    """Where the past ends: at the *first_poll*, which counted *total* items; the future begins *now*."""

    first_poll: Moment
    total: int
    now: Moment


def judged(points: Iterable[OldPoint], seam: Seam) -> Iterator[ImportedCounts | Rejected]:
    """Yield what becomes of each of *points*, which come in the order of time."""
    before, zeros = 0, list[ImportedCounts]()
    for point in points:
        one = _judged(point, seam)
        if isinstance(one, Rejected):
            yield one
        elif not _total(one):
            zeros.append(one)
        else:
            yield from _settled(zeros, before, _total(one))
            before, zeros = _total(one), []
            yield one
    yield from _settled(zeros, before, seam.total)


def _judged(point: OldPoint, seam: Seam) -> ImportedCounts | Rejected:
    if not BEGINNING <= point.at <= seam.now:
        early = point.at < BEGINNING
        return Rejected(
            RejectionReason.IMPOSSIBLE_TIME if early else RejectionReason.IN_THE_FUTURE, written(point.at)
        )
    if point.at >= seam.first_poll:
        return Rejected(RejectionReason.AFTER_FIRST_POLL, written(point.at))
    missing = [name for name in FIELDS if name not in point.values]
    if missing:
        return Rejected(RejectionReason.INCOMPLETE, f"{written(point.at)} (no {', '.join(missing)})")
    odd = [name for name in FIELDS if not _is_count(point.values[name])]
    if odd:
        return Rejected(
            RejectionReason.NO_COUNT, f"{written(point.at)} ({odd[0]} = {point.values[odd[0]]:g})"
        )
    return ImportedCounts(point.at, *(int(point.values[name]) for name in FIELDS))


def _settled(zeros: list[ImportedCounts], before: int, after: int) -> Iterator[ImportedCounts | Rejected]:
    """Yield what zeros are, between counts of *before* and *after* items.

    A reset to the first level is followed by few items; nobody's items are gone for a while and then there.
    """
    failed = before and 2 * after >= before
    for each in zeros:
        yield Rejected(RejectionReason.FAILED_REQUEST, written(each.at)) if failed else each


def _is_count(value: float) -> bool:
    return 0 <= value <= _MOST_ITEMS and value == int(value)


def _total(counts: ImportedCounts) -> int:
    return sum(counts.groups.values())


def written(at: Moment) -> str:
    """Return *at* as an example names it, however absurd it is."""
    try:
        return f"{instant(at):%Y-%m-%d %H:%M:%S} UTC"
    except OverflowError:
        return f"{at} microseconds"
