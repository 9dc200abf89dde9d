"""What holds in every future of every account, however strange: nothing is lost, nothing done too much."""

import os
import subprocess
import sys
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from collector.core.model import SubjectId
from collector.core.moments import DAY, SECOND, Moment, instant, moment
from collector.core.projection import ALL_BURNED, Band, Outcome
from collector.projection.inputs import StudyItem, StudyRecord, WhatIf
from collector.projection.project import project
from tests.examples import examples
from tests.projection.made import NOW, item, learner, moved, reviews_on, started
from tests.projection.simulated import Simulated, simulate

# Half hours, clocks that are set at midnight, at the other end of the day, and by half an hour.
ZONES = ("UTC", "Asia/Kolkata", "Europe/Berlin", "America/Santiago", "Pacific/Apia", "Australia/Lord_Howe")
MINUTE = 60 * SECOND
NEVER = 2**62

numbers = st.integers(1, 60)
kinds = st.sampled_from(("radical", "kanji", "vocabulary", "kana_vocabulary", "sentence"))
levels = st.sampled_from((1, 1, 2, 2, 3, 4, 61))
parts = st.lists(numbers.map(SubjectId), max_size=3).map(tuple)
systems = st.sampled_from((1, 1, 1, 99))


@st.composite
def locked(draw: st.DrawFn) -> StudyItem:
    """An item that waits for its level, its components or its lesson."""
    return item(
        draw(numbers),
        kind=draw(kinds),
        level=draw(levels),
        srs_id=draw(systems),
        components=draw(parts),
        stage=draw(st.sampled_from((None, None, 0))),
        unlocked_at=Moment(NOW - 3 * DAY),
    )


@st.composite
def studied(draw: st.DrawFn) -> StudyItem:
    """An item in a stage from Apprentice to Burned, due long ago or far ahead, or without a due time."""
    one = started(
        draw(numbers),
        draw(st.integers(1, 9)),
        due_in=draw(st.integers(-9000, 3000)),
        kind=draw(kinds),
        level=draw(levels),
        srs_id=draw(systems),
        components=draw(parts),
        passed=draw(st.booleans()),
    )
    return one if draw(st.integers(0, 9)) else one._replace(available_at=None)


@st.composite
def accounts(draw: st.DrawFn) -> StudyRecord:
    """A learner of any level and subscription, with habits of some hours and days, anywhere at any time."""
    items = draw(st.lists(locked() | studied(), max_size=40, unique_by=lambda one: one.subject_id))
    away = draw(st.integers(0, 9))
    every = draw(st.integers(2, 9))
    days = [day for day in range(1, 40) if day > away and day % every]
    return moved(
        learner(
            items=[*items, started(61, 4, due_in=1)],
            level=draw(st.sampled_from((1, 2, 3, 60, 62))),
            granted=draw(st.sampled_from((3, 60))),
            reviews=[
                review
                for hour in draw(st.sets(st.integers(0, 23), min_size=1, max_size=4))
                for review in reviews_on(days, hour=hour, count=draw(st.integers(8, 20)))
            ],
            lessons=[Moment(NOW - day * DAY + n) for day in days for n in range(draw(st.integers(0, 9)))],
            vacations=draw(st.sampled_from(((), [(Moment(NOW - 30 * DAY), Moment(NOW - 25 * DAY))]))),
            zone=ZoneInfo(draw(st.sampled_from(ZONES))),
        ),
        Moment(NOW + draw(st.integers(-300 * 24 * 60, 0)) * MINUTE),
    )


@st.composite
def ways(draw: st.DrawFn, today: date) -> WhatIf:
    """A what-if of any of the parts that there are, several at once."""
    first = draw(st.integers(0, 30))
    pause = today + timedelta(days=first), today + timedelta(days=first + draw(st.integers(0, 40)))
    return WhatIf(
        "some way",
        lessons_a_day=draw(st.sampled_from((None, 0, 3, 500))),
        reviews_a_day=draw(st.sampled_from((None, 0, 1, 7, 10_000))),
        accuracy=draw(st.sampled_from((0, -99, 3, 99))),
        pause=draw(st.sampled_from((None, pause))),
        vacation=draw(st.booleans()),
    )


def today(known: StudyRecord) -> date:
    return instant(known.at).astimezone(known.zone).date()


