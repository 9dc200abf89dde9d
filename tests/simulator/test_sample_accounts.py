from datetime import UTC, datetime, timedelta

import pytest

from collector.simulator.learner.sample_accounts import (
    LevelNotReached,
    level_60_account,
    typical_learner,
    weeks_to_level,
)
from collector.simulator.world.account_rows import Facet
from collector.simulator.world.game_rules import BURNED
from collector.simulator.world.world import World
from tests.simulator.world_moves import NOON, assignment

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


def test_a_level_60_account_has_a_history_in_every_row() -> None:
    begins = datetime(2023, 1, 1, 8, tzinfo=UTC)
    world = level_60_account(begins, seed=3)
    assert world.user.level == 60
    assert len(world.assignments) == len(world.statistics) == 9300
    assert all(row.started_at and row.unlocked_at for row in world.assignments)
    assert sum(row.passed_at is not None for row in world.assignments) > 9000
    assert sum(row.stage == BURNED for row in world.assignments) > 4000
    assert len(world.progressions) == 60
    assert (world.now - begins).days == 520


def points(facet: Facet) -> float:
    return float(facet.incorrect / max(facet.current_streak, 1) ** 1.5)


def leeches(world: World) -> int:
    open_ones = [row for row in world.statistics if assignment(world, row.subject_id).stage < BURNED]
    return sum(max(points(row.meaning), points(row.reading)) >= 1 for row in open_ones)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_half_a_year_of_a_believable_learner_has_what_the_charts_should_show(seed: int) -> None:
    world = World(NOON, seed=seed)
    learner = typical_learner(world, seed=seed)
    waiting, vacations = [], set()
    for day in range(180):
        learner.live_until(NOON + day * DAY)
        waiting.append(len(world.due()))
        vacations.add(world.user.vacation_since)
    right = sum(not (review.meaning_wrong or review.reading_wrong) for review in world.reviews)
    assert 0.83 < right / len(world.reviews) < 0.93
    assert 7 <= world.user.level <= 14
    assert 10_000 < len(world.reviews) < 17_000
    assert len(vacations - {None}) == 1
    assert 300 < max(waiting) < 900
    assert max(waiting[:60]) < 200  # before the burn-out
    assert min(waiting[waiting.index(max(waiting)) :]) < 40  # and worked off after it
    assert 10 < leeches(world) < 100


def test_a_life_begun_whole_weeks_earlier_is_the_same_life() -> None:
    lives = []
    for shift in (timedelta(0), 3 * WEEK):
        world = World(NOON - shift)
        typical_learner(world).live_until(NOON - shift + 70 * DAY)
        reviews = [(one.moment + shift, one.subject_id, one.ending_stage) for one in world.reviews]
        vacation = [one.unlocked_at + shift for one in world.progressions if one.unlocked_at]
        lives.append((reviews, vacation))
    assert lives[0] == lives[1]


@pytest.mark.parametrize(("level", "seed"), [(2, 1), (3, 4), (5, 2), (11, 3)])
def test_a_learner_who_started_that_many_weeks_ago_is_in_the_level_now(level: int, seed: int) -> None:
    reached: list[int] = []
    weeks = weeks_to_level(level, NOON, seed=seed, reached=reached.append)
    assert reached == list(range(2, level + 1))
    world = World(NOON - weeks * WEEK, seed=seed)
    learner = typical_learner(world, seed=seed)
    learner.live_until(NOON - WEEK)
    assert world.user.level < level
    learner.live_until(NOON)
    assert world.user.level == level


def test_level_1_needs_no_time() -> None:
    assert weeks_to_level(1, NOON) == 0


@pytest.mark.parametrize("level", [0, 61])
def test_there_are_sixty_levels(level: int) -> None:
    with pytest.raises(LevelNotReached, match=f"no level {level}"):
        weeks_to_level(level, NOON)


def test_a_level_that_is_not_reached_in_time_is_an_error() -> None:
    with pytest.raises(LevelNotReached, match="level 9 is not reached within 21 days"):
        weeks_to_level(9, NOON, within=3 * WEEK)
