"""The parameters that narrow a collection: each turns its text into a question asked of every row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from collector.simulator.api.http_error import malformed
from collector.simulator.api.parameters import flag, moment, number, numbers, words
from collector.simulator.world import game_rules
from collector.simulator.world.world import World

# What kind of row a filter is for is known where collections are put together, in `resources`.
Matches = Callable[[Any], bool]


@dataclass(frozen=True)
class Grounds:
    """What an answer depends on besides the rows it lists, and since when that is so."""

    version: object
    since: datetime


@dataclass(frozen=True)
class Filter:
    """One parameter. *read* returns None when its text narrows nothing, as an empty list does."""

    read: Callable[[str, World], Matches | None]
    depends_on: Callable[[World], Grounds | None] = lambda _: None


def updated_after(text: str, world: World) -> datetime | None:
    """Return the moment that rows must have changed after, strictly; one in the future is refused."""
    if not text.strip():
        return None
    since = moment(text)
    if since > world.now:
        raise malformed("updated_after must not be in the future")
    return since


def _one_of(
    listed: Callable[[str], frozenset[Any]], value: Callable[[Any, World], object]
) -> Callable[[str, World], Matches | None]:
    """Rows whose *value* is in a list."""

    def read(text: str, world: World) -> Matches | None:
        wanted = listed(text)
        return (lambda row: value(row, world) in wanted) if wanted else None

    return read


def _either(value: Callable[[Any], bool]) -> Filter:
    """Rows of which *value* is so, or is not so."""

    def read(text: str, _: World) -> Matches:
        wanted = flag(text)
        return lambda row: value(row) is wanted

    return Filter(read)


def _if_asked(value: Callable[[Any, World], bool], depends_on: Callable[[World], Grounds | None]) -> Filter:
    """Rows of which *value* is so. The documentation gives these no value; a "false" asks for nothing."""

    def read(text: str, world: World) -> Matches | None:
        return (lambda row: value(row, world)) if flag(text) else None

    return Filter(read, depends_on)


def _measured(limit: Callable[[str], Any], holds: Callable[[Any, Any], bool]) -> Filter:
    """Rows that stand to a *limit* as *holds* says."""

    def read(text: str, _: World) -> Matches | None:
        if not text.strip():
            return None
        given = limit(text)
        return lambda row: holds(row, given)

    return Filter(read)


def _subjects(world: World) -> Grounds:
    return Grounds(world.subjects.version, world.subjects.newest or world.user.started_at)


def _present(world: World) -> Grounds:
    """What can be studied depends on the subjects, the subscription, a vacation, and on what has come due."""
    return Grounds((world.subjects.version, world.user.version, world.count_due()), world.now)


IDS = Filter(_one_of(numbers, lambda row, _: row.id))
SUBJECT_IDS = Filter(_one_of(numbers, lambda row, _: row.subject_id))
ASSIGNMENT_IDS = Filter(_one_of(numbers, lambda row, _: row.assignment_id))
SUBJECT_TYPES = Filter(_one_of(words, lambda row, _: row.subject_type))
TYPES = Filter(_one_of(words, lambda row, _: row.kind))
SLUGS = Filter(_one_of(words, lambda row, _: row.slug))
LEVELS = Filter(_one_of(numbers, lambda row, _: row.level))
# An assignment is in the level that its subject is in now.
SUBJECT_LEVELS = Filter(
    _one_of(numbers, lambda row, world: world.subjects[row.subject_id].level), depends_on=_subjects
)
SRS_STAGES = Filter(_one_of(numbers, lambda row, _: row.stage))

HIDDEN = _either(lambda row: row.hidden)
HIDDEN_SUBJECTS = _either(lambda row: row.hidden_at is not None)
UNLOCKED = _either(lambda row: row.unlocked_at is not None)
STARTED = _either(lambda row: row.started_at is not None)
PASSED = _either(lambda row: row.passed_at is not None)
BURNED = _either(lambda row: row.burned_at is not None)
RESURRECTED = _either(lambda row: row.resurrected_at is not None)

LESSONS_NOW = _if_asked(lambda row, world: world.startable(row.subject_id), _present)
REVIEWS_NOW = _if_asked(lambda row, world: world.reviewable(row.subject_id), _present)
IN_REVIEW = _if_asked(lambda row, _: game_rules.LESSON < row.stage < game_rules.BURNED, lambda _: None)

AVAILABLE_BEFORE = _measured(moment, lambda row, at: row.available_at is not None and row.available_at <= at)
AVAILABLE_AFTER = _measured(moment, lambda row, at: row.available_at is not None and row.available_at >= at)
PERCENTAGES_ABOVE = _measured(number, lambda row, limit: row.percentage_correct > limit)
PERCENTAGES_BELOW = _measured(number, lambda row, limit: row.percentage_correct < limit)
