"""A time zone that is set late, or changed: the whole past is counted by it, and nothing twice."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from collector.pipeline.rebuild import rebuild
from collector.simulator.learner.habits import Habits
from collector.simulator.learner.learner import Learner
from collector.simulator.world.world import World
from tests.harness import HOUR, NOON, Rig, only_account
from tests.lines import of


@pytest.fixture
def studying(tmp_path: Path) -> Rig:
    """A learner who studies by habit."""
    world = World(NOON, levels=4, per_level=20)
    habits = Habits(hours=(6, 12, 18, 23), session_missed=0, day_off=0)
    return Rig(tmp_path / "state", world, Learner(world, seed=3, habits=habits))


def _sums(rig: Rig, measurement: str) -> tuple[int, ...]:
    rows = [fields for _, fields in of(rig.database(), measurement)]
    return tuple(sum(int(row[name]) for row in rows) for name in ("reviews", "correct", "lessons"))


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "Asia/Kolkata", "America/New_York"])
def test_days_and_hours_add_up_after_a_change_of_zone(studying: Rig, zone: str) -> None:
    studying.good_poll()
    studying.poll_hourly(70)
    before = _sums(studying, "study_day")
    studying.settings = {"collector_timezone": zone}
    studying.pass_time(HOUR / 6)
    studying.good_poll()
    reviews = len(of(studying.database(), "review"))
    for measurement in ("study_day", "study_hour"):
        assert _sums(studying, measurement)[0] == reviews >= before[0] > 0
        assert _sums(studying, measurement)[2] >= before[2] > 0


def test_every_day_begins_at_the_new_midnight(studying: Rig) -> None:
    studying.good_poll()
    studying.poll_hourly(40)
    studying.settings = {"collector_timezone": "Asia/Tokyo"}
    studying.poll_hourly(20)
    days = [time for time, fields in of(studying.database(), "study_day") if fields["reviews"]]
    assert days
    assert {time // 10**9 % 86_400 for time in days} == {15 * 3600}


def test_a_day_that_begins_alike_in_both_zones_but_ends_at_another_moment_is_not_counted_twice(
    tmp_path: Path,
) -> None:
    # In London 31 March 2024 begins at midnight UTC and ends an hour before the next.
    world = World(datetime(2024, 3, 31, 12, tzinfo=UTC), levels=2, per_level=12)
    rig = Rig(tmp_path / "state", world)
    world.start(item := world.lessons()[0])
    rig.good_poll()
    rig.pass_time(11.5 * HOUR)
    world.review(item)
    rig.pass_time(HOUR)
    rig.good_poll()
    rig.settings = {"collector_timezone": "Europe/London"}
    rig.pass_time(HOUR)
    rig.good_poll()
    assert _sums(rig, "study_day")[0] == _sums(rig, "study_hour")[0] == 1


def test_a_rebuild_after_it_gives_the_same_database(studying: Rig) -> None:
    studying.good_poll()
    studying.poll_hourly(40)
    studying.settings = {"collector_timezone": "Asia/Kolkata"}
    studying.poll_hourly(20)
    before = studying.database()
    with studying.app() as app:
        rebuild(only_account(app).store)
    assert studying.database() == before
