"""The parameters that narrow a collection: each turns its text into a question asked of every row."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from collector.simulator.content import Subject
from collector.simulator.refusal import malformed
from collector.simulator.rows import Assignment, Statistic
from collector.simulator.table import Row
from collector.simulator.world import World

# What kind of row a filter is for is known where collections are put together, in `resources`.
Filter = Callable[[str, World], Callable[[Any], bool]]


def updated_after(text: str, world: World) -> Callable[[Row], bool]:
    """Rows that changed strictly after a moment; one that lies in the future is refused."""
    moment = _moment(text)
    if moment > world.now:
        raise malformed("updated_after must not be in the future")
    return lambda row: row.changed_at > moment


def ids(text: str, _: World) -> Callable[[Row], bool]:
    """Rows with one of these ids."""
    wanted = _numbers(text)
    return lambda row: row.id in wanted


def subject_ids(text: str, _: World) -> Callable[[Assignment | Statistic], bool]:
    """Rows about one of these subjects."""
    wanted = _numbers(text)
    return lambda row: row.subject_id in wanted


def subject_types(text: str, _: World) -> Callable[[Assignment | Statistic], bool]:
    """Rows about subjects of one of these kinds."""
    wanted = frozenset(text.split(","))
    return lambda row: row.subject_type in wanted


def types(text: str, _: World) -> Callable[[Subject], bool]:
    """Subjects of one of these kinds."""
    wanted = frozenset(text.split(","))
    return lambda row: row.kind in wanted


def levels(text: str, _: World) -> Callable[[Subject], bool]:
    """Subjects in one of these levels."""
    wanted = _numbers(text)
    return lambda row: row.level in wanted


def subject_levels(text: str, world: World) -> Callable[[Assignment], bool]:
    """Assignments whose subject is in one of these levels now."""
    wanted = _numbers(text)
    return lambda row: world.subjects[row.subject_id].level in wanted


def srs_stages(text: str, _: World) -> Callable[[Assignment], bool]:
    """Assignments in one of these stages."""
    wanted = _numbers(text)
    return lambda row: row.stage in wanted


def hidden(text: str, _: World) -> Callable[[Assignment | Statistic], bool]:
    """Rows hidden from the learner, or not."""
    wanted = _flag(text)
    return lambda row: row.hidden is wanted


def hidden_subjects(text: str, _: World) -> Callable[[Subject], bool]:
    """Subjects taken out of the curriculum, or not."""
    wanted = _flag(text)
    return lambda row: (row.hidden_at is not None) is wanted


def number(text: str) -> int:
    """Return the integer written in a parameter."""
    try:
        return int(text)
    except ValueError as error:
        raise malformed(f"not a number: {text}") from error


def _numbers(text: str) -> frozenset[int]:
    return frozenset(number(part) for part in text.split(","))


def _flag(text: str) -> bool:
    """Return a yes or no; the bare name of a parameter is a yes."""
    flags = {"": True, "true": True, "false": False}
    if text not in flags:
        raise malformed(f"neither true nor false: {text}")
    return flags[text]


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise malformed(f"not a time: {text}") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
