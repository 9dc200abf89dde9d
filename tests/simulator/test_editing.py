from datetime import timedelta

import pytest

from collector.simulator.world.account_rows import NotAllowed
from collector.simulator.world.world import World
from tests.simulator.world_moves import (
    assignment,
    bring_to,
    finish_level,
    of_kind,
    statistic,
    wait_for_review,
)


def test_a_hidden_item_leaves_lessons_and_reviews_until_it_is_shown(world: World) -> None:
    first, second = world.lessons()
    world.hide(second)
    assert world.lessons() == [first]
    world.start(first)
    wait_for_review(world, first)
    world.hide(first)
    assert world.due() == []
    with pytest.raises(NotAllowed):
        world.review(first)
    world.show(first)
    world.show(second)
    assert (world.due(), world.lessons()) == ([first], [second])


def test_hiding_stamps_assignment_and_statistic_alike(world: World) -> None:
    (radical,) = of_kind(world, "radical")
    bring_to(world, radical, 2)
    moment = world.now
    world.hide(radical)
    rows = (assignment(world, radical), statistic(world, radical))
    assert [(row.hidden, row.changed_at) for row in rows] == [(True, moment)] * 2


def test_a_subject_taken_out_of_the_curriculum_leaves_the_learners_rows_as_they_are(world: World) -> None:
    (radical,) = of_kind(world, "radical")
    world.start(radical)
    before = assignment(world, radical).changed_at
    wait_for_review(world, radical)
    world.hide_subject(radical)
    assert world.due() == []
    assert assignment(world, radical).changed_at == before
    assert world.subjects[radical].hidden_at == world.subjects[radical].changed_at


def test_a_started_item_that_moves_above_the_users_level_stays_in_the_queue(world: World) -> None:
    (radical,) = of_kind(world, "radical")
    world.start(radical)
    world.move_subject(radical, level=3)
    wait_for_review(world, radical)
    assert world.due() == [radical]
    assert of_kind(world, "radical") == []


def test_a_subject_that_moves_down_into_reach_unlocks(world: World) -> None:
    (radical,) = of_kind(world, "radical", level=3)
    world.move_subject(radical, level=1)
    assert world.startable(radical)


def test_a_bulk_edit_gives_many_rows_one_stamp_and_changes_nothing_else(world: World) -> None:
    bring_to(world, of_kind(world, "radical")[0], 3)
    bring_to(world, of_kind(world, "kana_vocabulary")[0], 2)
    ids = [*of_kind(world, "radical"), *of_kind(world, "kana_vocabulary")]
    stages = [assignment(world, subject_id).stage for subject_id in ids]
    moment = world.now
    world.touch(ids)
    stamps = {
        row.changed_at for i in ids for row in (assignment(world, i), statistic(world, i), world.subjects[i])
    }
    assert stamps == {moment}
    assert [assignment(world, subject_id).stage for subject_id in ids] == stages


def test_an_unknown_kind_can_be_added_learnt_and_reviewed(world: World) -> None:
    newcomer = world.add_subject(kind="hologram")
    assert world.subjects[newcomer].kind == "hologram"
    bring_to(world, newcomer, 5)
    assert assignment(world, newcomer).subject_type == "hologram"


def test_a_subject_added_above_the_users_level_stays_locked(world: World) -> None:
    assert world.assignment(world.add_subject(level=2)) is None


def test_items_above_what_the_subscription_grants_can_not_be_studied(world: World) -> None:
    finish_level(world)
    (radical,) = of_kind(world, "radical", level=2)
    world.start(radical)
    wait_for_review(world, radical)
    assert radical in world.due()
    world.set_subscription(active=False, type="free", max_level_granted=1)
    assert radical not in world.due()
    assert all(world.subjects[subject_id].level == 1 for subject_id in [*world.due(), *world.lessons()])
    world.set_subscription(active=True, type="lifetime", max_level_granted=60)
    assert radical in world.due()


def test_a_name_can_change_but_the_account_stays_the_same(world: World) -> None:
    account = world.user.id
    world.advance(world.now + timedelta(days=1))
    moment = world.now
    world.rename("somebody-else")
    assert (world.user.id, world.user.username, world.user.changed_at) == (account, "somebody-else", moment)
