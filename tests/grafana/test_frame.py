"""What all dashboards share: rows, links that keep the account and the time, marks, freshness, steps."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from collector.core.kinds import KINDS
from collector.points.measurements import COLLECTOR, LEVEL_PROGRESSION, QUEUE, SESSION, STUDY_DAY
from grafana import freshness, links, marks, variables
from grafana.dashboard import panels_of, rows_of
from grafana.files import dashboards
from grafana.influxql import CHOSEN_STEP
from grafana.lint import queries
from grafana.samples import MOVED
from grafana.style import HOUR_MS
from tests.grafana.alert_history import AlertHistory
from tests.grafana.viewer import Viewer, chosen_step, own_statements, panel, panels, statements, utc
from tests.harness import DAY, HOUR, NOON
from tests.integration.servers import InfluxDBV1

MADE = dashboards()
OVERVIEW = "wanikani-overview"
INFLUXQL_UNITS = {"h", "d", "w"}


@pytest.fixture
def history(influxdb_v1: InfluxDBV1) -> AlertHistory:
    return AlertHistory(influxdb_v1, f"frame-{uuid4().hex}")


def test_the_drop_down_keeps_time_and_account_and_begins_with_the_overview() -> None:
    for model in MADE.values():
        (drop_down,) = (link for link in model["links"] if link["type"] == "dashboards")
        assert [drop_down[name] for name in ("asDropdown", "keepTime", "includeVars")] == [True] * 3
    # Grafana sorts them by title.
    assert min(MADE.values(), key=lambda model: str(model["title"]).casefold())["uid"] == OVERVIEW


def test_the_choice_of_account_leaves_out_the_other_column_and_no_name(
    history: AlertHistory,
) -> None:
    names = {"koichi", "-1 more", "7", "(a) $b", "it's"}
    for name in sorted(names):
        history.write(name, LEVEL_PROGRESSION, NOON, level_number=1)
    history.flush()
    for uid, made in MADE.items():
        (account,) = (each for each in made["templating"]["list"] if each["name"] == "account")
        rows = history.server.query(account["query"], history.bucket)
        values = {str(value) for row in rows for name, value in row.items() if name != "time"}
        assert len(values) == len(names) + 1, uid
        assert {value for value in values if re.match(account["regex"].strip("/"), value)} == names


@pytest.mark.parametrize("uid", MADE)
def test_every_dashboard_ends_now_so_that_no_link_leads_into_the_future(uid: str) -> None:
    assert MADE[uid]["time"]["to"] == "now"
    assert not any(shown.get("timeShift") for shown in panels_of(MADE[uid]))


@pytest.mark.parametrize("uid", ["wanikani-accuracy", "wanikani-forecast"])
def test_what_counts_every_day_begins_at_a_midnight(uid: str) -> None:
    assert MADE[uid]["time"]["from"].endswith("/d")


def test_only_projections_have_a_time_range_of_their_own_that_begins_now() -> None:
    # `now+90d` would be read as the last 90 days.
    own = {shown["title"]: shown["timeFrom"] for _, shown in panels() if shown.get("timeFrom")}
    assert set(own.values()) == {"+90d", "+365d"}
    assert all("next" in title for title in own)


def _urls(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [str(part["url"])] if "url" in part else []
        return own + [url for each in part.values() for url in _urls(each)]
    return [url for each in part for url in _urls(each)] if isinstance(part, list) else []


@pytest.mark.parametrize("uid", MADE)
def test_links_between_dashboards_lead_to_one_and_keep_the_account_and_the_time(uid: str) -> None:
    own = [url for url in _urls(MADE[uid]) if url.startswith("/d/")]
    assert own
    for url in own:
        there, _, kept = url.removeprefix("/d/").partition("?")
        assert there in MADE
        assert {"${account:queryparam}", "${__url_time_range}"} <= set(kept.split("&"))


def test_every_other_dashboard_is_one_click_away_from_a_number_of_the_overview() -> None:
    reached = {url.removeprefix("/d/").partition("?")[0] for url in _urls(MADE[OVERVIEW])}
    assert {links.ACCURACY, links.FORECAST, links.LEVELS, links.COLLECTOR} <= reached


def test_the_marks_are_the_same_everywhere() -> None:
    (marked,) = {str(model["annotations"]["list"]) for model in MADE.values()}
    for kind in ("level_up", "reset", "vacation_start", "vacation_end", "outage"):
        assert kind in marked


def test_a_new_row_changes_no_number_of_a_panel_by_which_links_know_it() -> None:
    for model in MADE.values():
        numbers = [shown["id"] for shown in panels_of(model)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert {row["id"] for row in rows_of(model)}.isdisjoint(numbers)


def test_panels_of_an_open_row_follow_it_and_those_of_a_collapsed_one_are_inside() -> None:
    # Grafana drops what an open row has inside.
    for model in MADE.values():
        for row in rows_of(model):
            assert bool(row["panels"]) == row["collapsed"]


@pytest.mark.parametrize(("failed", "state"), [({"ok": 0}, 1), ({"ok": 0, "token_ok": 0}, 0), ({}, 2)])
def test_freshness_is_the_age_of_the_last_good_poll_and_the_result_of_the_last(
    history: AlertHistory, failed: dict[str, int], state: int
) -> None:
    good = {"ok": 1, "token_ok": 1, "seconds_since_success": 0}
    history.write("me", COLLECTOR, NOON, **good)
    since = {"seconds_since_success": 7200} if failed else {}
    history.write("me", COLLECTOR, NOON + 2 * HOUR, **{**good, **since, **failed})
    history.flush()
    now = NOON + 3 * HOUR
    viewer = Viewer(NOON, now, now, account="me")
    (statement,) = statements(OVERVIEW, panel(OVERVIEW, freshness.TITLE), viewer).values()
    (row,) = history.server.query(statement, history.bucket, epoch="ms")
    age = int(str(row["until"])) - int(str(row["time"]))
    assert (age, row[freshness.STATE]) == (3 * HOUR_MS if failed else HOUR_MS, state)


def test_freshness_is_the_first_panel_of_every_dashboard() -> None:
    for model in MADE.values():
        assert next(panels_of(model))["title"] == freshness.TITLE


@pytest.mark.parametrize("away", [{2, 3, 4}, {5, 6}, set[int]()])
def test_the_background_is_shaded_during_a_vacation_alone(history: AlertHistory, away: set[int]) -> None:
    for day in range(7):
        history.write("me", QUEUE, NOON + day * DAY, reviews_available=1, on_vacation=int(day in away))
    history.flush()
    viewer = Viewer(NOON - HOUR, NOON + 7 * DAY, NOON + 7 * DAY, account="me")
    statement = statements(OVERVIEW, panel(OVERVIEW, "Stages over time"), viewer)[marks.VACATIONS]
    rows = history.server.query(statement, history.bucket, epoch="ms")
    assert {(utc(row["time"]) - NOON).days + 1 for row in rows if row[marks.VACATION] == 1} == away
    # Elsewhere there are nulls, which end the area, or no answer at all, so that a panel can say "no data".
    assert {row[marks.VACATION] for row in rows} == ({1, None} if away else set())


@pytest.mark.parametrize(
    ("reviews", "enough", "few"),
    [(1, None, 0), (9, None, 66.7), (10, 70, None), (19, 68.4, None), (2000, 70, None)],
)
def test_a_share_of_fewer_than_ten_reviews_is_a_pale_dot_instead_of_a_number(
    history: AlertHistory, reviews: int, enough: float | None, few: float | None
) -> None:
    history.write("me", STUDY_DAY, NOON.replace(hour=0, second=0), reviews=reviews, correct=reviews * 7 // 10)
    history.flush()
    viewer = Viewer(NOON, NOON, NOON + HOUR, account="me").back(5 * DAY)
    now = own_statements(OVERVIEW, panel(OVERVIEW, "Accuracy"), viewer)
    over_time = own_statements(OVERVIEW, panel(OVERVIEW, "Accuracy over time"), viewer)
    answers = [row for each in now.values() for row in history.server.query(each, history.bucket)]
    steps = history.server.query(over_time["A"], history.bucket)
    *_, step = (
        row for row in steps if row["one step"] is not None or row["fewer than ten reviews"] is not None
    )
    given = [row[name] for row in answers for name in ("today", "7 days") if name in row] + [step["one step"]]
    assert [_rounded(value) for value in given] == [enough] * 3
    assert _rounded(step["fewer than ten reviews"]) == few


def _rounded(value: object) -> float | None:
    return None if value is None else round(float(str(value)), 1)


@pytest.mark.parametrize(
    ("reviews", "correct", "shown"), [(1, 1, MOVED + 100), (9, 0, MOVED), (10, 7, 70), (2000, 2000, 100)]
)
def test_the_share_of_a_short_session_is_moved(
    history: AlertHistory, reviews: int, correct: int, shown: float
) -> None:
    history.write("me", SESSION, NOON, reviews=reviews, correct=correct, duration_seconds=60)
    history.flush()
    viewer = Viewer(NOON, NOON, NOON + HOUR, account="me").back(DAY)
    (asked,) = own_statements(links.ACCURACY, panel(links.ACCURACY, "Latest sessions"), viewer).values()
    (row,) = history.server.query(asked, history.bucket)
    assert row["all correct"] == pytest.approx(shown)


def test_the_automatic_step_is_one_that_influxql_knows_for_every_range_since_wanikani_opened() -> None:
    steps = {days: chosen_step(timedelta(days=days), variables.POINTS) for days in range(1, 15 * 365)}
    assert {step[-1] for step in steps.values()} <= INFLUXQL_UNITS
    assert steps[90] == "1d"
    assert set(steps.values()) == {"1d", "7d", "30d"}


def test_a_dashboard_whose_steps_can_be_chosen_begins_with_the_automatic_one() -> None:
    for model in MADE.values():
        used = "${every}" in str(model["panels"])
        every = [each for each in model["templating"]["list"] if each["name"] == "every"]
        assert used == bool(every)
        for each in every:
            assert (each["auto"], each["auto_min"], each["current"]["value"]) == (True, "1d", variables.AUTO)
            assert set(each["query"].split(",")) == set(variables.STEPS)
    assert "${every}" in CHOSEN_STEP


def test_every_kind_can_be_chosen_under_a_name_without_underscores() -> None:
    for uid in (OVERVIEW, links.FORECAST):
        (kind,) = (each for each in MADE[uid]["templating"]["list"] if each["name"] == "kind")
        pairs = [one.split(" : ") for one in kind["query"].split(",")]
        assert [value for _, value in pairs] == list(KINDS)
        assert not [text for text, _ in pairs if "_" in text]


@pytest.mark.parametrize("uid", MADE)
def test_every_panel_that_takes_a_chosen_value_has_the_variable_for_it(uid: str) -> None:
    known = {each["name"] for each in MADE[uid]["templating"]["list"]}
    used = set(re.findall(r"\$\{([a-z]+)[:}]", str([shown["targets"] for shown in panels_of(MADE[uid])])))
    assert used <= known
    assert known - used <= {"datasource", "account", "timezone"}


def test_progress_in_a_level_is_against_the_kanji_required_on_every_dashboard() -> None:
    asked = [
        query for dashboard in dashboards().values() for query in queries(dashboard) if "kanji_" in query
    ]
    assert len(asked) >= 2
    assert all('"kanji_required"' in query and "kanji_total" not in query for query in asked)
