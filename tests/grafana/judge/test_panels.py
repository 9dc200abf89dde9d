"""What single panels show to a viewer of Grafana 13.2.3 and 9.5.21."""

import re
from datetime import date

import pytest

from collector.core.stages import STAGES
from grafana.influxql import ENOUGH
from grafana.marks import VACATION
from tests.grafana.judge.conftest import Look
from tests.grafana.judge.frames import RELEASES
from tests.grafana.judge.judge import Seen
from tests.grafana.judge.test_every_panel import FIRST_DAYS, FIRST_WEEKS, LIFE, MIXED_UP

HOURS = [f"{hour:02}" for hour in range(24)]
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
WEEKS = ("Reviews by hour of the week", "Accuracy by hour of the week")
DAYS = ("Reviews by day", "Accuracy by day")


@pytest.fixture(params=RELEASES)
def release(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _panel(look: Look, release: str, title: str, scene: str = LIFE) -> Seen:
    (found,) = (seen for seen in look(release, scene) if seen.title == title)
    return found


@pytest.mark.parametrize("scene", [LIFE, MIXED_UP])
@pytest.mark.parametrize("title", WEEKS)
def test_the_hours_of_the_week_are_a_table_of_24_by_7(
    look: Look, release: str, title: str, scene: str
) -> None:
    seen = _panel(look, release, title, scene)
    assert [head for head in seen.heads if head.isdigit()] == HOURS
    assert [row[0] for row in seen.texts] == WEEKDAYS


@pytest.mark.parametrize("title", WEEKS)
def test_an_hour_is_coloured_by_its_value(look: Look, release: str, title: str) -> None:
    seen = _panel(look, release, title)
    colours = {cell["colour"] for head, cell in seen.cells() if head in HOURS and not cell["empty"]}
    assert len(colours) > 5


@pytest.mark.parametrize("scene", [LIFE, MIXED_UP])
@pytest.mark.parametrize("title", DAYS)
def test_every_day_is_in_the_column_of_its_weekday_and_in_the_row_of_its_week(
    look: Look, release: str, title: str, scene: str
) -> None:
    seen = _panel(look, release, title, scene)
    assert seen.heads == ["week of", *WEEKDAYS]
    mondays = [date.fromisoformat(row[0]) for row in seen.texts]
    assert {day.weekday() for day in mondays} == {0}
    assert mondays == sorted(mondays, reverse=True)
    assert len(mondays) > 5
    colours = {cell["colour"] for head, cell in seen.cells() if head in WEEKDAYS and not cell["empty"]}
    assert len(colours) > 5


@pytest.mark.parametrize("scene", [LIFE, MIXED_UP])
def test_leeches_come_in_the_order_of_rank(look: Look, release: str, scene: str) -> None:
    ranks = [int(cell["text"]) for cell in _panel(look, release, "Worst leeches", scene).column("rank")]
    assert ranks == list(range(1, len(ranks) + 1))
    assert len(ranks) > 10


def test_stages_come_in_their_order(look: Look, release: str) -> None:
    stages = [row[0] for row in _panel(look, release, "Accuracy by interval").texts]
    assert [stage.split(" ·")[0] for stage in stages] == [stage.replace("_", " ") for stage in STAGES[1:-1]]


@pytest.mark.parametrize("scene", [LIFE, *FIRST_DAYS])
def test_the_current_level_is_the_first_of_the_level_history(look: Look, release: str, scene: str) -> None:
    attempts = _panel(look, release, "Level history", scene)
    levels = [int(cell["text"]) for cell in attempts.column("level")]
    assert levels == sorted(levels, reverse=True)
    assert levels[-1] == 1


def test_days_per_level_name_every_level_and_the_one_you_are_on(look: Look, release: str) -> None:
    (level,) = _panel(look, release, "Level").shown["values"]
    labels = _panel(look, release, "Days per level").shown["labels"]
    assert labels == [str(number) for number in range(1, int(level["text"]) + 1)]


def test_a_session_of_few_reviews_never_reads_as_all_or_none(look: Look, release: str) -> None:
    sessions = _panel(look, release, "Latest sessions")
    shares = [
        (int(reviews["text"]), share["text"], share["colour"])
        for reviews, share in zip(sessions.column("reviews"), sessions.column("all correct"), strict=True)
    ]
    few = [(text, colour) for reviews, text, colour in shares if reviews < ENOUGH]
    many = [(text, colour) for reviews, text, colour in shares if reviews >= ENOUGH]
    assert few
    assert many
    assert not {text for text, _ in few} & {"0%", "100%"}
    (pale,) = {colour for _, colour in few}
    assert all(0 <= int(text.removesuffix("%")) <= 100 and colour != pale for text, colour in many)


def test_kana_vocabulary_is_written_as_words(look: Look, release: str) -> None:
    assert "kana vocabulary" in _panel(look, release, "Accuracy by kind").names
    kinds = _panel(look, release, "Lifetime accuracy").column("kind")
    assert "kana vocabulary" in {cell["text"] for cell in kinds}


def test_the_lines_of_the_worst_leeches_reach_the_end(look: Look, release: str) -> None:
    seen = _panel(look, release, "Worst leech scores")
    scores = [line for line in seen.shown["series"] if line["name"] != VACATION]
    assert len(scores) > 1
    for line in scores:
        newest = max(moment for moment, value, _ in line["points"] if value is not None)
        assert newest > seen.asked["to"] - 86_400_000, line["name"]


@pytest.mark.parametrize("title", ["Reviews a day, next 90 days", "Reviews a day, next 365 days"])
def test_a_band_lies_ahead_over_what_is_scheduled(look: Look, release: str, title: str) -> None:
    seen = _panel(look, release, title)
    assert seen.names == ["scheduled", "low", "median", "high"]
    now = seen.asked["from"]
    for line in seen.shown["series"]:
        after = [value for moment, value, _ in line["points"] if moment > now]
        assert len(after) > 15, line["name"]


def test_upcoming_levels_are_in_order_and_end_with_all_burned(look: Look, release: str) -> None:
    seen = _panel(look, release, "Upcoming levels")
    assert seen.heads == ["level", "about", "from", "to"]
    levels = [row[0] for row in seen.texts]
    assert levels == [*map(str, range(13, 61)), "all burned"]
    for _, about, begin, end in seen.texts:
        assert begin < about < end
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", about)


def test_paces_start_with_the_current_one_and_a_date_too_far_is_a_dash(look: Look, release: str) -> None:
    rows = _panel(look, release, "What if: lessons a day").texts
    assert [(row[0], row[1]) for row in rows] == [
        ("current", "12"), *(("what if", str(lessons)) for lessons in (5, 10, 15, 20)),
    ]  # fmt: skip
    months = [cell for row in rows for cell in row[4:6] if cell != "–"]
    assert all(re.fullmatch(r"\d{4}-\d\d", month) for month in months)
    far = [[cell == "–" for cell in row[4:6]] for row in rows]
    assert far == [[lessons == 5] * 2 for lessons in (12, 5, 10, 15, 20)]


@pytest.mark.parametrize(
    ("scene", "ahead", "level_ups"),
    [
        (LIFE, ["1 week before", "4 weeks before", "12 weeks before"], " days"),
        (FIRST_WEEKS, ["1 week before"], "–"),
    ],
)
def test_projection_accuracy_has_a_row_for_each_lead_time(
    look: Look, release: str, scene: str, ahead: list[str], level_ups: str
) -> None:
    seen = _panel(look, release, "Projection accuracy", scene)
    assert seen.heads == ["projected", "compared", "in the band", "median error", "level-ups off"]
    assert [row[0] for row in seen.texts] == ahead
    for _, compared, inside, error, off in seen.texts:
        assert int(compared) >= 1
        assert inside.endswith("%")
        assert error.endswith("%")
        assert off.endswith(level_ups)


@pytest.mark.parametrize("scene", [LIFE, "a beginner's first day"])
def test_every_hour_with_reviews_has_a_share(look: Look, release: str, scene: str) -> None:
    study, best = (_panel(look, release, title, scene) for title in WEEKS)
    assert [[cell["empty"] for cell in row] for row in best.shown.get("rows", ())] == [
        [cell["empty"] for cell in row] for row in study.shown.get("rows", ())
    ]
