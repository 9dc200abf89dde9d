"""What a poll's rows show: milestones, marks on the charts, and counts."""

from datetime import timedelta
from pathlib import Path

import pytest

from collector.core.moments import moment, nanoseconds
from collector.simulator.learner.habits import Habits
from collector.simulator.learner.learner import Learner
from collector.simulator.world.world import World
from tests.harness import DAY, HOUR, NOON, Rig, studied_everything
from tests.lines import Field, latest, of


def _counted(fields: dict[str, Field]) -> int:
    names = ("lesson", "apprentice", "guru", "master", "enlightened", "burned")
    return sum(int(fields[name]) for name in names)


@pytest.fixture
def studying(tmp_path: Path) -> Rig:
    """A learner who studies by habit."""
    world = World(NOON, levels=6, per_level=30)
    return Rig(tmp_path / "state", world, Learner(world, seed=7, habits=Habits(session_missed=0, day_off=0)))


def test_milestones_are_the_assignments_own_moments(studying: Rig) -> None:
    studying.pass_time(12 * DAY)
    studying.good_poll()
    points = of(studying.database(), "milestone")
    world = studying.world
    expected = sorted(
        nanoseconds(moment(at))
        for row in world.assignments
        for at in (row.unlocked_at, row.started_at, row.passed_at, row.burned_at, row.resurrected_at)
        if at is not None
    )
    assert [time // 1000 * 1000 for time, _ in points] == expected
    assert len({time for time, _ in points}) == len(points)


def test_a_reset_erases_nothing_that_was_written(studying: Rig) -> None:
    studying.pass_time(12 * DAY)
    studying.good_poll()
    before = of(studying.database(), "milestone")
    studying.world.request_reset(1)
    studying.world.carry_out_reset()
    studying.pass_time(DAY)
    studying.good_poll()
    after = studying.database()
    assert set(map(str, before)) <= set(map(str, of(after, "milestone")))
    (mark,) = of(after, "annotation", kind="reset")
    assert mark[1]["title"] == "Reset to level 1"


def test_an_unknown_kind_breaks_nothing_and_counts_in_all(rig: Rig) -> None:
    rig.good_poll()
    before = latest(rig.database(), "srs_distribution", subject_type="all")
    subject = rig.world.add_subject(kind="hologram")
    rig.pass_time(HOUR)
    if subject in rig.world.lessons():
        rig.world.start(subject)
    rig.pass_time(HOUR)
    rig.good_poll()
    database = rig.database()
    after = latest(database, "srs_distribution", subject_type="all")
    assert _counted(after) == _counted(before) + 1
    assert of(database, "milestone", subject_type="hologram")
    assert not of(database, "srs_distribution", subject_type="hologram")


def test_a_hidden_item_leaves_the_counts(studying: Rig) -> None:
    studying.pass_time(3 * DAY)
    studying.good_poll()
    before = _counted(latest(studying.database(), "srs_distribution", subject_type="all"))
    studying.world.hide(next(iter(studying.world.assignments)).subject_id)
    studying.pass_time(HOUR)
    studying.good_poll()
    assert _counted(latest(studying.database(), "srs_distribution", subject_type="all")) == before - 1


def test_an_outage_is_marked_once_it_is_over(rig: Rig) -> None:
    rig.good_poll()
    rig.api.fail("/v2/user", 404, times=5)
    for _ in range(5):
        rig.pass_time(HOUR)
        assert rig.poll().problem is not None
    rig.pass_time(HOUR)
    rig.good_poll()
    ((_, mark),) = of(rig.database(), "annotation", kind="outage")
    assert mark["title"]


def test_counts_that_did_not_change_are_written_again_as_they_were(rig: Rig) -> None:
    rig.good_poll()
    for _ in range(2):
        rig.pass_time(timedelta(minutes=10))
        rig.good_poll()
    one, another, third = (fields for _, fields in of(rig.database(), "srs_distribution", subject_type="all"))
    assert one == another == third


def test_a_past_of_many_batches_becomes_one_milestone_each(tmp_path: Path) -> None:
    world = World(NOON)
    studied_everything(world)
    rig = Rig(tmp_path / "state", world)
    rig.good_poll()
    expected = sum(
        at is not None
        for row in world.assignments
        for at in (row.unlocked_at, row.started_at, row.passed_at, row.burned_at, row.resurrected_at)
    )
    assert expected > 18_000
    milestones = of(rig.database(), "milestone")
    assert len(milestones) == len({time for time, _ in milestones}) == expected
