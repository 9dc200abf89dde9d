"""The events of an item, in the order of time. Pure."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from collector.core.facts import Milestone, MilestoneKind, Review
from collector.core.moments import SECOND, Moment
from collector.core.stages import SrsStage
from collector.views.item.history import ItemHistory

EventKind = MilestoneKind | Literal["review", "reset"]

# WaniKani writes the two rows of a review one after the other.
_OF_ONE_REVIEW = 2 * SECOND
# Of one instant, in this order.
_ORDER: tuple[EventKind, ...] = (
    "reset", "unlocked", "started", "review", "passed", "burned", "resurrected",
)  # fmt: skip
# The stage in which a milestone leaves the item.
_STAGE_AFTER: dict[MilestoneKind, SrsStage] = {
    "unlocked": SrsStage.LESSON,
    "started": SrsStage.APPRENTICE_1,
    "passed": SrsStage.GURU_1,
    "burned": SrsStage.BURNED,
    "resurrected": SrsStage.APPRENTICE_1,
}


class ItemEvent(NamedTuple):
    """One thing that happened. The stages *before* and *after* it are None where they are not known.

    A `review` has its *review*, a `reset` the level it went back to.
    """

    at: Moment
    kind: EventKind
    before: int | None = None
    after: int | None = None
    review: Review | None = None
    target_level: int | None = None


def events(history: ItemHistory) -> list[ItemEvent]:
    """Return every known review, milestone and reset, in the order of time.

    What a review brought about stands after it, also where WaniKani noted it a moment before.
    """
    placed = sorted(_placed(history), key=lambda pair: (pair[0], _ORDER.index(pair[1].kind)))
    return [event for _, event in placed]


def _placed(history: ItemHistory) -> Iterator[tuple[Moment, ItemEvent]]:
    for review in history.reviews:
        yield review.at, ItemEvent(review.at, "review", review.starting_stage, review.ending_stage, review)
    for reset in history.resets:
        yield reset.at, ItemEvent(reset.at, "reset", target_level=reset.target_level)
    for milestone in history.milestones:
        event = ItemEvent(milestone.at, milestone.kind, after=_STAGE_AFTER[milestone.kind].value)
        yield _place(milestone, history.reviews), event


def _place(milestone: Milestone, reviews: Sequence[Review]) -> Moment:
    if milestone.kind not in {"passed", "burned"}:
        return milestone.at
    near = (review.at for review in reviews if abs(review.at - milestone.at) <= _OF_ONE_REVIEW)
    return max([milestone.at, *near])
