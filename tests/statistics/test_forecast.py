"""The forecast: true for every hour to come after any history, and silent where nothing changed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.core.facts import ForecastHour
from collector.core.kinds import KINDS
from collector.core.model import Item, Subscription, User
from collector.core.moments import HOUR, Moment, hour_of
from collector.statistics.forecast import Hour, changed_hours, foreseen
from tests.statistics.items import FREE, NEW_KIND, NOON, PAID, after, any_items, due, item, user

IN_ONE_HOUR = after(1)
LEARNER = user()


def _foreseen(items: list[Item], learner: User = LEARNER, now: Moment = NOON) -> dict[Hour, ForecastHour]:
    return foreseen(due(items, learner, now), learner)


@pytest.mark.parametrize(
    ("special", "counts"),
    [
        pytest.param({"available_at": IN_ONE_HOUR}, True, id="what falls due later is foreseen"),
        pytest.param({"available_at": NOON}, False, id="what falls due this very moment waits already"),
        pytest.param({"available_at": after(-1)}, False, id="what is due already is in the queue, not here"),
        pytest.param({"available_at": None}, False, id="what is never due is not foreseen"),
        pytest.param({"available_at": after(24 * 366)}, True, id="the schedule may reach far"),
        pytest.param({"available_at": IN_ONE_HOUR, "hidden": True}, False, id="hidden items never fall due"),
        pytest.param({"available_at": IN_ONE_HOUR, "stage": 0}, False, id="a lesson is no review"),
        pytest.param({"available_at": IN_ONE_HOUR, "stage": 9}, False, id="nothing burned comes again"),
        pytest.param({"available_at": IN_ONE_HOUR, "level": 60}, True, id="a subscription opens all levels"),
        pytest.param(
            {"available_at": IN_ONE_HOUR, "level": None}, True, id="a level not known yet hides nothing"
        ),
        pytest.param({"available_at": IN_ONE_HOUR, "kind": NEW_KIND}, False, id="an unknown kind has no row"),
    ],
)
def test_an_item_is_foreseen(special: dict[str, Any], counts: bool) -> None:
    assert bool(_foreseen([item(**special)])) is counts


@pytest.mark.parametrize(
    ("plan", "levels"),
    [
        pytest.param(PAID, [3, 4, 60], id="a subscription reviews every level"),
        pytest.param(FREE, [3], id="after it lapsed only the free levels are reviewed"),
        pytest.param(Subscription(True, "unknown", 60), [3], id="an unknown subscription counts as free"),
    ],
)
def test_the_subscription_decides_which_levels_fall_due(plan: Subscription, levels: list[int]) -> None:
    items = [item(level, level=level, available_at=after(level)) for level in (3, 4, 60)]
    assert [hour for hour, _ in _foreseen(items, user(subscription=plan))] == [after(each) for each in levels]


def test_nothing_falls_due_on_vacation() -> None:
    away = user(vacation_started_at=after(-5))
    assert _foreseen([item(available_at=IN_ONE_HOUR)], away) == {}


def test_an_hour_is_counted_by_kind_and_by_the_stage_the_items_are_in_now() -> None:
    items = [item(stage, available_at=IN_ONE_HOUR, stage=stage) for stage in range(1, 9)]
    items.append(item(9, "radical", available_at=after(1.99), stage=7))
    assert _foreseen(items) == {
        (IN_ONE_HOUR, "kanji"): ForecastHour(
            IN_ONE_HOUR, "kanji", apprentice=4, guru=2, master=1, enlightened=1
        ),
        (IN_ONE_HOUR, "radical"): ForecastHour(IN_ONE_HOUR, "radical", master=1),
    }


def _of(hour: Moment, reviews: int) -> dict[Hour, ForecastHour]:
    return {(hour, "kanji"): ForecastHour(hour, "kanji", apprentice=reviews)}


@pytest.mark.parametrize(
    ("foreseen_now", "written", "expected"),
    [
        pytest.param(_of(IN_ONE_HOUR, 3), {}, [3], id="a new hour is written"),
        pytest.param(_of(IN_ONE_HOUR, 3), _of(IN_ONE_HOUR, 3), [], id="an hour that did not change is not"),
        pytest.param(_of(IN_ONE_HOUR, 2), _of(IN_ONE_HOUR, 3), [2], id="one that changed is"),
        pytest.param({}, _of(IN_ONE_HOUR, 3), [0], id="an hour that emptied is overwritten with zeros"),
        pytest.param({}, _of(IN_ONE_HOUR, 0), [], id="with zeros once"),
        pytest.param(_of(IN_ONE_HOUR, 3), _of(IN_ONE_HOUR, 0), [3], id="an emptied hour can fill again"),
        pytest.param({}, _of(after(-1), 3), [], id="a past hour keeps what was last foreseen for it"),
        pytest.param({}, _of(NOON, 3), [], id="an hour that has begun is past"),
        pytest.param(_of(NOON, 2), _of(NOON, 3), [], id="what is left of a begun hour is not all of it"),
        pytest.param(_of(NOON, 4), _of(NOON, 3), [4], id="more can still come into a begun hour"),
        pytest.param(_of(NOON, 2), {}, [2], id="the rest of an unforeseen hour is written"),
    ],
)
def test_hours_worth_writing(
    foreseen_now: dict[Hour, ForecastHour], written: dict[Hour, ForecastHour], expected: list[int]
) -> None:
    assert [hour.reviews for hour in changed_hours(NOON, foreseen_now, written)] == expected


def test_leaving_for_a_vacation_empties_every_hour_to_come() -> None:
    written = {**_of(NOON, 1), **_of(after(1), 2), **_of(after(2), 3)}
    assert changed_hours(NOON, {}, written) == [
        ForecastHour(after(1), "kanji"),
        ForecastHour(after(2), "kanji"),
    ]


Poll = tuple[float, list[Item], bool, Subscription]
_POLLS = st.lists(
    st.tuples(
        st.sampled_from((0.25, 0.5, 1, 1, 1, 3, 12)),
        any_items(),
        st.sampled_from((False, False, False, True)),
        st.sampled_from((PAID, PAID, FREE)),
    ),
    min_size=1,
    max_size=6,
)


@given(_POLLS)
def test_after_any_history_the_database_says_what_is_foreseen(
    polls: list[Poll],
) -> None:
    database: dict[Hour, ForecastHour] = {}
    now = NOON
    for hours, items, away, plan in polls:
        now = after(hours, now)
        before = dict(database)
        learner = user(subscription=plan, vacation_started_at=NOON if away else None)
        expected = _foreseen(items, learner, now)
        # The ledger gives the hours from the present one on.
        known = {key: hour for key, hour in database.items() if hour.hour >= hour_of(now)}
        changed = changed_hours(now, expected, known)
        database |= {(hour.hour, hour.subject_type): hour for hour in changed}

        assert len(changed) == len({(hour.hour, hour.subject_type) for hour in changed})
        for hour in range(hour_of(now) + HOUR, after(40), HOUR):
            for kind in KINDS:
                key = Moment(hour), kind
                empty = ForecastHour(*key)
                assert database.get(key, empty) == expected.get(key, empty)
        past = {key: hour for key, hour in before.items() if hour.hour < hour_of(now)}
        assert past.items() <= database.items()
        assert changed_hours(now, expected, database) == []


@given(any_items(), any_items())
def test_only_hours_that_changed_are_written(first: list[Item], second: list[Item]) -> None:
    written = _foreseen(first)
    for hour in changed_hours(NOON, _foreseen(second), written):
        assert hour != written.get((hour.hour, hour.subject_type))


@given(any_items())
def test_the_forecast_counts_every_item_that_will_fall_due_once(items: list[Item]) -> None:
    due = [
        each
        for each in items
        if each.kind in KINDS
        and 1 <= each.stage <= 8
        and not each.hidden
        and each.available_at is not None
        and each.available_at > NOON
    ]
    assert sum(hour.reviews for hour in _foreseen(items).values()) == len(due)
