"""A rebuild queues every point again, and the database it leads to is the one that was there."""

from pathlib import Path

import pytest

from collector.core.moments import moment
from collector.pipeline.rebuild import rebuild
from collector.simulator.learner.learner import Learner
from collector.simulator.world.world import World
from collector.storage import outbox
from tests.harness import HOUR, NOON, Rig, only_account
from tests.scenarios.scene import rebuild_gives_the_same


@pytest.fixture
def studying(tmp_path: Path) -> Rig:
    """A learner who has studied for two days, polled every hour."""
    world = World(NOON, levels=4, per_level=20)
    rig = Rig(tmp_path / "state", world, Learner(world, seed=3))
    rig.good_poll()
    rig.poll_hourly(48)
    return rig


def _rebuild(rig: Rig) -> int:
    with rig.app() as app:
        return rebuild(only_account(app).store)


def test_the_same_database_comes_of_it(studying: Rig) -> None:
    rebuild_gives_the_same(studying)


def test_it_returns_how_many_points_there_are_and_what_is_rewritten_comes_once(studying: Rig) -> None:
    polled = studying.lines()
    count = _rebuild(studying)
    lines = studying.lines()
    assert len(lines) == count < len(polled)
    foreseen = [
        line.rsplit(" ", 1)[1] + line.split(" ")[0] for line in lines if line.startswith("review_forecast")
    ]
    assert len(foreseen) == len(set(foreseen)) > 0


def test_it_takes_the_place_of_what_waits_and_of_what_was_refused(studying: Rig) -> None:
    with studying.app() as app, only_account(app).store.transaction() as tx:
        first = outbox.oldest(tx, 1)[0]
        outbox.keep_rejected(tx, [outbox.RejectedPoint(first.line, "for a test")], moment(NOON))
        outbox.remove_up_to(tx, first.id)
    first_count = _rebuild(studying)
    with studying.app() as app, only_account(app).store.reading() as tx:
        assert (outbox.pending(tx), outbox.rejected(tx)) == (first_count, 0)
    lines = studying.lines()
    assert _rebuild(studying) == first_count
    assert studying.lines() == lines


def test_polls_go_on_after_it(studying: Rig) -> None:
    count = _rebuild(studying)
    studying.pass_time(HOUR)
    assert studying.good_poll().points == len(studying.lines()) - count


def test_before_the_first_poll_there_is_nothing_to_rebuild(rig: Rig) -> None:
    assert _rebuild(rig) == 0
    assert rig.lines() == []
