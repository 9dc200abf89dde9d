"""A small trial, on other lives than the large one: a projection that got worse shows at once."""

from statistics import median

import pytest

from tests.trial_projection.results import WeekResult
from tests.trial_projection.table import tables
from tests.trial_projection.trial import LifeResult, try_life

LIVES = range(2000, 2006)


@pytest.fixture(scope="module")
def results() -> list[LifeResult]:
    """How right projections were at four moments of six lives, one of each kind of learner."""
    return [try_life(seed, futures=60) for seed in LIVES]


@pytest.fixture(scope="module")
def weeks(results: list[LifeResult]) -> list[WeekResult]:
    """All weeks of these that were projected."""
    return [week for result in results for week in result.weeks]


def test_most_weeks_lie_in_their_band(weeks: list[WeekResult]) -> None:
    assert 0.6 < sum(week.inside for week in weeks) / len(weeks) < 0.95


def test_weeks_are_projected_better_than_by_what_is_scheduled_or_was_done(weeks: list[WeekResult]) -> None:
    ours = median(week.error(week.projected) for week in weeks)
    assert ours < 0.16
    assert ours < 0.5 * median(week.error(week.scheduled) for week in weeks)
    assert ours < 0.9 * median(week.error(week.last_four_weeks) for week in weeks)


def test_the_next_level_is_projected_to_a_few_days(results: list[LifeResult]) -> None:
    off = [abs(level.days_off) for result in results for level in result.levels if level.ahead == 1]
    assert len(off) > 12
    assert median(off) < 3


def test_the_table_shows_the_errors_of_every_kind_of_learner(results: list[LifeResult]) -> None:
    text = tables(results)
    for result in results:
        assert f"learner: {result.kind}" in text
