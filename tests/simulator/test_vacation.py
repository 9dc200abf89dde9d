from datetime import timedelta

import pytest

from collector.simulator.world.account_rows import NotAllowed
from collector.simulator.world.world import World
from tests.simulator.world_moves import assignment, wait_for_review


@pytest.fixture
def started(world: World) -> list[int]:
    """Two items with a lesson behind them, one of them due."""
    first, second = world.lessons()
    world.start(first)
    wait_for_review(world, first)
    world.start(second)
    return [first, second]


@pytest.mark.usefixtures("started")
def test_nothing_can_be_studied_on_vacation(world: World) -> None:
    assert world.due()
    world.begin_vacation()
    assert (world.due(), world.lessons()) == ([], [])
    summary = world.summary()
    assert [row.subject_ids for row in summary.lessons] == [[]]
    assert [row.subject_ids for row in summary.reviews] == [[]] * 25
    assert summary.next_reviews_at is None


def test_due_times_stay_while_away_and_shift_by_the_time_away_on_return(
    world: World, started: list[int]
) -> None:
    before = [assignment(world, subject_id).available_at for subject_id in started]
    world.begin_vacation()
    since = world.user.vacation_since
    world.advance(world.now + timedelta(days=9, minutes=11))
    assert [assignment(world, subject_id).available_at for subject_id in started] == before
    returned = world.now
    world.end_vacation()
    assert since is not None
    for subject_id, due_at in zip(started, before, strict=True):
        assert due_at is not None
        assert assignment(world, subject_id).available_at == due_at + (returned - since)


def test_all_rows_that_the_return_touches_have_the_same_stamp_and_their_stage(
    world: World, started: list[int]
) -> None:
    world.begin_vacation()
    world.advance(world.now + timedelta(days=9))
    returned = world.now
    world.end_vacation()
    assert {assignment(world, subject_id).changed_at for subject_id in started} == {returned}
    assert {assignment(world, subject_id).stage for subject_id in started} == {1}
    assert world.user.vacation_since is None


def test_the_service_may_also_clear_the_due_times_and_still_find_them_again(
    world: World, started: list[int]
) -> None:
    before = [assignment(world, subject_id).available_at for subject_id in started]
    world.begin_vacation()
    since = world.user.vacation_since
    world.clear_due_times()
    assert [assignment(world, subject_id).available_at for subject_id in started] == [None, None]
    world.advance(world.now + timedelta(days=1))
    returned = world.now
    world.end_vacation()
    assert since is not None
    shifted = [due_at + (returned - since) for due_at in before if due_at is not None]
    assert [assignment(world, subject_id).available_at for subject_id in started] == shifted


def test_a_reset_while_the_due_times_are_cleared_leaves_nothing_to_come_due(
    world: World, started: list[int]
) -> None:
    world.begin_vacation()
    world.clear_due_times()
    world.request_reset(1)
    world.carry_out_reset()
    world.end_vacation()
    assert [assignment(world, subject_id).available_at for subject_id in started] == [None, None]


def test_reviews_go_on_after_the_return(world: World, started: list[int]) -> None:
    world.begin_vacation()
    world.advance(world.now + timedelta(days=3))
    world.end_vacation()
    world.advance(world.now + timedelta(hours=3))
    assert sorted(world.due()) == sorted(started)
    assert world.review(started[0]).ending_stage == 2


def test_one_cannot_go_twice_nor_return_without_going(world: World) -> None:
    with pytest.raises(NotAllowed):
        world.end_vacation()
    with pytest.raises(NotAllowed):
        world.clear_due_times()
    world.begin_vacation()
    with pytest.raises(NotAllowed):
        world.begin_vacation()
