from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.simulator.learner.habits import Habits
from collector.simulator.learner.learner import Learner
from collector.simulator.learner.phases import StudyPhase
from collector.simulator.learner.skill import Skill
from collector.simulator.world.game_rules import next_stage
from collector.simulator.world.world import World
from tests.examples import examples
from tests.simulator.world_moves import NOON, statistic

DAYS = 24
DAY = timedelta(days=1)
SPAN = DAYS * DAY
PHASES = (
    StudyPhase("ordinary", 8),
    StudyPhase("vacation", 4, vacation=True),
    StudyPhase("burn-out", 4, missed=0.8, lessons=0.0, reviews_a_session=(2, 5)),
    StudyPhase("recovery", 60, lessons=0.0, reviews_a_session=(15, 25), until_caught_up=True),
)


def small_account(phases: Sequence[StudyPhase] = ()) -> tuple[World, Learner]:
    world = World(NOON, levels=4, per_level=60)
    return world, Learner(world, seed=7, phases=phases)


def everything(world: World) -> tuple[object, ...]:
    tables = (world.subjects, world.assignments, world.statistics, world.progressions)
    return world.now, world.user, world.reviews, [list(table) for table in tables]


def lived(stops: Sequence[timedelta], phases: Sequence[StudyPhase] = ()) -> tuple[object, ...]:
    world, learner = small_account(phases)
    for stop in stops:
        learner.live_until(NOON + stop)
    return everything(world)


LIVES = [
    pytest.param((), id="a steady life"),
    pytest.param(PHASES, id="a life with a vacation and a burn-out"),
]


@cache
def in_one_go(phases: tuple[StudyPhase, ...]) -> tuple[object, ...]:
    return lived([SPAN], phases)


def test_the_lives_that_are_cut_into_pieces_are_full_ones() -> None:
    for phases, at_least in (((), 500), (PHASES, 300)):
        world, learner = small_account(phases)
        learner.live_until(NOON + SPAN)
        assert len(world.reviews) > at_least
        assert world.user.level > 1


@pytest.mark.parametrize("phases", LIVES)
@settings(max_examples=examples(40), deadline=None)
@given(stops=st.lists(st.timedeltas(min_value=timedelta(0), max_value=SPAN), max_size=30))
def test_living_in_pieces_is_exactly_the_same_as_living_in_one_go(
    phases: tuple[StudyPhase, ...], stops: list[timedelta]
) -> None:
    assert lived([*sorted(stops), SPAN], phases) == in_one_go(phases)


@pytest.mark.parametrize("phases", LIVES)
def test_asking_for_the_present_between_any_two_reviews_changes_nothing(
    phases: tuple[StudyPhase, ...],
) -> None:
    world, learner = small_account(phases)
    learner.live_until(NOON + SPAN)
    stamps = sorted({row.changed_at for row in world.statistics if row.changed_at > NOON})
    assert lived([*(stamp - NOON for stamp in stamps), SPAN], phases) == in_one_go(phases)


def test_the_same_seed_lives_the_same_life_and_another_seed_another() -> None:
    lives = []
    for seed in (1, 1, 2):
        world = World(NOON, levels=4, per_level=20)
        Learner(world, seed=seed).live_until(NOON + SPAN)
        lives.append(world.reviews)
    assert lives[0] == lives[1] != lives[2]


@pytest.fixture(scope="module")
def account() -> World:
    """Seven weeks of a learner in Tokyo."""
    world = World(NOON)
    zone = ZoneInfo("Asia/Tokyo")
    Learner(world, habits=Habits(zone=zone)).live_until(NOON + timedelta(weeks=7))
    return world


def test_the_learner_learns(account: World) -> None:
    assert account.user.level >= 3
    assert len(account.reviews) > 1000


def test_every_review_follows_the_rules_and_happens_when_due(account: World) -> None:
    for review in account.reviews:
        assert review.due_at <= review.moment
        assert review.ending_stage == next_stage(
            review.starting_stage, review.meaning_wrong + review.reading_wrong
        )


def test_reviews_come_one_after_the_other_some_seconds_apart(account: World) -> None:
    moments = [review.moment for review in account.reviews]
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert min(gaps) > timedelta(seconds=1)
    assert any(moment.microsecond % 1000 for moment in moments)


def test_statistics_add_up_to_the_true_reviews(account: World) -> None:
    for row in account.statistics:
        reviews = [review for review in account.reviews if review.subject_id == row.subject_id]
        assert row.meaning.correct == len(reviews)
        assert row.meaning.incorrect == sum(review.meaning_wrong for review in reviews)
        assert row.reading.incorrect == sum(review.reading_wrong for review in reviews)


def test_the_learner_studies_at_the_hours_of_its_own_zone(account: World) -> None:
    zone = ZoneInfo("Asia/Tokyo")
    hours = {review.moment.astimezone(zone).hour for review in account.reviews}
    assert not hours & {1, 2, 3, 4, 5, 6}


