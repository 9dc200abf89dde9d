"""What happens to a learner's account over the years, and what the numbers then say."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from collector.core.moments import hour_of, moment, nanoseconds
from collector.simulator.learner.habits import Habits
from collector.simulator.learner.learner import Learner
from collector.simulator.world.world import World
from tests.harness import DAY, HOUR, NOON, Rig
from tests.lines import Field, latest, of


def _summary_of(rig: Rig) -> tuple[int, int]:
    """Ask the simulated website itself what waits: lessons and reviews."""
    body = rig.world.summary()
    return (
        sum(len(row.subject_ids) for row in body.lessons),
        len(body.reviews[0].subject_ids) if body.reviews else 0,
    )


def _counted(fields: dict[str, Field]) -> int:
    names = ("lesson", "apprentice", "guru", "master", "enlightened", "burned")
    return sum(int(fields[name]) for name in names)


@pytest.fixture
def studying(tmp_path: Path) -> Rig:
    """A learner who studies by habit."""
    world = World(NOON, levels=6, per_level=30)
    return Rig(tmp_path / "state", world, Learner(world, seed=7, habits=Habits(session_missed=0, day_off=0)))


def test_after_every_poll_the_numbers_are_those_of_the_website(studying: Rig) -> None:
    for _ in range(40):
        studying.pass_time(5 * HOUR)
        studying.good_poll()
        database = studying.database()
        queue = latest(database, "queue")
        assert (queue["lessons_available"], queue["reviews_available"]) == _summary_of(studying)
        together = latest(database, "srs_distribution", subject_type="all")
        world = studying.world
        shown = [row for row in world.assignments if row.unlocked_at is not None and not row.hidden]
        assert _counted(together) == len(shown)
        assert together["apprentice"] == sum(1 for row in shown if 1 <= row.stage <= 4)
        assert latest(database, "level")["level"] == world.user.level


def test_after_every_poll_each_future_hour_is_foreseen_as_it_is(studying: Rig) -> None:
    for _ in range(60):
        studying.pass_time(4 * HOUR)
        studying.good_poll()
        now = moment(studying.world.now)
        due = Counter(
            (nanoseconds(hour_of(moment(row.available_at))), row.subject_type)
            for row in studying.world.assignments
            if row.available_at is not None and moment(row.available_at) > now
        )
        written = {
            (time, dict(tags)["subject_type"]): fields["reviews"]
            for (name, tags, time), fields in studying.database().items()
            if name == "review_forecast" and time > nanoseconds(now)
        }
        assert {key: count for key, count in written.items() if count} == due


def test_polling_rarely_writes_the_same_past_as_polling_often(tmp_path: Path) -> None:
    pasts = []
    for name, step in (("often", HOUR), ("rarely", timedelta(days=6))):
        world = World(NOON, levels=6, per_level=30)
        rig = Rig(tmp_path / name, world, Learner(world, seed=7))
        with rig.app() as app:
            while rig.clock.now() < NOON + 24 * DAY:
                rig.pass_time(step)
                assert app.poll(next(iter(app.accounts.values()))).problem is None
        own = {"milestone", "level_progression", "annotation"}
        pasts.append({key: fields for key, fields in rig.database().items() if key[0] in own})
    assert pasts[0] == pasts[1]
    assert len(pasts[0]) > 100


def test_a_vacation_empties_every_future_hour_and_says_so(studying: Rig) -> None:
    studying.pass_time(6 * DAY)
    studying.good_poll()
    studying.world.begin_vacation()
    studying.pass_time(DAY)
    studying.good_poll()
    database = studying.database()
    future = [
        fields
        for time, fields in of(database, "review_forecast")
        if time > nanoseconds(moment(studying.clock.now()))
    ]
    assert future
    assert all(fields["reviews"] == 0 for fields in future)
    assert latest(database, "queue")["on_vacation"] == 1
    assert "next_reviews_in_seconds" not in latest(database, "queue")
    studying.world.end_vacation()
    studying.pass_time(DAY)
    studying.good_poll()
    kinds = [
        kind
        for kind in ("vacation_start", "vacation_end")
        if of(studying.database(), "annotation", kind=kind)
    ]
    assert kinds == ["vacation_start", "vacation_end"]
