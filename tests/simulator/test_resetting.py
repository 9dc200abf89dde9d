from datetime import timedelta

import pytest

from collector.simulator.world.account_rows import Facet, NotAllowed
from collector.simulator.world.world import World
from tests.simulator.world_moves import assignment, bring_to, finish_level, of_kind, small_world, statistic


@pytest.fixture
def world() -> World:
    """A world in level 3 with a word of level 2 started."""
    world = small_world()
    finish_level(world)
    finish_level(world)
    assert world.user.level == 3
    return world


def test_a_reset_that_is_only_requested_changes_nothing(world: World) -> None:
    version = world.assignments.version
    reset = world.request_reset(1)
    assert (reset.confirmed_at, reset.original_level, reset.target_level) == (None, 3, 1)
    assert (world.assignments.version, world.user.level) == (version, 3)


def test_items_change_some_seconds_after_the_confirmation(world: World) -> None:
    world.request_reset(2)
    reset = world.confirm_reset()
    kanji = of_kind(world, "kanji", level=2)[0]
    assert assignment(world, kanji).stage == 5
    world.carry_out_reset(takes=timedelta(seconds=40))
    assert reset.confirmed_at is not None
    assert assignment(world, kanji).changed_at == reset.confirmed_at + timedelta(seconds=40)
    assert assignment(world, kanji).changed_at < reset.changed_at <= world.now


def test_a_reset_can_be_carried_out_in_one_move(world: World) -> None:
    world.request_reset(2)
    reset = world.carry_out_reset()
    assert reset.confirmed_at is not None
    assert timedelta(seconds=2) <= reset.changed_at - reset.confirmed_at <= timedelta(seconds=80)


def test_levels_from_the_target_on_go_back_to_their_defaults_and_keep_id_and_creation(world: World) -> None:
    kanji = of_kind(world, "kanji", level=2)[0]
    row, counts = assignment(world, kanji), statistic(world, kanji)
    kept = (row.id, row.created_at, counts.id, counts.created_at)
    _reset_to(world, 2)
    assert (row.id, row.created_at, counts.id, counts.created_at) == kept
    assert (row.stage, row.started_at, row.passed_at, row.available_at) == (0, None, None, None)
    assert (counts.meaning, counts.reading) == (Facet(), Facet())


def test_what_the_target_level_opens_is_unlocked_again_and_the_rest_is_locked_but_keeps_its_row(
    world: World,
) -> None:
    (radical,) = of_kind(world, "radical", level=2)
    waiting = next(s for s in world.of_level(2) if s.kind == "kanji" and radical in s.components)
    later = of_kind(world, "radical", level=3)[0]
    _reset_to(world, 2)
    assert world.startable(radical)
    for subject_id in (waiting.id, later):
        assert assignment(world, subject_id).unlocked_at is None
        assert not world.startable(subject_id)


def test_levels_before_the_target_are_untouched(world: World) -> None:
    before = {s.id: assignment(world, s.id).changed_at for s in world.of_level(1) if world.assignment(s.id)}
    _reset_to(world, 2)
    assert {subject_id: assignment(world, subject_id).changed_at for subject_id in before} == before


def test_the_level_in_progress_is_abandoned_and_the_target_level_begins_anew(world: World) -> None:
    _reset_to(world, 2)
    levels = [(p.level, p.passed_at is not None, p.abandoned_at is not None) for p in world.progressions]
    assert levels == [(1, True, False), (2, True, False), (3, False, True), (2, False, False)]
    assert world.user.level == 2


def test_the_learner_can_climb_again_after_a_reset(world: World) -> None:
    _reset_to(world, 1)
    finish_level(world)
    assert world.user.level == 2
    (radical,) = of_kind(world, "radical", level=2)
    bring_to(world, radical, 2)
    assert statistic(world, radical).meaning.correct == 1


def test_reset_items_are_no_longer_due(world: World) -> None:
    world.advance(world.now + timedelta(days=30))
    assert world.due()
    _reset_to(world, 1)
    assert world.due() == []


@pytest.mark.parametrize("target", [0, 4])
def test_a_reset_leads_to_a_level_that_was_reached(world: World, target: int) -> None:
    with pytest.raises(NotAllowed):
        world.request_reset(target)


def test_a_reset_is_carried_out_once(world: World) -> None:
    _reset_to(world, 2)
    with pytest.raises(NotAllowed):
        world.carry_out_reset()


def _reset_to(world: World, level: int) -> None:
    world.request_reset(level)
    world.carry_out_reset()
