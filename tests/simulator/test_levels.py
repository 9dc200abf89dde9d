from datetime import timedelta

from collector.simulator.world.world import World
from tests.simulator.world_moves import NOON, bring_to, finish_level, of_kind, pass_all, small_world


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