def check(simulated: Simulated) -> None:
    counts, plan = simulated.counts, simulated.plan
    due, done, backlog = counts.due.sum(axis=2), counts.done.sum(axis=2), counts.backlog.sum(axis=2)
    assert min(counts.due.min(), counts.done.min(), counts.backlog.min()) >= 0
    assert (counts.backlog == (counts.due - counts.done).cumsum(axis=0)).all()
    assert (backlog == (due - done).cumsum(axis=0)).all()
    assert (backlog[-1] == simulated.futures.backlog).all()
    assert (done <= plan.reviews).all()
    day = np.arange(len(done))[:, None]
    assert (done[(plan.pause_from <= day) & (day <= plan.pause_to)] == 0).all()


@settings(max_examples=examples(40))
@given(st.data())
def test_what_falls_due_is_done_or_waits_in_every_future_on_every_day(data: st.DataObject) -> None:
    known = data.draw(accounts())
    what_ifs = data.draw(st.lists(ways(today(known)), max_size=3))
    check(simulate(known, what_ifs, days=data.draw(st.sampled_from((20, 100)))))


@settings(max_examples=examples(30))
@given(accounts())
def test_no_item_is_lost_and_only_unlocked_ones_are_added(known: StudyRecord) -> None:
    simulated = simulate(known, days=30)
    before, after = simulated.stages_before.sum(axis=1), simulated.futures.stages().sum(axis=1)
    reachable = sum(one.level <= known.granted for one in known.items)
    assert (before <= after).all()
    assert (after <= reachable).all()
    burned = simulated.futures.stages()[:, -1]
    assert (burned >= simulated.stages_before[:, -1]).all()


@settings(max_examples=examples(15), phases=[Phase.generate])
@given(st.data())
def test_bands_are_in_order_and_levels_come_one_after_the_other(data: st.DataObject) -> None:
    known = data.draw(accounts())
    what_ifs = data.draw(st.lists(ways(today(known)), max_size=2))
    projection = project(known, what_ifs, futures=8, futures_if=5, days=15)
    for outcome in projection.outcomes:
        assert all(0 <= band.p10 <= band.p50 <= band.p90 for band in bands(outcome))
        for share in ("early", "at", "late"):
            reached = [getattr(one, share) or NEVER for one in outcome.dates if one.level != ALL_BURNED]
            assert reached == sorted(reached)
        for one in outcome.dates:
            assert known.at - DAY < (one.early or NEVER) <= (one.at or NEVER) <= (one.late or NEVER)


def bands(outcome: Outcome) -> list[Band]:
    counts = [count for day in outcome.days for count in (day.due, day.done, day.backlog)]
    return [
        *(band for count in counts for band in (count.total, *count.by_group)),
        *(day.minutes for day in outcome.days),
        *(week.done for week in outcome.weeks),
        *(band for stages in outcome.stages for band in stages.by_group),
    ]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("clock", [(0, 0, 0), (0, 10, 0), (23, 59, 59)])
def test_every_local_day_of_the_year_is_there_once_by_its_noon(zone: str, clock: tuple[int, ...]) -> None:
    hour, minute, second = clock
    at = datetime(2026, 3, 7, hour, minute, second, tzinfo=ZoneInfo(zone))
    known = moved(learner(zone=ZoneInfo(zone)), moment(at))
    outcome = project(known, futures=2, days=365, far=False).own
    assert outcome is not None
    noons = [instant(day.noon).astimezone(known.zone) for day in outcome.days]
    assert {(noon.hour, noon.minute) for noon in noons} == {(12, 0)}
    assert [noon.date() for noon in noons] == [at.date() + timedelta(days=ahead) for ahead in range(1, 366)]
    gaps = {(after.noon - before.noon) // 3_600_000_000 for before, after in pairwise(outcome.days)}
    assert gaps <= {23, 24, 25}


PROJECTED = """
from tests.projection.made import learner
from tests.projection.test_project import climbing
from collector.projection.inputs import WhatIf
from collector.projection.project import project
for known in (learner(), climbing()):
    print(project(known, [WhatIf("more", lessons_a_day=20)], futures=10, futures_if=5, days=20))
"""


def test_every_process_projects_the_same_numbers() -> None:
    said = [
        subprocess.check_output([sys.executable, "-c", PROJECTED], env=os.environ | {"PYTHONHASHSEED": seed})
        for seed in ("1", "2")
    ]
    assert said[0] == said[1]
    assert b"ProjectedDay" in said[0]
