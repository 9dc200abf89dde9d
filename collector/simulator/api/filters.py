"""The parameters that filter a collection: each turns its text into a predicate on rows.

Source: the API documentation, the parameters of "Get All …"; `passed` and `resurrected` were documented until
2019. Reading a text that makes no sense raises `HttpError` 422.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from collector.simulator.api.parameters import boolean, moment, number, numbers, words
from collector.simulator.http.http_error import unprocessable
from collector.simulator.world import game_rules
from collector.simulator.world.world import World

# `resources` knows which filter is for which kind of row.
RowPredicate = Callable[[Any], bool]


@dataclass(frozen=True)
class Dependency:
    """Inputs of a filter besides the rows: a version, and the time of the last change."""

    version: object
    since: datetime


@dataclass(frozen=True)
class Filter:
    """One parameter. *read* returns None when its text filters nothing, as an empty list does."""

    read: Callable[[str, World], RowPredicate | None]
    depends_on: Callable[[World], Dependency | None] = lambda _: None


def updated_after(text: str, world: World) -> datetime | None:
    """Return the moment that rows must have changed after, strictly; None without one.

    Raises `HttpError` 422 for a moment in the future, as other clients report of the real service.
    """
    if not text.strip():
        return None
    since = moment(text)
    if since > world.now:
        raise unprocessable("updated_after must not be in the future")
    return since


def _in_list(
    listed: Callable[[str], frozenset[Any]], value: Callable[[Any, World], object]
) -> Callable[[str, World], RowPredicate | None]:
    """Return the filter for rows whose *value* is in a list."""

    def read(text: str, world: World) -> RowPredicate | None:
        wanted = listed(text)
        return (lambda row: value(row, world) in wanted) if wanted else None

    return read


def _boolean(value: Callable[[Any], bool]) -> Filter:
    """Return the filter for rows of which *value* is what the text says."""

    def read(text: str, _: World) -> RowPredicate:
        wanted = boolean(text)
        return lambda row: value(row) is wanted

    return Filter(read)


def _available(
    value: Callable[[Any, World], bool], depends_on: Callable[[World], Dependency | None]
) -> Filter:
    """Return the filter for rows of which *value* is true; "false" filters nothing.

    The documentation gives these parameters without a text.
    """

    def read(text: str, world: World) -> RowPredicate | None:
        return (lambda row: value(row, world)) if boolean(text) else None

    return Filter(read, depends_on)


def _limit(limit: Callable[[str], Any], holds: Callable[[Any, Any], bool]) -> Filter:
    """Return the filter for rows of which *holds* is true with the *limit* written in the text."""

    def read(text: str, _: World) -> RowPredicate | None:
        if not text.strip():
            return None
        given = limit(text)
        return lambda row: holds(row, given)

    return Filter(read)


def _subjects(world: World) -> Dependency:
    return Dependency(world.subjects.version, world.subjects.newest or world.user.started_at)


def _availability(world: World) -> Dependency:
    """Return what decides which items are available: subjects, subscription, vacation, what is due."""
    return Dependency((world.subjects.version, world.user.version, world.count_due()), world.now)


IDS = Filter(_in_list(numbers, lambda row, _: row.id))
SUBJECT_IDS = Filter(_in_list(numbers, lambda row, _: row.subject_id))
ASSIGNMENT_IDS = Filter(_in_list(numbers, lambda row, _: row.assignment_id))
SUBJECT_TYPES = Filter(_in_list(words, lambda row, _: row.subject_type))
TYPES = Filter(_in_list(words, lambda row, _: row.kind))
SLUGS = Filter(_in_list(words, lambda row, _: row.slug))
LEVELS = Filter(_in_list(numbers, lambda row, _: row.level))
# An assignment is in the level that its subject is in now.
SUBJECT_LEVELS = Filter(
    _in_list(numbers, lambda row, world: world.subjects[row.subject_id].level), depends_on=_subjects
)
SRS_STAGES = Filter(_in_list(numbers, lambda row, _: row.stage))

HIDDEN = _boolean(lambda row: row.hidden)
HIDDEN_SUBJECTS = _boolean(lambda row: row.hidden_at is not None)
UNLOCKED = _boolean(lambda row: row.unlocked_at is not None)
STARTED = _boolean(lambda row: row.started_at is not None)
PASSED = _boolean(lambda row: row.passed_at is not None)
BURNED = _boolean(lambda row: row.burned_at is not None)
RESURRECTED = _boolean(lambda row: row.resurrected_at is not None)

LESSONS_NOW = _available(lambda row, world: world.startable(row.subject_id), _availability)
REVIEWS_NOW = _available(lambda row, world: world.reviewable(row.subject_id), _availability)
IN_REVIEW = _available(lambda row, _: game_rules.LESSON < row.stage < game_rules.BURNED, lambda _: None)

AVAILABLE_BEFORE = _limit(moment, lambda row, at: row.available_at is not None and row.available_at <= at)
AVAILABLE_AFTER = _limit(moment, lambda row, at: row.available_at is not None and row.available_at >= at)
PERCENTAGES_ABOVE = _limit(number, lambda row, limit: row.percentage_correct > limit)
PERCENTAGES_BELOW = _limit(number, lambda row, limit: row.percentage_correct < limit)
