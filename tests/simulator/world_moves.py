"""Moves that tests make often, and the small world they are made in."""

from datetime import UTC, datetime

from collector.simulator.world.account_rows import Assignment, Statistic
from collector.simulator.world.world import World

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)
TOKEN = "pretend-token"


def small_world(levels: int = 3, per_level: int = 12) -> World:
    """One radical, three kanji, seven words and one kana word a level."""
    return World(NOON, levels=levels, per_level=per_level)


def of_kind(world: World, kind: str, level: int = 1) -> list[int]:
    return [subject.id for subject in world.of_level(level) if subject.kind == kind]


def assignment(world: World, subject_id: int) -> Assignment:
    found = world.assignment(subject_id)
    assert found is not None
    return found


def statistic(world: World, subject_id: int) -> Statistic:
    found = world.statistic(subject_id)
    assert found is not None
    return found


def wait_for_review(world: World, subject_id: int) -> None:
    due_at = assignment(world, subject_id).available_at
    assert due_at is not None
    world.advance(due_at)


def bring_to(world: World, subject_id: int, stage: int) -> None:
    """Study a subject without errors, as soon as allowed, until it is in *stage*."""
    if assignment(world, subject_id).stage == 0:
        world.start(subject_id)
    while assignment(world, subject_id).stage < stage:
        wait_for_review(world, subject_id)
        world.review(subject_id)


def pass_all(world: World, subject_ids: list[int]) -> None:
    for subject_id in subject_ids:
        bring_to(world, subject_id, 5)


def finish_level(world: World) -> None:
    """Pass the radicals and then the kanji of the level that the user is in."""
    level = world.user.level
    pass_all(world, of_kind(world, "radical", level))
    pass_all(world, of_kind(world, "kanji", level))
