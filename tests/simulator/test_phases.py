from collections.abc import Iterator
from datetime import timedelta
from itertools import islice, pairwise

from hypothesis import given
from hypothesis import strategies as st

from collector.simulator.learner.habits import Habits
from collector.simulator.learner.learner import Learner
from collector.simulator.learner.phases import StudyPhase, eventful_phases, steady_phases
from collector.simulator.world.world import World
from tests.simulator.world_moves import NOON

# More than a recovery takes after any burn-out of the first half-year.
RECOVERED = 18
DAY = timedelta(days=1)
KEEN = Habits(session_missed=0.0, day_off=0.0)

seeds = st.integers(0, 10**6)


def of_days(seed: int, days: int) -> Iterator[StudyPhase]:
    """Yield the phases that are over within so many days, a recovery counted as its usual length."""
    passed = 0
    for phase in eventful_phases(seed):
        passed += RECOVERED if phase.until_caught_up else phase.days
        if passed > days:
            return
        yield phase


@given(seeds)
def test_the_same_seed_is_the_same_life(seed: int) -> None:
    assert list(islice(eventful_phases(seed), 60)) == list(islice(eventful_phases(seed), 60))


def test_another_seed_is_another_life() -> None:
    lives = {tuple(islice(eventful_phases(seed), 60)) for seed in range(20)}
    assert len(lives) == 20


@given(seeds)
def test_half_a_year_shows_one_vacation_and_one_burn_out_that_is_recovered_from(seed: int) -> None:
    names = [phase.name for phase in of_days(seed, 180)]
    assert names.count("vacation") == names.count("burn-out") == names.count("recovery") == 1


@given(seeds)
def test_vacations_and_burn_outs_take_turns(seed: int) -> None:
    events = [
        phase.name for phase in islice(eventful_phases(seed), 80) if phase.name in {"vacation", "burn-out"}
    ]
    assert events[0] == "vacation"
    assert all(one != next_one for one, next_one in pairwise(events))


@given(seeds)
def test_a_vacation_takes_one_to_two_weeks_and_a_burn_out_two_to_four(seed: int) -> None:
    bounds = {"vacation": (7, 16), "burn-out": (14, 28)}
    for phase in islice(eventful_phases(seed), 80):
        shortest, longest = bounds.get(phase.name, (1, 140))
        assert shortest <= phase.days <= longest
        assert phase.vacation == (phase.name == "vacation")


@given(seeds)
def test_a_burn_out_is_followed_by_its_recovery_and_no_lessons_are_done_in_either(seed: int) -> None:
    for one, next_one in pairwise(islice(eventful_phases(seed), 80)):
        assert (one.name == "burn-out") == (next_one.name == "recovery")
        assert (one.lessons == 0.0) == (one.name in {"burn-out", "recovery"})


def test_three_years_bring_several_of_each_irregularly() -> None:
    for seed in range(10):
        vacations = [phase for phase in of_days(seed, 1095) if phase.vacation]
        assert 3 <= len(vacations) <= 7
        assert len({phase.days for phase in vacations}) > 1


def test_there_are_lazy_weeks_and_days_away_without_a_word_to_wanikani() -> None:
    phases = [phase for seed in range(10) for phase in of_days(seed, 365)]
    assert {"lazy", "away"} <= {phase.name for phase in phases}
    assert all(phase.missed == 1.0 for phase in phases if phase.name == "away")


def test_nothing_ever_happens_in_a_steady_life() -> None:
    phases = list(islice(steady_phases(), 20))
    assert phases == [StudyPhase("ordinary", phases[0].days)] * 20
    assert phases[0].days > 0


def away_and_back() -> tuple[World, Learner]:
    """Return a learner who is on vacation from the sixth day to the ninth."""
    world = World(NOON, levels=4, per_level=60)
    phases = (StudyPhase("ordinary", 5), StudyPhase("vacation", 4, vacation=True))
    return world, Learner(world, habits=KEEN, phases=phases)


def test_a_vacation_and_its_end_are_set_at_wanikani() -> None:
    world, learner = away_and_back()
    learner.live_until(NOON + 4 * DAY)
    assert world.user.vacation_since is None
    done = len(world.reviews)
    learner.live_until(NOON + 7 * DAY)
    left_at = world.user.vacation_since
    assert left_at is not None
    assert left_at.date() == (NOON + 5 * DAY).date()
    learner.live_until(NOON + 8 * DAY + timedelta(hours=4))
    assert len([review for review in world.reviews if review.moment > left_at]) == 0
    learner.live_until(NOON + 12 * DAY)
    assert world.user.vacation_since is None
    assert len(world.reviews) > done


def test_the_learner_does_not_end_a_vacation_that_a_client_started() -> None:
    world, learner = away_and_back()
    learner.live_until(NOON + 3 * DAY)
    world.begin_vacation()
    begun_at = world.user.vacation_since
    learner.live_until(NOON + 20 * DAY)
    assert world.user.vacation_since == begun_at


def test_a_vacation_that_a_client_ended_is_over_and_a_new_one_is_kept() -> None:
    for begin_another in (False, True):
        world, learner = away_and_back()
        learner.live_until(NOON + 6 * DAY)
        world.end_vacation()
        if begin_another:
            world.begin_vacation()
        learner.live_until(NOON + 20 * DAY)
        assert (world.user.vacation_since is not None) == begin_another


def test_in_a_burn_out_reviews_pile_up_that_are_worked_off_before_lessons_go_on() -> None:
    world = World(NOON)
    phases = (
        StudyPhase("ordinary", 40),
        StudyPhase("burn-out", 20, missed=0.9, lessons=0.0, reviews_a_session=(5, 10)),
        StudyPhase("recovery", 60, lessons=0.0, reviews_a_session=(30, 40), until_caught_up=True),
    )
    learner = Learner(world, phases=phases)
    waiting, started = [], []
    for day in range(90):
        learner.live_until(NOON + day * DAY)
        waiting.append(world.count_due())
        started.append(len(world.statistics))
    most = waiting.index(max(waiting))
    assert 55 < most < 65
    assert waiting[most] > 200
    caught_up = next(day for day in range(most, 90) if waiting[day] < 40)
    assert most + 2 <= caught_up < 80
    assert started[41] == started[caught_up - 1] < started[89]


def test_a_learner_away_without_a_vacation_finds_everything_waiting() -> None:
    world = World(NOON)
    learner = Learner(
        world, habits=KEEN, phases=(StudyPhase("ordinary", 6), StudyPhase("away", 4, missed=1.0))
    )
    learner.live_until(NOON + 6 * DAY - timedelta(hours=12))
    done = len(world.reviews)
    learner.live_until(NOON + 9 * DAY)
    assert len(world.reviews) == done
    assert world.user.vacation_since is None
    assert world.count_due() > 20
