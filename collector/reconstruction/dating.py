"""Dates an item's last review, and decides if its rows still prove it.

A review stamps the assignment and, 10–15 ms later, the statistic (recorded payloads); the statistic's
stamp is the review's moment. An edit by WaniKani may have overwritten either stamp since.
"""

from typing import NamedTuple

from collector.core.moments import HOUR, SECOND, Moment, hour_of
from collector.core.stages import REVIEWED_STAGES
from collector.reconstruction.snapshots import Intervals, ItemState, PollWindow
from collector.reconstruction.srs_rules import due

# The server's `Date` has whole seconds, and the assignment is stamped just before its statistic.
_DATE_IS_COARSE = 2 * SECOND
_ONE_WRITING = SECOND


class Dated(NamedTuple):
    """A moment; *certain* when nothing but a review can have left these stamps."""

    at: Moment
    certain: bool


def last_review(now: ItemState, intervals: Intervals, earliest: Moment) -> Dated:
    """Return when the last review of *now* was: no earlier than *earliest*, no later than its statistic.

    Raises ValueError when *now* has no statistic: an item that was reviewed has one.
    """
    counted = now.statistic_at
    if counted is None:
        raise ValueError("an item that was reviewed has a statistic")
    if _of_one_writing(now, counted) and _agrees(counted, now, intervals):
        return Dated(counted, certain=True)
    return Dated(_likeliest(now, counted, intervals, earliest), certain=False)


def _of_one_writing(now: ItemState, counted: Moment) -> bool:
    stamps = (now.assignment_at, now.passed_at, now.burned_at)
    # An edit of both rows leaves the same stamp on both.
    return counted != now.assignment_at and any(
        at is not None and 0 < counted - at <= _ONE_WRITING for at in stamps
    )


def _agrees(at: Moment, now: ItemState, intervals: Intervals) -> bool:
    """Return True if an item reviewed at *at* would be due when this one is."""
    if now.stage is None or now.stage not in REVIEWED_STAGES:
        return True
    return _is_due_after(at, now.stage, now, intervals) or _was_stamped(at, now)


def _is_due_after(at: Moment, stage: int, now: ItemState, intervals: Intervals) -> bool:
    """Return True if the item is due when one reviewed at *at* would be.

    The due time counts from the assignment's stamp, which may lie in the hour before the statistic's.
    """
    return now.available_at in (due(at, stage, intervals), due(Moment(at - _ONE_WRITING), stage, intervals))


def _was_stamped(at: Moment, now: ItemState) -> bool:
    """Return True if `passed_at` or `burned_at` says so, whatever a vacation did to the due time since."""
    return any(
        stamp is not None and 0 < at - stamp <= _ONE_WRITING for stamp in (now.passed_at, now.burned_at)
    )


def _likeliest(now: ItemState, counted: Moment, intervals: Intervals, earliest: Moment) -> Moment:
    """Return the best guess: a stamp that agrees with the due time, else the earliest moment that does.

    A vacation moves due times and stamps assignments only: then the statistic's stamp is the best there is.
    """
    for stamp in (now.burned_at, now.passed_at, counted, now.assignment_at):
        if stamp is not None and earliest <= stamp <= counted and _moved_by_review(stamp, now, intervals):
            return stamp
    back = _hour_before_due(now, intervals)
    if earliest <= counted < now.assignment_at and (back is None or counted - _ONE_WRITING < back + HOUR):
        return counted
    # After a vacation due times lie off the hour, and only say when the review was at the latest.
    if back is not None and now.available_at is not None and now.available_at == hour_of(now.available_at):
        earliest = max(earliest, back)
    return min(earliest, counted)


def _hour_before_due(now: ItemState, intervals: Intervals) -> Moment | None:
    """Return the hour of a review after which the item is due when it is."""
    if now.stage is None or now.available_at is None:
        return None
    return hour_of(Moment(now.available_at - intervals.get(now.stage, 0)))


def _moved_by_review(at: Moment, now: ItemState, intervals: Intervals) -> bool:
    if now.stage is None or now.stage not in REVIEWED_STAGES:
        return now.burned_at is None or abs(now.burned_at - at) <= HOUR
    return _is_due_after(at, now.stage, now, intervals)


def may_lack_its_statistic(now: ItemState, intervals: Intervals, window: PollWindow) -> bool:
    """Return True if *now* may be the assignment of a review whose statistic was read before it.

    Statistics are read first. So a review between the two requests shows as an assignment that moved as
    by a review, at a time not before the first statistics answer.
    """
    stamps = (now.started_at, now.resurrected_at)
    if any(at is not None and 0 <= now.assignment_at - at < _ONE_WRITING for at in stamps):
        return False
    moved = now.stage == 9 or (
        now.stage is not None
        and now.available_at is not None
        and now.available_at == due(now.assignment_at, now.stage, intervals)
    )
    return moved and now.assignment_at >= window.statistics_at - _DATE_IS_COARSE
