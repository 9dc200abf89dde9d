"""What a poll's rows show: milestones, marks on the charts, and counts."""

from pathlib import Path

import pytest

from collector.core.moments import moment, nanoseconds
from collector.core.poll_counts import WrittenCounts
from collector.pipeline.emit import queue_of
from collector.pipeline.rebuild import rebuild
from collector.simulator.learner.habits import Habits
from collector.simulator.learner.learner import Learner
from collector.simulator.world.world import World
from collector.statistics.written_counts import SECTIONS
from collector.storage import ledger, outbox
from tests.harness import DAY, HOUR, NOON, Rig, only_account, studied_everything
from tests.lines import Field, latest, of
from tests.scenarios.scene import rebuild_gives_the_same

# One series of each measurement that is written when it changes.
COUNTED: dict[str, dict[str, str]] = {
    "srs_distribution": {"subject_type": "all"},
    "accuracy": {"subject_type": "all"},
    "level": {},
    "workload": {},
}


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


def _instants(rig: Rig, measurement: str, **tags: str) -> list[int]:
    return [time for time, _ in of(rig.database(), measurement, **tags)]


def test_counts_that_did_not_change_are_written_again_after_midnight_only(rig: Rig) -> None:
    rig.good_poll()
    rig.poll_hourly(23)
    polls = _instants(rig, "queue")
    midnight = nanoseconds(moment(NOON.replace(hour=0, minute=0, second=0) + DAY))
    after_midnight = next(at for at in polls if at >= midnight)
    assert len(polls) == 24
    for measurement, tags in COUNTED.items():
        assert _instants(rig, measurement, **tags) == [polls[0], after_midnight]
    (before, after) = of(rig.database(), "level")
    assert after[1]["seconds_on_level"] == before[1]["seconds_on_level"] + (after[0] - before[0]) // 10**9  # type: ignore[operator]


def test_a_change_is_written_together_with_the_poll_before_it(rig: Rig) -> None:
    rig.good_poll()
    rig.poll_hourly(4)
    rig.world.start(rig.world.lessons()[0])
    rig.poll_hourly(3)
    polls = _instants(rig, "queue")
    assert _instants(rig, "srs_distribution", subject_type="all") == [polls[0], polls[4], polls[5]]
    kinds = of(rig.database(), "srs_distribution", subject_type="radical")
    assert [fields["apprentice_1"] for _, fields in kinds] == [0, 0, 1]
    # Not an answer was given, and the level stands as it stood.
    assert _instants(rig, "accuracy", subject_type="all") == _instants(rig, "level") == polls[:1]
    rebuild_gives_the_same(rig)


def test_failed_polls_between_lie_between_what_was_counted_before_and_after(rig: Rig) -> None:
    rig.good_poll()
    rig.poll_hourly(2)
    rig.api.fail("/v2/user", 404, times=3)
    for _ in range(3):
        rig.pass_time(HOUR)
        assert rig.poll().problem is not None
    rig.world.start(rig.world.lessons()[0])
    rig.poll_hourly(2)
    polls = _instants(rig, "queue")
    assert _instants(rig, "srs_distribution", subject_type="all") == [polls[0], polls[2], polls[3]]
    rebuild_gives_the_same(rig)


def test_a_reset_and_a_vacation_are_rebuilt_as_they_were_written(studying: Rig) -> None:
    studying.pass_time(8 * DAY)
    studying.good_poll()
    studying.poll_hourly(8)
    studying.world.begin_vacation()
    studying.poll_hourly(8)
    studying.world.end_vacation()
    studying.poll_hourly(3)
    studying.world.request_reset(1)
    studying.world.carry_out_reset()
    studying.poll_hourly(6)
    rebuild_gives_the_same(studying)


def test_a_state_whose_every_poll_was_written_is_rebuilt_to_nothing_that_contradicts_it(rig: Rig) -> None:
    """As earlier versions wrote: a database that had all polls keeps them, each as it was counted."""
    rig.good_poll()
    rig.poll_hourly(30)
    with rig.app() as app, only_account(app).store.transaction() as tx:
        outbox.clear(tx)
        with queue_of(tx) as queue:
            queue.add(WrittenCounts(counts, SECTIONS) for counts in ledger.polls.polls(tx))
    earlier = rig.database()
    rig.world.start(rig.world.lessons()[0])
    rig.poll_hourly(2)
    upgraded = rig.database()
    with rig.app() as app:
        rebuild(only_account(app).store)
    rebuilt = rig.database()
    assert earlier.items() <= upgraded.items()
    assert {key: rebuilt[key] for key in rebuilt if key in upgraded} == {
        key: fields for key, fields in upgraded.items() if key in rebuilt
    }
    assert len([key for key in earlier if key not in rebuilt]) > 30 * 11 / 2


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
