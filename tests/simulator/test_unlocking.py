from datetime import timedelta

from collector.simulator.world.world import World
from tests.simulator.world_moves import (
    assignment,
    bring_to,
    of_kind,
    pass_all,
    small_world,
    wait_for_review,
)


def test_a_new_account_is_in_level_one_with_its_radicals_and_kana_words_to_learn(world: World) -> None:
    assert world.user.level == 1
    assert world.lessons() == [*of_kind(world, "radical"), *of_kind(world, "kana_vocabulary")]


def test_locked_subjects_have_no_assignment(world: World) -> None:
    locked = [*of_kind(world, "kanji"), *of_kind(world, "vocabulary"), *of_kind(world, "radical", level=2)]
    assert [world.assignment(subject_id) for subject_id in locked] == [None] * len(locked)


def test_a_kanji_unlocks_at_the_moment_its_last_radical_is_passed() -> None:
    world = small_world(per_level=60)
    kanji = next(s for s in world.of_level(1) if s.kind == "kanji" and len(s.components) > 1)
    *first, last = kanji.components
    pass_all(world, first)
    bring_to(world, last, 4)
    assert world.assignment(kanji.id) is None
    wait_for_review(world, last)
    review = world.review(last)
    unlocked_at = assignment(world, kanji.id).unlocked_at
    assert unlocked_at is not None
    assert timedelta(0) < unlocked_at - review.moment < timedelta(seconds=1)


def test_words_unlock_when_their_kanji_are_passed(world: World) -> None:
    pass_all(world, of_kind(world, "radical"))
    word = next(subject for subject in world.of_level(1) if subject.kind == "vocabulary")
    pass_all(world, list(word.components))
    assert assignment(world, word.id).unlocked_at is not None
    assert world.startable(word.id)


def test_subjects_of_the_next_level_stay_locked_until_the_level_is_reached(world: World) -> None:
    pass_all(world, of_kind(world, "radical"))
    assert all(world.assignment(s.id) is None for level in (2, 3) for s in world.of_level(level))
