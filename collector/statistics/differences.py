"""The differences between the state, which `status` shows, and WaniKani now.

A difference is explained by time when WaniKani's own stamp is later than the last poll, or when items fell
due since.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from collector.core.model import AssignmentId, SubjectId
from collector.core.moments import Moment, hour_of
from collector.core.poll_counts import PollCounts
from collector.core.stages import SrsStage
from collector.core.wording import utc_minute


class Difference(NamedTuple):
    """A *stored* value that is not the *current* one; *explained* by what happened since the poll."""

    name: str
    stored: str
    current: str
    explained: bool


class AssignmentState(NamedTuple):
    """The stage of an assignment, if it is *counted*, and when that last changed."""

    subject_id: SubjectId
    kind: str
    stage: int
    counted: bool
    updated_at: Moment


@dataclass(frozen=True, slots=True)
class AccountNumbers:
    """The numbers at the top of `status`, as of *at*: stored ones or WaniKani's."""

    at: Moment
    level: int
    on_vacation: bool
    lessons: int
    reviews: int
    next_reviews_at: Moment | None


AssignmentStates = Mapping[AssignmentId, AssignmentState]


def assignment_differences(
    stored: AssignmentStates, current: AssignmentStates, polled_at: Moment
) -> Iterator[tuple[AssignmentId, Difference]]:
    """Yield the assignments that changed since *polled_at*, when the poll got its first answer."""
    for assignment in sorted(stored.keys() | current.keys()):
        here = stored.get(assignment)
        there = current.get(assignment)
        if _place(here) != _place(there):
            later = there is not None and there.updated_at >= polled_at
            yield assignment, Difference("", _place(here), _place(there), later)


def _place(state: AssignmentState | None) -> str:
    if state is None:
        return "not there"
    return SrsStage(state.stage).label if state.counted else "not counted"


def count_differences(
    stored: PollCounts, current: AssignmentStates, *, changed: bool
) -> Iterator[Difference]:
    """Yield the counts by stage and kind that differ; *changed* items since the poll explain them."""
    then = Counter(
        {(kind, stage): count for kind, stages in stored.stages.items() for stage, count in enumerate(stages)}
    )
    now = Counter((state.kind, state.stage) for state in current.values() if state.counted)
    for kind, stage in sorted(then.keys() | now.keys()):
        before = then[kind, stage]
        after = now[kind, stage]
        if before != after:
            yield Difference(f"{kind} in {SrsStage(stage).label}", str(before), str(after), changed)


def number_differences(
    stored: AccountNumbers, current: AccountNumbers, due_by_now: int, *, changed: bool
) -> Iterator[Difference]:
    """Yield the numbers that differ. *due_by_now* reviews would wait if only time had passed.

    *changed*: an item, or the user, changed since the poll, which explains any of them.
    """
    later = hour_of(current.at) > hour_of(stored.at)
    yield from _different("level", stored.level, current.level, explained=changed)
    yield from _different("on vacation", stored.on_vacation, current.on_vacation, explained=changed)
    yield from _different("lessons", stored.lessons, current.lessons, explained=changed)
    due = changed or (later and current.reviews == due_by_now)
    yield from _different("reviews waiting", stored.reviews, current.reviews, explained=due)
    come = changed or later
    yield from _different("next reviews", stored.next_reviews_at, current.next_reviews_at, explained=come)


def _different(
    name: str, stored: int | None, current: int | None, *, explained: bool
) -> Iterator[Difference]:
    if stored != current:
        moments = name == "next reviews"
        yield Difference(name, _words(stored, moments), _words(current, moments), explained)


def _words(value: int | None, moments: bool) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return utc_minute(Moment(value)) if moments else f"{value:,}"
