from datetime import timedelta

from collector.simulator.world.world import World
from tests.simulator.playing import (
    NOON,
    assignment,
    bring_to,
    finish_level,
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


def test_passing_the_kanji_is_a_level_up(world: World) -> None:
    finish_level(world)
    first, second = world.progressions
    assert world.user.level == 2
    assert first.passed_at is not None
    assert (second.level, second.passed_at) == (2, None)
    assert timedelta(0) <= second.unlocked_at - first.passed_at < timedelta(seconds=1)
    assert set(of_kind(world, "radical", level=2)) <= set(world.lessons())


def test_nine_of_ten_kanji_are_enough_for_a_level_up() -> None:
    world = small_world(per_level=46)
    pass_all(world, of_kind(world, "radical"))
    kanji = of_kind(world, "kanji")
    assert len(kanji) == 10
    pass_all(world, kanji[:8])
    assert world.user.level == 1
    pass_all(world, kanji[8:9])
    assert world.user.level == 2


def test_a_hidden_kanji_is_not_counted_among_those_to_pass(world: World) -> None:
    pass_all(world, of_kind(world, "radical"))
    unwanted, *kanji = of_kind(world, "kanji")
    world.hide_subject(unwanted)
    pass_all(world, kanji)
    assert world.user.level == 2


def test_a_level_is_started_with_its_first_lesson(world: World) -> None:
    (first,) = world.progressions
    assert (first.unlocked_at, first.started_at) == (NOON, None)
    world.advance(NOON + timedelta(hours=1))
    world.start(world.lessons()[0])
    assert first.started_at == NOON + timedelta(hours=1)


def test_the_last_level_can_be_passed_but_there_is_none_after_it() -> None:
    world = small_world(levels=1)
    finish_level(world)
    (only,) = world.progressions
    assert only.passed_at is not None
    assert world.user.level == 1


def test_a_level_is_complete_when_everything_in_it_is_burned() -> None:
    world = small_world(levels=1, per_level=4)
    (level,) = world.progressions
    subjects = [
        subject.id for kind in ("radical", "kanji") for subject in world.of_level(1) if subject.kind == kind
    ]
    rest = [subject.id for subject in world.of_level(1) if subject.id not in subjects]
    for subject_id in [*subjects, *rest]:
        assert level.completed_at is None
        bring_to(world, subject_id, 9)
    assert level.completed_at is not None
