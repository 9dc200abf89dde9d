"""Stages, answers and moments of an item in words. Pure."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from collector.core.facts import Review
from collector.core.local_time import local_date
from collector.core.moments import SECOND, Moment, instant
from collector.core.wording import age, counted, dated, duration_in_words
from collector.views.item.history import ItemHistory, Next

_NEXT = {
    "lesson": "its lesson is waiting",
    "locked": "locked: its components are not passed yet, or its level is not reached",
    "burned": "burned: no more reviews",
    "on vacation": "on vacation: nothing falls due",
    "above the subscription": "above the levels of the subscription: it does not fall due",
    "hidden": "hidden by WaniKani: no longer reviewed",
    "not known": "its due time is not known",
}


def local_minute(at: Moment, zone: ZoneInfo) -> str:
    """Return *at* by the learner's clock, to the minute.

    >>> local_minute(Moment(0), ZoneInfo("Asia/Tokyo"))
    '1970-01-01 09:00'
    """
    return f"{instant(at).astimezone(zone):%Y-%m-%d %H:%M}"


def lateness(seconds: int) -> str:
    """Return how late a review was, in the largest unit that says it.

    >>> lateness(7300)
    '2 h'
    """
    return age(Moment(0), Moment(seconds * SECOND))


def wrong_answers(review: Review) -> str:
    """Return how many answers to each facet were wrong, such as `meaning 1, reading 2`, or `none`."""
    facets = (("meaning", review.meaning_incorrect), ("reading", review.reading_incorrect or 0))
    return ", ".join(f"{name} {times:,}" for name, times in facets if times) or "none"


def next_in_words(history: ItemHistory) -> str:
    """Return what comes next, as of the history's moment."""
    return _told(history.next, history.now, history.zone)


def _told(coming: Next, now: Moment, zone: ZoneInfo) -> str:
    if coming.at is None or coming.kind not in {"due", "waiting"}:
        return _NEXT[coming.kind]
    apart = duration_in_words(timedelta(seconds=abs(coming.at - now) // SECOND))
    when = local_minute(coming.at, zone)
    return f"due {when}, in {apart}" if coming.kind == "due" else f"waiting since {when}, for {apart}"


def not_known_sentence(history: ItemHistory) -> str:
    """Return which reviews are not known, and why; empty where none is known to be missing."""
    first_poll = f"the first poll ({dated(local_date(history.first_poll, history.zone))})"
    reset = ""
    if history.last_reset is not None:
        reset = f"the reset of {dated(local_date(history.last_reset, history.zone))}"
    if history.not_known:
        since = f" since {reset}" if reset else ""
        are = "is" if history.not_known == 1 else "are"
        return (
            f"WaniKani counts {counted(history.counted, 'review')} of this item{since}; "
            f"{history.not_known:,} of them {are} not known individually: the collector finds reviews from "
            f"{first_poll} on; earlier ones come only from an imported archive."
        )
    if history.cleared:
        return (
            f"WaniKani's counts for this item were cleared by {reset}: of the reviews before {first_poll}, "
            "only those of an imported archive are known."
        )
    return ""
