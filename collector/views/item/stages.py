"""An item's stage over time, as lines to draw, and where it is not known. Pure."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from collector.core.moments import HOUR, Moment
from collector.core.stages import SrsStage
from collector.views.item.events import ItemEvent, events
from collector.views.item.history import ItemHistory


class StageLine(NamedTuple):
    """The item was in stage *begins* at *start* and in *ends* at *end*, and *known* to have stayed there."""

    start: Moment
    end: Moment
    begins: int
    ends: int
    known: bool


class _Point(NamedTuple):
    """The stages right before and right after a moment; None after it while the item is locked.

    None before it says that the item stayed where it was until then.
    """

    at: Moment
    before: int | None
    after: int | None


def stage_lines(history: ItemHistory) -> list[StageLine]:
    """Return the stages from the first unlock to now; there is no line while the item is locked.

    Reviews that are not known individually may be anywhere before the first poll. After it, a stage that
    changed without a known review is one that no rule explains.
    """
    points = list(_points(history))
    if history.stage is not None and points:
        points.append(_Point(max(history.now, points[-1].at), history.stage.value, None))
    return list(_lines(points, history))


def _points(history: ItemHistory) -> Iterator[_Point]:
    for event in events(history):
        match event.kind:
            case "reset":
                yield _Point(event.at, None, None)
            case "unlocked" | "started" | "review" | "resurrected":
                yield _Point(event.at, event.before, event.after)
            case "passed" | "burned" if not _is_told_by_reviews(event, history):
                yield _Point(event.at, event.after, event.after)


def _is_told_by_reviews(event: ItemEvent, history: ItemHistory) -> bool:
    """Return True if reviews that are known brought about what *event* says."""
    if event.at >= history.first_poll or event.after is None:
        return True
    return any(
        review.starting_stage < event.after <= review.ending_stage and abs(review.at - event.at) < HOUR
        for review in history.reviews
    )


def _lines(points: Sequence[_Point], history: ItemHistory) -> Iterator[StageLine]:
    for point, following in pairwise(points):
        if point.after is None:
            continue
        ends = point.after if following.before is None else following.before
        hides_reviews = (
            history.not_known > 0
            and SrsStage.LESSON.value < point.after < SrsStage.BURNED.value
            and point.at < history.first_poll
            and (history.last_reset is None or following.at > history.last_reset)
        )
        yield StageLine(
            point.at, following.at, point.after, ends, known=ends == point.after and not hides_reviews
        )
