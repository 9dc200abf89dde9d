"""The numbers of an item: what WaniKani counts, beside what is known review by review. Pure."""

from collections.abc import Iterator
from statistics import median_low
from typing import NamedTuple

from collector.core.model import Facet
from collector.core.percent import percent
from collector.core.wording import counted
from collector.views.item.history import ItemHistory
from collector.views.item.words import lateness, next_in_words

NONE = "–"


class Figure(NamedTuple):
    """One number, and what it is of."""

    label: str
    value: str
    note: str = ""


def figures(history: ItemHistory) -> Iterator[Figure]:
    """Yield the stage, the reviews, the share of right answers, the streaks and the usual lateness.

    Answers and streaks are WaniKani's own counts: they include reviews that are not known individually.
    """
    stage = "locked" if history.stage is None else history.stage.words
    yield Figure("Stage", stage, next_in_words(history))
    yield _reviews(history)
    yield _right_at_once(history)
    statistic = history.statistic
    if statistic is not None:
        yield _answers("Meaning", statistic.meaning)
        yield _streak("Meaning streak", statistic.meaning)
    if statistic is not None and history.has_reading:
        yield _answers("Reading", statistic.reading)
        yield _streak("Reading streak", statistic.reading)
    yield _lateness(history)


def _reviews(history: ItemHistory) -> Figure:
    known = len(history.reviews)
    missing = f"{known:,} known individually" if history.not_known else ""
    return Figure("Reviews", f"{known + history.not_known:,}", missing)


def _right_at_once(history: ItemHistory) -> Figure:
    known = len(history.reviews)
    if not known:
        return Figure("Right first time", NONE, "no known reviews")
    right = sum(review.correct for review in history.reviews)
    return Figure("Right first time", f"{percent(right, known)} %", f"of {counted(known, 'known review')}")


def _answers(label: str, facet: Facet) -> Figure:
    given = facet.correct + facet.incorrect
    if not given:
        return Figure(label, NONE, "no answers counted")
    share = f"{percent(facet.correct, given)} %"
    return Figure(label, share, f"{facet.correct:,} right, {facet.incorrect:,} wrong")


def _streak(label: str, facet: Facet) -> Figure:
    return Figure(label, f"{facet.current_streak:,}", f"longest {facet.max_streak:,}")


def _lateness(history: ItemHistory) -> Figure:
    late = [review.late_seconds for review in history.reviews if review.late_seconds is not None]
    if not late:
        return Figure("Usually late", NONE, "no due time known")
    usual = lateness(median_low(late))
    return Figure("Usually late", usual, f"median of {counted(len(late), 'review')}")
