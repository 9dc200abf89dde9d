"""A learner who is polled and projected, day after day: what stands, what came, and a rebuild of it all."""

from datetime import timedelta
from pathlib import Path

import pytest

from collector.core.moments import Moment, moment
from collector.core.projection import Band, ProjectedDate, ProjectedWeek, Projection
from collector.pipeline.project import keep
from collector.simulator.learner.learner import Learner
from collector.simulator.learner.sample_accounts import DILIGENT_HABITS, STRONG_SKILL
from collector.simulator.world.world import World
from collector.storage import ledger
from tests.harness import DAY, HOUR, NOON, Rig, only_account
from tests.lines import Field, of
from tests.projections import dated, noon_after, projected, without_grounds
from tests.scenarios.scene import rebuild_gives_the_same

START = moment(NOON)
USUAL = Band(60, 70, 80)


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    """A diligent learner on the first day, polled once."""
    world = World(NOON, levels=6, per_level=20)
    rig = Rig(tmp_path / "state", world, Learner(world, seed=5, skill=STRONG_SKILL, habits=DILIGENT_HABITS))
    rig.good_poll()
    return rig


def keep_in(rig: Rig, projection: Projection) -> None:
    with rig.app() as app:
        keep(only_account(app).store, projection)


def now(rig: Rig) -> Moment:
    return moment(rig.clock.now())


def week(days_ahead: int, done: Band = USUAL, *, after: Moment = START) -> ProjectedWeek:
    return ProjectedWeek(days_ahead, noon_after(after, days_ahead), done)


def scores(rig: Rig) -> list[tuple[int, dict[str, Field]]]:
    """Return for each score, by the days after the start, what was compared."""
    found = of(rig.database(), "projection_score", days_ahead="07")
    return [(round((time // 1000 - START) / (DAY // timedelta(microseconds=1))), row) for time, row in found]


def reviewed(rig: Rig, first_day: int, last_day: int) -> int:
    """Return the reviews that were done from the one day after the start to the other, both included."""
    days = [(one.counted_at.date() - NOON.date()).days for one in rig.world.reviews]
    return sum(first_day <= number <= last_day for number in days)


def test_a_rebuild_gives_all_that_three_projections_and_a_change_of_zone_left(rig: Rig) -> None:
    levels = (dated("02", noon_after(START, 9)), dated("03", noon_after(START, 20)))
    keep_in(rig, projected(now(rig), *range(50, 80), dates=levels, weeks=(week(7), week(28))))
    rig.poll_hourly(26)
    moved = (dated("02", noon_after(START, 8)), levels[1])
    keep_in(rig, projected(now(rig), *range(40, 70), dates=moved, weeks=(week(7, after=now(rig)),)))
    rig.poll_hourly(26)
    rig.settings = {"collector_timezone": "Asia/Tokyo"}
    rig.good_poll()
    keep_in(rig, projected(now(rig), *range(30, 60), zone="Asia/Tokyo", dates=moved))
    rig.poll_hourly(24 * 8)
    keep_in(rig, without_grounds(now(rig), zone="Asia/Tokyo"))
    assert len(of(rig.database(), "projection_score")) == 2
    assert {row["late_seconds"] for _, row in of(rig.database(), "projected_level", level="02")} > {0}
    rebuild_gives_the_same(rig)


def test_a_week_that_is_over_is_compared_with_the_reviews_that_came(rig: Rig) -> None:
    keep_in(rig, projected(now(rig), 50, weeks=(week(7), week(8, Band(0, 0, 0)))))
    rig.poll_hourly(8 * 24)
    assert scores(rig) == []
    keep_in(rig, projected(now(rig), 50))
    came = reviewed(rig, 1, 7)
    assert came > 50
    (compared,) = scores(rig)
    assert compared == (
        7,
        {"projected": 70, "low": 60, "high": 80, "came": came, "inside": int(60 <= came <= 80)},
    )
    rig.poll_hourly(24)
    keep_in(rig, projected(now(rig), 50))
    assert scores(rig) == [compared]
    assert len(of(rig.database(), "projection_score")) == 1


def test_a_week_is_not_over_before_all_of_it_was_polled(rig: Rig) -> None:
    keep_in(rig, projected(now(rig), 50, weeks=(week(7),)))
    rig.poll_hourly(5 * 24)
    rig.pass_time(4 * DAY)
    keep_in(rig, projected(now(rig), 50))
    assert scores(rig) == []
    rig.pass_time(HOUR)
    rig.good_poll()
    keep_in(rig, projected(now(rig), 50))
    ((day, row),) = scores(rig)
    # Of the days without a poll the moments of some reviews are guesses, some of them a day too early.
    assert day == 7
    assert row["came"] == pytest.approx(reviewed(rig, 1, 7), abs=5)
    assert reviewed(rig, 6, 7) > 5


def test_days_off_are_those_from_the_date_that_stood_to_the_level_up(rig: Rig) -> None:
    first, second = noon_after(START, 4), noon_after(START, 30)
    keep_in(rig, projected(now(rig), 50, dates=(_at("02", second),), weeks=(week(7),)))
    rig.poll_hourly(30)
    # The week of the first day is compared with what was projected on that day.
    keep_in(rig, projected(now(rig), 50, dates=(_at("02", first),), weeks=(week(7, after=now(rig)),)))
    rig.poll_hourly(8 * 24)
    keep_in(rig, projected(now(rig), 50))
    with rig.app() as app, only_account(app).store.reading() as tx:
        reached = [row.passed_at for row in ledger.levels.level_attempts_now(tx) if row.level == 1]
    (passed,) = (at for at in reached if at is not None)
    assert START < passed < noon_after(START, 7)
    days = 24 * 3600 * 10**6
    assert [row["level_days_off"] for _, row in scores(rig)] == [
        pytest.approx((passed - second) / days, abs=0.006),
        pytest.approx((passed - first) / days, abs=0.006),
    ]


@pytest.mark.parametrize("projected_day", [1, 30])
def test_a_level_that_was_not_projected_any_more_is_not_compared(rig: Rig, projected_day: int) -> None:
    keep_in(rig, projected(now(rig), 50, dates=(_at("02", noon_after(START, projected_day)),)))
    rig.poll_hourly(2 * 24)
    keep_in(rig, projected(now(rig), 50, weeks=(week(7, after=now(rig)),)))
    rig.poll_hourly(8 * 24)
    assert "Level 2" in [mark["title"] for _, mark in of(rig.database(), "annotation", kind="level_up")]
    keep_in(rig, projected(now(rig), 50))
    ((day, row),) = scores(rig)
    assert day == 9
    assert "level_days_off" not in row


def test_of_two_projections_of_a_day_the_later_one_is_compared(rig: Rig) -> None:
    keep_in(rig, projected(now(rig), 50, weeks=(week(7),)))
    rig.poll_hourly(2)
    keep_in(rig, projected(now(rig), 50, weeks=(week(7, Band(1, 2, 3)),)))
    rig.poll_hourly(8 * 24)
    keep_in(rig, without_grounds(now(rig)))
    assert [row["projected"] for _, row in scores(rig)] == [2]


def _at(level: str, noon: Moment) -> ProjectedDate:
    return ProjectedDate(level, noon, noon, noon)