def test_there_are_days_off_and_other_hours_at_weekends(account: World) -> None:
    zone = ZoneInfo("Asia/Tokyo")
    moments = [review.moment.astimezone(zone) for review in account.reviews]
    assert len({moment.date() for moment in moments}) < 48
    assert 7 not in {moment.hour for moment in moments if moment.weekday() >= 5}


def test_wrong_answers_happen_as_often_as_the_skill_says() -> None:
    world = World(NOON)
    always_right = Skill(without_error=(1.0,) * 9, leech_share=0.0)
    Learner(world, skill=always_right).live_until(NOON + timedelta(weeks=4))
    assert not any(review.meaning_wrong + review.reading_wrong for review in world.reviews)


def test_lessons_are_bounded_by_the_day_and_by_the_apprentices() -> None:
    world = World(NOON)
    habits = Habits(lessons_a_day=6, apprentice_limit=15, day_off=0.0)
    learner = Learner(world, habits=habits)
    for day in range(1, 22):
        before = len(world.statistics)
        learner.live_until(datetime(2024, 5, 6, tzinfo=UTC) + timedelta(days=day))
        assert len(world.statistics) - before <= 6
        assert world.apprentices() <= 15 + 20  # fallen gurus come on top of it


def test_on_vacation_the_learner_does_nothing_and_afterwards_goes_on() -> None:
    world, learner = small_account()
    learner.live_until(NOON + timedelta(days=5))
    world.begin_vacation()
    done = len(world.reviews)
    learner.live_until(NOON + timedelta(days=15))
    assert len(world.reviews) == done
    world.end_vacation()
    learner.live_until(NOON + timedelta(days=20))
    assert len(world.reviews) > done


def test_what_others_do_to_the_account_in_the_middle_of_a_session_does_not_disturb_the_learner() -> None:
    world, learner = small_account()
    learner.live_until(NOON + timedelta(days=12))
    while len(world.due()) < 5:
        learner.live_until(world.now + timedelta(minutes=10))
    done = len(world.reviews)
    while len(world.reviews) == done:
        learner.live_until(world.now + timedelta(seconds=1))
    hidden, *_ = world.due()
    world.hide(hidden)
    learner.live_until(world.now + timedelta(seconds=30))
    assert world.due()
    world.request_reset(1)
    world.carry_out_reset()
    reset_at = world.now
    learner.live_until(world.now + timedelta(days=5))
    later = [review for review in world.reviews if review.moment > reset_at]
    assert later
    assert hidden not in {review.subject_id for review in world.reviews[done + 1 :]}
    assert all(statistic(world, review.subject_id).meaning.correct > 0 for review in later)


def test_a_learner_who_starts_late_does_not_make_up_for_the_days_before() -> None:
    world = World(NOON)
    world.advance(NOON + timedelta(days=100))
    learner = Learner(world)
    learner.live_until(NOON + timedelta(days=101))
    assert all(row.created_at >= NOON + timedelta(days=100) for row in world.statistics)
    assert len(world.statistics) <= 10


def test_a_session_ends_after_its_limit_of_reviews() -> None:
    world = World(NOON)
    habits = Habits(hours=(8, 20), weekend_hours=(8, 20), reviews_a_session=(10, 12), day_off=0.0)
    Learner(world, habits=habits).live_until(NOON + 21 * DAY)
    sizes = Counter((review.moment.date(), review.moment.hour // 12) for review in world.reviews)
    assert max(sizes.values()) in {11, 12}
    assert world.count_due() > 12


def test_no_lessons_are_begun_while_too_many_reviews_wait() -> None:
    world = World(NOON)
    learner = Learner(world, habits=Habits(reviews_a_session=(5, 5), reviews_before_lessons=0, day_off=0.0))
    for day in range(20):
        started, waited = len(world.statistics), world.count_due()
        learner.live_until(NOON + day * DAY)
        assert len(world.statistics) == started or waited <= 4 * 5
    assert world.count_due() > 0


def test_the_weekday_decides_how_much_is_done() -> None:
    world = World(NOON)
    no_mondays = (0.0, *[1.0] * 6)
    learner = Learner(
        world, habits=Habits(weekday_effort=no_mondays, reviews_a_session=(20, 30), day_off=0.0)
    )
    learner.live_until(NOON + 28 * DAY)
    weekdays = Counter(review.moment.weekday() for review in world.reviews)
    assert set(weekdays) == {1, 2, 3, 4, 5, 6}


def test_the_radicals_of_a_new_level_come_first_if_that_is_the_habit() -> None:
    for radicals_first in (False, True):
        world = World(NOON, per_level=155)
        habits = Habits(lessons_a_day=9, radicals_first=radicals_first, session_missed=0.0, day_off=0.0)
        learner = Learner(world, habits=habits)
        while world.user.level < 2:
            learner.live_until(world.now + DAY)
        learner.live_until(world.now + DAY)
        radicals = [one for one in world.assignments if one.subject_id in _radicals_of(world, 2)]
        assert all(one.started_at is not None for one in radicals) == radicals_first


def _radicals_of(world: World, level: int) -> set[int]:
    return {subject.id for subject in world.of_level(level) if subject.kind == "radical"}
