"""Every statement of every panel, variable, annotation and alert, asked of a real InfluxDB at every zoom.

The numbers of the main panels are held against what the pretend learner truly did.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import accumulate

import pytest

from collector.core.stages import SrsStage
from collector.simulator.world.account_rows import Review
from grafana.files import all_rules, dashboards
from grafana.influxql import ENOUGH
from grafana.lint import queries
from grafana.samples import MOVED
from grafana.variables import POINTS, STEPS
from tests.grafana.polled_learner import TOKYO, PolledLearner, Rows, answers_of, rows_of
from tests.grafana.viewer import (
    SCREEN,
    chosen_step,
    filled_in,
    own_statements,
    panel,
    panels,
    statements,
    utc,
)
from tests.harness import DAY, HOUR

ZOOMS = {"6 h": 6 * HOUR, "7 d": 7 * DAY, "90 d": 90 * DAY, "5 y": 1826 * DAY}
SLOWEST = 0.5
STACK = ("apprentice", "guru", "master", "enlightened", "burned")
# Six hours may have no review, and ninety days none that was days late: but a life has everything.
ALWAYS_THERE = {"5 y"}


@pytest.mark.parametrize("zoom", ZOOMS)
@pytest.mark.parametrize("uid", dashboards())
def test_every_panel_has_a_screenful_at_most_and_is_fast(learner: PolledLearner, uid: str, zoom: str) -> None:
    auto = chosen_step(ZOOMS[zoom], POINTS)
    for owner, shown in panels():
        if owner != uid:
            continue
        for every in (*STEPS, auto) if "${every}" in str(shown["targets"]) else STEPS[:1]:
            viewer = replace(learner.viewer.back(ZOOMS[zoom]), every=every)
            answered = []
            for statement in statements(uid, shown, viewer).values():
                rows = learner.ask(statement)
                answered += rows
                # A slow query is slow every time; a busy machine is not.
                assert any(_seconds(learner, statement) < SLOWEST for _ in range(3)), statement
                assert max(Counter(_series(row) for row in rows).values(), default=0) <= SCREEN, statement
            # A part may have nothing: stages with few reviews, levels that a reset ended.
            assert answered or zoom not in ALWAYS_THERE, f"{shown['title']}: nothing"


def _seconds(learner: PolledLearner, statement: str) -> float:
    started = time.perf_counter()
    learner.ask(statement)
    return time.perf_counter() - started


def _series(row: Mapping[str, object]) -> tuple[object, ...]:
    tags = ("srs_group", "subject_type", "kind", "rank", "list")
    return tuple(row.get(tag) for tag in tags)


def test_every_query_names_the_columns_that_its_panel_shows(learner: PolledLearner) -> None:
    for uid, shown in panels():
        for statement in statements(uid, shown, learner.viewer.back(400 * DAY)).values():
            wanted = named_columns(statement)
            for row in learner.ask(statement):
                assert wanted <= set(row), statement


def named_columns(statement: str) -> set[str]:
    """Return the names of the columns of *statement*, its own or those that it takes over from within."""
    outer, _, inner = statement.partition(" FROM (")
    if " AS " not in outer and '"' in outer:
        return set(outer.split('"')[1::2])
    named = outer if " AS " in outer else inner
    return {part.split('"')[1] for part in named.split(" AS ")[1:]}


@pytest.mark.parametrize("zoom", ZOOMS)
def test_no_table_is_answered_with_a_null_for_which_grafana_9_drops_the_row(
    learner: PolledLearner, zoom: str
) -> None:
    for uid, shown in panels():
        if shown["type"] == "table":
            for statement in statements(uid, shown, learner.viewer.back(ZOOMS[zoom])).values():
                assert not [row for row in learner.ask(statement) if None in row.values()], statement


def test_variables_annotations_and_alerts_are_understood(learner: PolledLearner) -> None:
    viewer = learner.viewer.back(400 * DAY)
    for uid, dashboard in dashboards().items():
        for query in queries(dashboard):
            rows = learner.ask(filled_in(query, viewer.choosing(uid)))
            if query.startswith('SELECT "account"'):
                assert {row["account"] for row in rows} == {"pretend-learner"}
            if "annotation" in query and "vacation" in query:
                assert {"title", "text"} <= set(rows[0])
    for rule in all_rules():
        for each in rule.queries.values():
            (row, *_) = learner.ask(filled_in(each.query, viewer.back(each.begins)))
            assert row.get("account") == ("pretend-learner" if '"account"' in each.query else None)


def test_the_newest_time_zone_is_the_one_that_days_are_counted_in(learner: PolledLearner) -> None:
    variables = dashboards()["wanikani-overview"]["templating"]["list"]
    (query,) = (each["query"] for each in variables if each["name"] == "timezone")
    (row,) = learner.ask(filled_in(query, learner.viewer))
    assert row["timezone"] == TOKYO.key


def test_the_stack_is_the_learners_stages_day_by_day(learner: PolledLearner) -> None:
    days = {at.astimezone(TOKYO).date(): groups for at, groups in learner.stages}
    shown = {
        utc(row["time"]).astimezone(TOKYO).date(): row
        for row in rows_of(learner, "wanikani-overview", "Stages over time", 1460 * DAY)
        if row["total"] is not None
    }
    assert len(shown) > 110
    for day, groups in days.items():
        wanted = {group: groups.get(group, 0) for group in STACK}
        assert {group: shown[day][group] for group in STACK} == wanted
        assert shown[day]["total"] == sum(wanted.values())


def test_stages_now_are_the_learners(learner: PolledLearner) -> None:
    (row,) = rows_of(learner, "wanikani-overview", "Stages now")
    _, truth = learner.stages[-1]
    assert {group: row[group] for group in ("lesson", *STACK)} == {
        group: truth.get(group, 0) for group in ("lesson", *STACK)
    }
    (waiting,) = rows_of(learner, "wanikani-overview", "Waiting now")
    assert waiting["reviews"] == learner.waiting


def _right(reviews: Iterable[Review]) -> float:
    done = list(reviews)
    return 100 * sum(not one.meaning_wrong and not one.reading_wrong for one in done) / len(done)


def test_accuracy_by_stage_is_the_learners(learner: PolledLearner) -> None:
    length = 9 * DAY
    by_stage: defaultdict[str, list[Review]] = defaultdict(list)
    for one in learner.reviews(learner.now - length, learner.now):
        by_stage[SrsStage(one.starting_stage).label].append(one)
    enough, few, read, seldom_read = answers_of(
        learner, "wanikani-accuracy", "Accuracy by interval", length
    ).values()
    assert all(int(str(row["reviews"])) >= ENOUGH for row in enough)
    assert all(int(str(row["reviews"])) < ENOUGH for row in few)
    assert {row["srs_stage"]: row["reviews"] for row in (*enough, *few)} == {
        stage: len(done) for stage, done in by_stage.items()
    }
    for row in (*enough, *few):
        done = by_stage[str(row["srs_stage"])]
        moved = MOVED if row in few else 0
        assert row["all correct"] == pytest.approx(moved + _right(done))
        assert row["meaning"] == pytest.approx(
            moved + 100 * sum(not one.meaning_wrong for one in done) / len(done)
        )
        assert row["stage"] == done[0].starting_stage
    assert {row["srs_stage"] for row in (*read, *seldom_read)} <= by_stage.keys()


def test_reviews_and_accuracy_of_each_day_are_the_learners(learner: PolledLearner) -> None:
    first = learner.stages[0][0]
    by_day: defaultdict[str, list[Review]] = defaultdict(list)
    for one in learner.reviews(first, learner.now):
        by_day[one.counted_at.astimezone(TOKYO).date().isoformat()].append(one)
    counts = {
        utc(row["time"]).astimezone(TOKYO).date().isoformat(): row
        for row in rows_of(learner, "wanikani-overview", "Reviews done", 500 * DAY)
    }
    assert sum(len(done) for done in by_day.values()) == sum(
        int(str(row["all correct"])) + int(str(row["with a wrong answer"])) for row in counts.values()
    )
    # Polled often enough, each day's too.
    for day, done in sorted(by_day.items())[-8:]:
        assert int(str(counts[day]["all correct"])) == sum(
            not (one.meaning_wrong or one.reading_wrong) for one in done
        )
    shares = {
        utc(row["time"]).astimezone(TOKYO).date().isoformat(): row["one step"]
        for row in rows_of(learner, "wanikani-overview", "Accuracy over time", 8 * DAY)
    }
    day, done = sorted(by_day.items())[-2]
    assert shares[day] == pytest.approx(_right(done))


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def test_the_forecast_by_hour_is_what_will_fall_due(learner: PolledLearner) -> None:
    truth = Counter((_hour(at), group) for at, group in learner.due(learner.now, learner.now + 48 * HOUR))
    shown = {
        (utc(row["time"]), group): row[group]
        for row in rows_of(learner, "wanikani-forecast", "Due by hour, 48 hours")
        for group in ("apprentice", "guru", "master", "enlightened")
    }
    assert sum(truth.values()) > 20
    assert {key: number for key, number in shown.items() if number} == truth


@pytest.mark.parametrize(
    "title", ["Due by day, 30 days", "Due by week, half a year", "Due by four-week period, half a year"]
)
def test_longer_forecasts_add_up_to_the_same(learner: PolledLearner, title: str) -> None:
    length = 30 * DAY if "day" in title else 182 * DAY
    truth = sum(1 for _ in learner.due(learner.now, learner.now + length))
    rows = rows_of(learner, "wanikani-forecast", title)
    shown = sum(
        int(str(row[group])) for row in rows for group in ("apprentice", "guru", "master", "enlightened")
    )
    assert shown == truth
    midnights = {utc(row["time"]).astimezone(TOKYO).time().isoformat() for row in rows}
    assert midnights == {"00:00:00"}
    if "week" in title:
        assert {utc(row["time"]).astimezone(TOKYO).weekday() for row in rows} == {0}


def test_the_backlog_grows_by_what_falls_due_on_top_of_what_waits(learner: PolledLearner) -> None:
    answers = answers_of(learner, "wanikani-forecast", "Backlog if you do no reviews", 7 * DAY)
    (waiting,) = answers["B"]
    assert waiting["waiting"] == learner.waiting
    due = Counter(_hour(at) for at, _ in learner.due(learner.now, learner.now + 7 * DAY))
    hours = [utc(row["time"]) for row in answers["A"]]
    assert [row["due"] for row in answers["A"]] == list(accumulate(due.get(hour, 0) for hour in hours))


def test_what_was_learned_in_all_is_the_learners(learner: PolledLearner) -> None:
    rows = rows_of(learner, "wanikani-levels", "Items learned, running totals", 400 * DAY)
    newest = {str(row["kind"]): row["items"] for row in rows}
    assert newest == {
        "started": sum(each.started_at is not None for each in learner.world.assignments),
        "passed": sum(each.passed_at is not None for each in learner.world.assignments),
        "burned": sum(each.burned_at is not None for each in learner.world.assignments),
    }


def test_lifetime_totals_are_the_learners_and_no_kind_without_readings_has_any(
    learner: PolledLearner,
) -> None:
    answers = answers_of(learner, "wanikani-accuracy", "Lifetime accuracy")
    meanings = {str(row["subject_type"]): row for row in answers["A"]}
    right = sum(each.meaning.correct for each in learner.world.statistics)
    wrong = sum(each.meaning.incorrect for each in learner.world.statistics)
    assert meanings["all"]["meaning answers"] == right + wrong
    assert meanings["all"]["meaning correct"] == pytest.approx(100 * right / (right + wrong))
    assert {row["subject_type"] for row in answers["B"]} == {"all", "kanji", "vocabulary"}


def test_a_line_of_leeches_goes_on_to_now_with_the_newest_score(learner: PolledLearner) -> None:
    title = "Worst leech scores"
    # No rank was written for five days; the range goes on for three.
    now = learner.now + 5 * DAY
    viewer = replace(learner.viewer, begin=now - 30 * DAY, end=now + 3 * DAY, now=now)
    (statement,) = own_statements("wanikani-leeches", panel("wanikani-leeches", title), viewer).values()
    by_rank: defaultdict[str, Rows] = defaultdict(list)
    for row in learner.ask(statement):
        by_rank[str(row["rank"])].append(row)
    assert "01" in by_rank
    for rank, rows in by_rank.items():
        assert timedelta(0) <= now - utc(rows[-1]["time"]) < DAY
        newest = f"SELECT last(score) AS score FROM leech WHERE rank = '{rank}'"
        (truth,) = learner.ask(newest)
        assert rows[-1]["score"] == truth["score"]


def test_shares_of_few_reviews_are_apart_from_the_others(learner: PolledLearner) -> None:
    enough, few = answers_of(learner, "wanikani-accuracy", "Accuracy by hour of the week", 9 * DAY).values()
    assert enough
    assert few
    assert all(int(str(row["reviews"])) >= ENOUGH and float(str(row["value"])) <= 100 for row in enough)
    assert all(int(str(row["reviews"])) < ENOUGH and float(str(row["value"])) >= MOVED for row in few)
    studied = {(row["weekday"], row["hour"]) for row in (*enough, *few)}
    zone_hours = [
        each.counted_at.astimezone(TOKYO) for each in learner.reviews(learner.now - 8 * DAY, learner.now)
    ]
    assert {(str(at.isoweekday()), f"{at:%H}") for at in zone_hours} <= studied


def test_every_day_has_its_reviews_in_its_week_and_on_its_weekday(learner: PolledLearner) -> None:
    shown = {
        utc(row["time"]).astimezone(TOKYO).date() + timedelta(days=int(str(row["weekday"])) - 1): row["value"]
        for row in rows_of(learner, "wanikani-accuracy", "Reviews by day", 400 * DAY)
    }
    days = "SELECT reviews FROM study_day WHERE reviews > 0"
    truth = {utc(row["time"]).astimezone(TOKYO).date(): row["reviews"] for row in learner.ask(days)}
    assert shown == truth
    assert len(truth) > 30


def test_the_level_one_is_on_is_shown_with_the_days_so_far(learner: PolledLearner) -> None:
    passed, here, _ = answers_of(learner, "wanikani-levels", "Days per level").values()
    done = [row for row in learner.world.progressions if row.passed_at is not None]
    assert [row["level"] for row in passed] == [row.level for row in done]
    (newest,) = here
    *_, current = learner.world.progressions
    assert newest["level"] == current.level == learner.world.user.level
    since = timedelta(milliseconds=int(str(newest["since"])))
    assert abs(utc(newest["time"]) - since - current.unlocked_at) < timedelta(seconds=2)
    assert newest["so far"] == pytest.approx(since / DAY)
