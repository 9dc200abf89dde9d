from datetime import timedelta

from collector.simulator.world.world import World
from tests.simulator.world_moves import NOON, of_kind, wait_for_review

HOUR = timedelta(hours=1)


def test_the_summary_has_twenty_five_hours_from_this_one_on(world: World) -> None:
    world.advance(NOON + timedelta(minutes=35))
    rows = world.summary().reviews
    assert [row.available_at for row in rows] == [NOON + n * HOUR for n in range(25)]


def test_without_reviews_nothing_comes_next(world: World) -> None:
    summary = world.summary()
    assert summary.next_reviews_at is None
    assert [row.subject_ids for row in summary.reviews] == [[]] * 25


def test_lessons_are_listed_under_this_hour(world: World) -> None:
    (lessons,) = world.summary().lessons
    assert lessons.available_at == NOON
    assert lessons.subject_ids == world.lessons()


def test_a_review_is_listed_in_the_hour_it_becomes_due(world: World) -> None:
    (radical,) = of_kind(world, "radical")
    world.start(radical)
    summary = world.summary()
    assert summary.next_reviews_at == NOON + 2 * HOUR
    assert [row.subject_ids for row in summary.reviews[:4]] == [[], [], [radical], []]


def test_everything_overdue_is_listed_in_this_hour(world: World) -> None:
    for subject_id in world.lessons():
        world.start(subject_id)
    world.advance(NOON + timedelta(days=3, minutes=20))
    summary = world.summary()
    assert summary.next_reviews_at == summary.hour == NOON + timedelta(days=3)
    assert sorted(summary.reviews[0].subject_ids) == sorted(world.due())
    assert len(world.due()) == 2


def test_a_review_beyond_a_day_is_announced_but_in_no_row(world: World) -> None:
    (radical,) = of_kind(world, "radical")
    world.start(radical)
    for _ in range(4):
        wait_for_review(world, radical)
        world.review(radical)
    summary = world.summary()
    assert summary.next_reviews_at == NOON + (2 + 4 + 8 + 23 + 167) * HOUR
    assert not any(radical in row.subject_ids for row in summary.reviews)


def test_a_due_time_that_a_vacation_moved_off_the_hour_is_listed_in_the_next_full_hour(world: World) -> None:
    (radical,) = of_kind(world, "radical")
    world.start(radical)
    world.begin_vacation()
    world.advance(world.now + timedelta(minutes=30))
    world.end_vacation()
    summary = world.summary()
    assert summary.reviews[3].subject_ids == [radical]
    world.advance(NOON + 2 * HOUR + timedelta(minutes=31))
    assert world.summary().reviews[0].subject_ids == [radical]
