"""The gauges of the workload and its alert, on histories made for them."""

from collections.abc import Mapping
from datetime import datetime

import pytest

from collector.points.measurements import WORKLOAD, Value
from tests.grafana.alert_history import RULES, AlertHistory
from tests.grafana.polled_learner import PolledLearner, rows_of
from tests.grafana.viewer import Viewer, panel, statements
from tests.harness import DAY, HOUR, NOON

OVERVIEW = "wanikani-overview"
TOO_MUCH = RULES["too-much"]
GAUGES = {
    "Apprentice weight": "of your usual",
    "Reviews a day": "of your capacity",
    "Time per review": "of your usual",
}
# A learner with an ordinary week.
USUAL: Mapping[str, Value] = {
    "apprentice_weight": 400,
    "apprentice_weight_usual": 400,
    "apprentice_weight_high": 600,
    "reviews_per_day": 120.0,
    "reviews_per_day_capacity": 160,
    "seconds_per_review": 9.0,
    "seconds_per_review_usual": 10.0,
}
BUSY: Mapping[str, Value] = {**USUAL, "apprentice_weight": 800, "reviews_per_day": 180.0}


def _live(
    history: AlertHistory, account: str, days: range, workload: Mapping[str, Value], *, away: int = 0
) -> None:
    """Write what the polls of *days* after noon find, the workload twice a day."""
    for hour in range(24 * days.start, 24 * days.stop):
        history.queue(account, NOON + hour * HOUR, away=away)
        if hour % 12 == 0:
            history.write(account, WORKLOAD, NOON + hour * HOUR, **workload)


def _alone(history: AlertHistory, at: datetime, account: str = "me") -> dict[str, list[dict[str, object]]]:
    history.flush()
    viewer = Viewer(at - DAY, at, at, account=account)
    return {
        title: history.server.query(statement, history.bucket)
        for title in GAUGES
        for statement in statements(OVERVIEW, panel(OVERVIEW, title), viewer).values()
    }


def test_gauges_show_the_newest_numbers_in_percent_of_their_references(history: AlertHistory) -> None:
    history.write("me", WORKLOAD, NOON, **USUAL)
    history.write("me", WORKLOAD, NOON + HOUR, **BUSY)
    history.write("other", WORKLOAD, NOON + HOUR, **USUAL)
    shown = {title: rows[0][GAUGES[title]] for title, rows in _alone(history, NOON + 2 * HOUR).items()}
    assert shown == {"Apprentice weight": 200, "Reviews a day": 112.5, "Time per review": 90}


@pytest.mark.parametrize(("title", "reference"), GAUGES.items())
def test_a_gauge_says_what_it_is_a_percentage_of(title: str, reference: str) -> None:
    shown = panel(OVERVIEW, title)["fieldConfig"]["defaults"]
    assert (shown["displayName"], shown["unit"]) == (reference, "percent")


@pytest.mark.parametrize(
    "newest",
    [
        pytest.param({"apprentice_weight": 40}, id="no reference any more"),
        pytest.param(
            {
                "apprentice_weight": 40, "apprentice_weight_usual": 0, "apprentice_weight_high": 0,
                "reviews_per_day": 9.5, "seconds_per_review": 8.5,
            },
            id="nothing is usual",
        ),
    ],
)  # fmt: skip
def test_a_gauge_without_a_reference_is_empty(history: AlertHistory, newest: Mapping[str, Value]) -> None:
    history.write("me", WORKLOAD, NOON, **USUAL)
    history.write("me", WORKLOAD, NOON + HOUR, **newest)
    assert _alone(history, NOON + 2 * HOUR) == {title: [] for title in GAUGES}


def test_gauges_of_a_learner_show_what_was_measured(learner: PolledLearner) -> None:
    shown = {title: rows_of(learner, OVERVIEW, title) for title in GAUGES}
    assert [len(rows) for rows in shown.values()] == [1, 1, 1]
    weight = float(str(shown["Apprentice weight"][0]["of your usual"]))
    assert 10 < weight < 400


def test_too_much_fires_while_apprentices_and_reviews_are_far_above_the_usual(history: AlertHistory) -> None:
    for account in ("busy", "calm", "away", "piling up", "reviewing", "new", "small"):
        _live(history, account, range(-10, 0), USUAL)
    _live(history, "busy", range(8), BUSY)
    _live(history, "calm", range(8), USUAL)
    _live(history, "away", range(8), BUSY, away=1)
    _live(history, "piling up", range(8), {**BUSY, "reviews_per_day": 150.0})
    _live(history, "reviewing", range(8), {**BUSY, "apprentice_weight": 500})
    _live(history, "beginner", range(8), {"apprentice_weight": 800, "reviews_per_day": 180.0})
    _live(history, "small", range(8), {**BUSY, "reviews_per_day": 30.0, "reviews_per_day_capacity": 20})
    # It has to last: the mean of seven days counts.
    assert history.fires(TOO_MUCH, NOON + DAY) == set()
    assert history.fires(TOO_MUCH, NOON + 6 * DAY) == {"busy"}
    _live(history, "busy", range(8, 10), {**BUSY, "reviews_per_day": 140.0})
    assert history.fires(TOO_MUCH, NOON + 9 * DAY) == set()


def test_a_day_of_many_changes_weighs_no_more_than_a_quiet_one(history: AlertHistory) -> None:
    _live(history, "me", range(-10, 8), {**USUAL, "reviews_per_day": 180.0})
    for hour in range(24):
        history.write("me", WORKLOAD, NOON + 5 * DAY + hour * HOUR, **{**BUSY, "apprentice_weight": 1000})
    assert history.fires(TOO_MUCH, NOON + 7 * DAY) == set()


def test_it_does_not_fire_for_a_learner_alone_who_has_no_reference(history: AlertHistory) -> None:
    _live(history, "beginner", range(8), {"apprentice_weight": 800, "reviews_per_day": 180.0})
    assert history.fires(TOO_MUCH, NOON + 7 * DAY) == set()


def test_it_ends_when_there_are_no_more_polls(history: AlertHistory) -> None:
    _live(history, "stopped", range(8), BUSY)
    _live(history, "polled", range(20), USUAL)
    assert history.fires(TOO_MUCH, NOON + 7 * DAY) == {"stopped"}
    assert history.fires(TOO_MUCH, NOON + 10 * DAY) == set()
