"""A future keeps the rules of the game: as the simulated WaniKani does, hour by hour."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from collector.core.model import SubjectId
from collector.core.moments import moment
from collector.core.stages import GROUPS
from collector.projection.accuracy import Accuracy
from collector.projection.arrays import Floats
from collector.projection.curriculum import curriculum
from collector.projection.futures import NEVER, Futures
from collector.projection.inputs import OWN_PACE, StudyRecord, WhatIf
from collector.projection.plan import Plan, plan
from collector.simulator.learner.habits import Habits
from collector.simulator.learner.learner import Learner
from collector.simulator.learner.phases import steady_phases
from collector.simulator.learner.skill import Skill
from collector.simulator.world.world import World
from tests.projection.made import NOW, item, record, started
from tests.trial_projection.lives import Kind, Life
from tests.trial_projection.records import Observer

BEGINS = datetime(2026, 3, 2, tzinfo=UTC)
ALL = float("inf")


def futures(
    known: StudyRecord,
    *,
    rate: float = 0.0,
    rates: Floats | None = None,
    rows: int = 1,
    falls: int = 1,
    asked: Plan | None = None,
) -> Futures:
    """Return futures of *known* in which every answer is wrong at *rate*, or at *rates*, by so many steps."""
    count = len(known.items)
    accuracy = Accuracy(
        rates=np.full((4, 8), rate) if rates is None else rates,
        falls=np.tile(np.eye(3)[falls - 1], (4, 1)),
        shape=np.full(count, 1e9),
        scale=np.full(count, 1e-9),
        stays=1.0,
    )
    items = curriculum(known)
    random = np.random.default_rng(1)
    if asked is None:
        asked = plan([OWN_PACE], rows, NOW_DAY, 0.9, random)._replace(wrong=np.ones(rows))
    return Futures(items, accuracy.of(items.places), asked, known.level, random)


PERFECT = Kind("perfect", Habits(), Skill(), lambda _: steady_phases())
NOW_DAY = datetime.fromtimestamp(NOW / 1e6, tz=UTC).date()


def everything(simulated: Futures, hours: range) -> None:
    """Do every review and lesson in each of *hours*."""
    no_limit = np.full(simulated.rows, ALL)
    for hour in hours:
        simulated.fall_due(range(hour, hour + 1))
        simulated.review(hour, no_limit)
        simulated.learn(hour, no_limit)


def live_perfectly(world: World, until: datetime) -> None:
    """Do every review and lesson of *world* in the middle of each hour, without an error."""
    while world.now < until:
        at = world.now.replace(minute=30, second=0, microsecond=0)
        world.advance(at if at > world.now else at + timedelta(hours=1))
        for subject in world.due():
            world.review(subject)
        for subject in world.lessons():
            world.start(subject)


@pytest.mark.parametrize("days", [4, 20, 75])
def test_a_perfect_future_is_the_life_of_a_perfect_learner(days: int) -> None:
    world = World(BEGINS, levels=5, per_level=30, seed=3)
    live_perfectly(world, BEGINS + timedelta(days=2))
    known = Observer(Life(1, PERFECT, Learner(world))).record()
    simulated = futures(known)
    hours = round(days * 24)
    # The hour of the record has been used up already.
    everything(simulated, range(1, hours + 1))
    live_perfectly(world, BEGINS + timedelta(days=2 + days, minutes=40))
    (stages,) = simulated.stages()
    assert stages.tolist() == counted(world)
    reached = {
        row.level: moment(row.unlocked_at) for row in world.progressions if row.unlocked_at > known_at(known)
    }
    assert {level: int(hour) for level, hour in enumerate(simulated.reached[0]) if hour != NEVER} == {
        level: (at - moment(BEGINS)) // 3_600_000_000 - 48 for level, at in reached.items()
    }


def known_at(known: StudyRecord) -> datetime:
    return datetime.fromtimestamp(known.at / 1e6, tz=UTC)


def counted(world: World) -> list[int]:
    """Return the items of *world* in each group, from `lesson` to `burned`."""
    groups = dict.fromkeys(("lesson", *GROUPS), 0)
    bounds = ("lesson", *["apprentice"] * 4, *["guru"] * 2, "master", "enlightened", "burned")
    for assignment in world.assignments:
        if assignment.unlocked_at is not None:
            groups[bounds[assignment.stage]] += 1
    return list(groups.values())


@pytest.mark.parametrize(
    ("stage", "falls", "group"),
    [
        pytest.param(4, 1, "apprentice", id="an apprentice falls by one stage"),
        pytest.param(5, 1, "apprentice", id="a guru falls by two"),
        pytest.param(8, 1, "guru", id="an enlightened one falls by two, to guru"),
        pytest.param(8, 2, "apprentice", id="after three or four wrong answers by four"),
        pytest.param(1, 3, "apprentice", id="never below the first stage"),
    ],
)
def test_a_wrong_answer_throws_an_item_back(stage: int, falls: int, group: str) -> None:
    simulated = futures(record([started(1, stage, due_in=1)]), rate=50.0, falls=falls)
    everything(simulated, range(2))
    (stages,) = simulated.stages()
    assert dict(zip(("lesson", *GROUPS), stages, strict=True))[group] == 1


@pytest.mark.parametrize(("points", "right"), [(0, 0.76), (20, 0.96), (-20, 0.56), (-76, 0.0), (99, 1.0)])
def test_the_accuracy_asked_for_is_that_of_all_answers_of_easy_items_and_hard_ones(
    points: int, right: float
) -> None:
    easy = [started(number, 4, due_in=0, kind="radical") for number in range(100)]
    hard = [started(number, 4, due_in=0) for number in range(100, 200)]
    rates = np.tile(np.array([0.02, 0.6, 0.6, 0.6])[:, None], (1, 8))
    known = record([*easy, *hard])
    asked = plan([WhatIf("", accuracy=points)], 200, NOW_DAY, 0.7645, np.random.default_rng(1))
    simulated = futures(known, rates=rates, asked=asked._replace(wrong=np.ones(200)))
    everything(simulated, range(1))
    # Who was right is Guru now.
    assert simulated.stages()[:, 2].mean() / 200 == pytest.approx(right, abs=0.01)


def test_a_limit_leaves_the_rest_in_the_backlog() -> None:
    simulated = futures(record([started(number, 4, due_in=0) for number in range(50)]), rows=20)
    simulated.fall_due(range(1))
    done = simulated.review(0, np.full(20, 12.0))
    assert (np.abs(done.sum(axis=1) - 12) <= 1).all()
    assert (simulated.backlog + done.sum(axis=1) == 50).all()


def test_lessons_are_done_in_their_order_and_no_more_than_asked() -> None:
    waiting = [item(number, stage=0, level=1 + number // 5) for number in range(10)]
    simulated = futures(record(waiting, level=2), rows=3)
    assert simulated.learn(0, np.array([0.0, 3.0, ALL])).tolist() == [0, 3, 10]


def test_on_vacation_everything_falls_due_so_much_later() -> None:
    simulated = futures(record([started(1, 4, due_in=10)]), rows=2)
    simulated.fall_due(range(5))
    simulated.stop_clocks(np.array([1]), 48)
    assert simulated.by_group(simulated.fall_due(range(5, 11))).sum(axis=1).tolist() == [1, 0]
    assert simulated.by_group(simulated.fall_due(range(11, 58))).sum(axis=1).tolist() == [0, 0]
    assert simulated.by_group(simulated.fall_due(range(58, 59))).sum(axis=1).tolist() == [0, 1]


def test_some_futures_go_on_as_they_were() -> None:
    known = record([started(number, 1 + number % 8, due_in=number) for number in range(30)])
    together, alone = futures(known, rows=4), futures(known)
    everything(together, range(40))
    together.keep(np.array([2]))
    everything(together, range(40, 400))
    everything(alone, range(400))
    assert together.stages().tolist() == alone.stages().tolist()


def test_everything_is_burned_when_the_last_item_is() -> None:
    simulated = futures(record([started(1, 8, due_in=3), started(2, 8, due_in=30)]), rows=2)
    everything(simulated, range(29))
    assert set(simulated.burned_at) == {NEVER}
    everything(simulated, range(29, 40))
    assert set(simulated.burned_at) == {30}


def test_a_component_unlocks_what_waits_for_it_alone() -> None:
    radicals = [started(number, 4, due_in=number) for number in (1, 2)]
    kanji = item(3, kind="kanji", components=(SubjectId(1), SubjectId(2)))
    simulated = futures(record([*radicals, kanji]))
    everything(simulated, range(2))
    assert simulated.stages()[0, 0] == 0
    simulated.fall_due(range(2, 3))
    simulated.review(2, np.array([ALL]))
    assert simulated.stages()[0, 0] == 1


def test_what_waits_when_a_vacation_begins_goes_on_to_wait() -> None:
    simulated = futures(record([started(1, 4, due_in=-7), started(2, 4, due_in=3)]))
    simulated.stop_clocks(np.array([0]), 24)
    assert len(simulated.fall_due(range(24))) == 1
    assert len(simulated.fall_due(range(24, 28))) == 1


def test_years_of_vacation_are_not_too_long() -> None:
    simulated = futures(record([started(1, 4, due_in=1)]))
    for day in range(2000):
        simulated.stop_clocks(np.array([0]), 24)
        assert not len(simulated.fall_due(range(day * 24, day * 24 + 24)))
    assert len(simulated.fall_due(range(2000 * 24, 2000 * 24 + 2))) == 1


def test_a_lesson_stays_when_its_subject_moves_to_a_later_level() -> None:
    simulated = futures(record([item(1, stage=0, level=2), item(2, stage=0, level=7)], level=2))
    assert simulated.learn(0, np.array([ALL])).tolist() == [2]


def test_an_item_of_hundreds_of_components_waits_for_all_of_them() -> None:
    parts = [started(number, 4, due_in=0) for number in range(300)]
    word = item(300, components=tuple(SubjectId(number) for number in range(300)))
    simulated = futures(record([*parts, word]))
    simulated.fall_due(range(1))
    # As many as are left of 300 where a number has eight bits.
    simulated.review(0, np.array([44.0]))
    assert simulated.stages()[0, 0] == 0
    simulated.review(0, np.array([ALL]))
    assert simulated.stages()[0, 0] == 1
