"""Where what `status` says is not what WaniKani says now, and whether time explains it.

It does when WaniKani's own stamp is later than the last poll, or when items fell due since.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from collector.core.facts import PollCounts
from collector.core.model import AssignmentId, SubjectId
from collector.core.moments import Moment, hour_of, instant
from collector.core.stages import SrsStage


class Difference(NamedTuple):
    """Something of which *ours* is not *theirs*, in words; *explained* by what happened since."""

    what: str
    ours: str
    theirs: str
    explained: bool


class Stands(NamedTuple):
    """Where an assignment stands, and when that last changed."""

    subject_id: SubjectId
    kind: str
    stage: int
    counted: bool
    updated_at: Moment


@dataclass(frozen=True, slots=True)
class Said:
    """The numbers that `status` begins with, as somebody says them at the moment *at*."""

    at: Moment
    level: int
    on_vacation: bool
    lessons: int
    reviews: int
    next_reviews_at: Moment | None


Items = Mapping[AssignmentId, Stands]


def of_items(ours: Items, theirs: Items, polled_at: Moment) -> Iterator[tuple[AssignmentId, Difference]]:
    """Yield the assignments that do not stand where they stood at *polled_at*, the poll's first answer."""
    for assignment in sorted(ours.keys() | theirs.keys()):
        here, there = ours.get(assignment), theirs.get(assignment)
        if _place(here) != _place(there):
            later = there is not None and there.updated_at >= polled_at
            yield assignment, Difference("", _place(here), _place(there), later)


def _place(stands: Stands | None) -> str:
    if stands is None:
        return "not there"
    return SrsStage(stands.stage).label if stands.counted else "not counted"


def of_counts(ours: PollCounts, theirs: Items, *, moved: bool) -> Iterator[Difference]:
    """Yield the counts by stage and kind that differ; *moved*: items that changed since explain them."""
    then = Counter(
        {(kind, stage): count for kind, stages in ours.stages.items() for stage, count in enumerate(stages)}
    )
    now = Counter((stands.kind, stands.stage) for stands in theirs.values() if stands.counted)
    for kind, stage in sorted(then.keys() | now.keys()):
        before, after = then[kind, stage], now[kind, stage]
        if before != after:
            yield Difference(f"{kind} in {SrsStage(stage).label}", str(before), str(after), moved)


def of_numbers(ours: Said, theirs: Said, due_by_now: int, *, moved: bool) -> Iterator[Difference]:
    """Yield the numbers that differ. *due_by_now* reviews would wait if nothing had happened but time.

    *moved*: an item, or the user, changed since the poll, which explains any of them.
    """
    later = hour_of(theirs.at) > hour_of(ours.at)
    yield from _different("level", ours.level, theirs.level, explained=moved)
    yield from _different("on vacation", ours.on_vacation, theirs.on_vacation, explained=moved)
    yield from _different("lessons", ours.lessons, theirs.lessons, explained=moved)
    due = moved or (later and theirs.reviews == due_by_now)
    yield from _different("reviews waiting", ours.reviews, theirs.reviews, explained=due)
    come = moved or later
    yield from _different("next reviews", ours.next_reviews_at, theirs.next_reviews_at, explained=come)


def _different(what: str, ours: int | None, theirs: int | None, *, explained: bool) -> Iterator[Difference]:
    if ours != theirs:
        moments = what == "next reviews"
        yield Difference(what, _words(ours, moments), _words(theirs, moments), explained)


def _words(value: int | None, moments: bool) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{instant(Moment(value)):%Y-%m-%d %H:%M} UTC" if moments else f"{value:,}"
