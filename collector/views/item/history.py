"""All that is known of one item. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from collector.core.facts import Milestone, Review
from collector.core.kinds import KINDS_WITHOUT_READING
from collector.core.model import Assignment, ReviewStatistic, Subject
from collector.core.moments import Moment
from collector.core.stages import SrsStage

NextKind = Literal[
    "due",
    "waiting",
    "lesson",
    "locked",
    "burned",
    "on vacation",
    "above the subscription",
    "hidden",
    "not known",
]


@dataclass(frozen=True, slots=True)
class ItemReset:
    """The learner went back to *target_level*, and the item was locked again."""

    at: Moment
    target_level: int


@dataclass(frozen=True, slots=True)
class Next:
    """The next event: `due` *at* a moment, `waiting` or `lesson` since one; the other kinds have none.

    Nothing falls due while the learner is `on vacation`, nor `above the subscription`.
    """

    kind: NextKind
    at: Moment | None = None


@dataclass(frozen=True, slots=True)
class ItemHistory:
    """One subject and the learner's past with it, in the order of time, all of one moment.

    *now* is never before the last successful poll (`present`); *first_poll* is when reviews began to be
    found, *last_poll* of when WaniKani's rows are.
    *assignment* and *statistic* are WaniKani's last rows, None while there are none. *resets* are those that
    locked the item again. *granted* is the highest level of the subscription.
    """

    now: Moment
    zone: ZoneInfo
    subject: Subject
    assignment: Assignment | None
    statistic: ReviewStatistic | None
    reviews: Sequence[Review]
    milestones: Sequence[Milestone]
    resets: Sequence[ItemReset]
    first_poll: Moment
    last_poll: Moment
    vacation_since: Moment | None
    granted: int

    @property
    def label(self) -> str:
        """The characters, or the slug of a radical that is only a picture."""
        return self.subject.characters or self.subject.slug

    @property
    def has_reading(self) -> bool:
        """True if a reading is asked."""
        return bool(self.subject.readings) and self.subject.kind not in KINDS_WITHOUT_READING

    @property
    def stage(self) -> SrsStage | None:
        """The stage it is in; None while it is locked."""
        if self.assignment is None or self.assignment.unlocked_at is None:
            return None
        return self.assignment.srs_stage

    @property
    def hidden(self) -> bool:
        """True if WaniKani does not teach it any more, or not this learner."""
        return self.subject.hidden_at is not None or (self.assignment is not None and self.assignment.hidden)

    @property
    def counted(self) -> int:
        """The reviews that WaniKani counts since a reset: each ends with a right answer to the meaning."""
        return self.statistic.meaning.correct if self.statistic else 0

    @property
    def last_reset(self) -> Moment | None:
        """The moment when a reset last locked the item again."""
        return self.resets[-1].at if self.resets else None

    @property
    def not_known(self) -> int:
        """The number of counted reviews that are not known individually."""
        since = self.last_reset or 0
        return max(0, self.counted - sum(review.at >= since for review in self.reviews))

    @property
    def cleared(self) -> bool:
        """True if a reset cleared counts that may have had reviews before the first poll."""
        before = min(self.first_poll, self.last_reset or 0)
        return any(each.kind == "started" and each.at < before for each in self.milestones)

    @property
    def next(self) -> Next:
        """The next event, as of *now*."""
        if self.hidden:
            return Next("hidden")
        if self.assignment is None or self.stage is None:
            return Next("locked")
        if self.stage is SrsStage.BURNED:
            return Next("burned")
        if self.subject.level > self.granted:
            return Next("above the subscription")
        if self.stage is SrsStage.LESSON:
            return Next("lesson", self.assignment.unlocked_at)
        if self.vacation_since is not None:
            return Next("on vacation")
        if self.assignment.available_at is None:
            return Next("not known")
        return Next(
            "due" if self.assignment.available_at > self.now else "waiting", self.assignment.available_at
        )
