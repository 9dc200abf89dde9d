"""What the charts show is what was: every number against the simulated world's own."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from collector.core.facts import ForecastHour, StudyDay
from collector.core.moments import DAY, Moment, moment
from collector.core.stages import GROUPS, REVIEWED_GROUPS
from collector.core.tallies import DayStages
from collector.simulator.world.account_rows import Review
from collector.views.report.figures.accuracy import accuracy_by_stage
from collector.views.report.figures.coverage import coverage
from collector.views.report.figures.forecast import by_day, by_hour
from collector.views.report.figures.levels import levels
from collector.views.report.figures.reviews import reviews_by_day
from collector.views.report.figures.stages import stages
from collector.views.report.figures.style import Figure, merged
from tests.harness import HOUR, NOON
from tests.views.report.lived import ZONE, Lived

STAGES_OF = {"apprentice": (1, 2, 3, 4), "guru": (5, 6), "master": (7,), "enlightened": (8,), "burned": (9,)}


def trace(figure: Figure, name: str) -> dict[Any, Any]:
    """Return what a trace says by its place on the x axis, put together if it was cut into pieces."""
    pieces = [one for one in figure.traces if one["name"] == name]
    assert pieces, name
    return {x: y for one in pieces for x, y in zip(one["x"], one["y"], strict=True)}


def local_day(review: Review) -> str:
    return review.counted_at.astimezone(ZONE).date().isoformat()


def right(review: Review) -> bool:
    return not review.meaning_wrong and not review.reading_wrong


def test_the_stack_is_what_was_in_each_stage_at_the_end_of_each_local_day(lived: Lived) -> None:
    drawn = stages(lived.data)
    for group in GROUPS:
        truth = {day.isoformat(): sum(s[n] for n in STAGES_OF[group]) for day, s in lived.stages.items()}
        assert trace(drawn, group) == truth
    assert max(trace(drawn, "guru").values()) > 20


def test_the_stack_is_in_the_order_learners_climb_and_in_their_colours(lived: Lived) -> None:
    drawn = stages(lived.data).traces[:5]
    assert [one["name"] for one in drawn] == ["apprentice", "guru", "master", "enlightened", "burned"]
    assert [one["fillcolor"] for one in drawn] == ["#dd0093", "#882d9e", "#294ddb", "#0093dd", "#e49900"]


def test_the_vacation_is_shaded_and_the_reset_marked(lived: Lived) -> None:
    layout = stages(lived.data).layout
    (away,) = [shape for shape in layout["shapes"] if shape["type"] == "rect"]
    first = lived.data.zone.fromutc(NOON.replace(tzinfo=lived.data.zone)).date()
    assert date.fromisoformat(away["x0"]) - first == timedelta(days=20)
    assert date.fromisoformat(away["x1"]) - date.fromisoformat(away["x0"]) == timedelta(days=4)
    (label,) = layout["annotations"]
    assert label["text"] == "reset"
    assert "level 1" in label["hovertext"]


def test_a_reset_of_years_ago_does_not_widen_the_chart(lived: Lived) -> None:
    (mark,) = [mark for mark in lived.data.marks if mark.kind == "reset"]
    long_ago = replace(mark, at=Moment(mark.at - 1500 * DAY))
    layout = stages(replace(lived.data, marks=[long_ago], vacations=[])).layout
    assert (layout["shapes"], layout["annotations"]) == ([], [])


def test_a_vacation_of_hours_can_be_seen(lived: Lived) -> None:
    begin = lived.data.vacations[0][0]
    layout = stages(replace(lived.data, vacations=[(begin, Moment(begin + DAY // 12))])).layout
    (band,) = [shape for shape in layout["shapes"] if shape["type"] == "rect"]
    assert date.fromisoformat(band["x1"]) - date.fromisoformat(band["x0"]) == timedelta(days=1)


def days_of(numbers: Sequence[int]) -> list[DayStages]:
    groups = dict.fromkeys(GROUPS, 0) | {"apprentice": 5}
    return [DayStages(date(2026, 1, 1) + timedelta(days=n), groups) for n in numbers]


@pytest.mark.parametrize(
    ("numbers", "pieces"),
    [
        pytest.param(range(10), 1, id="every day"),
        pytest.param([0, 1, 2, 5, 6], 1, id="two days missing are bridged"),
        pytest.param([0, 1, 2, 6, 7], 2, id="three days missing are not"),
        pytest.param(range(0, 70, 7), 1, id="who polls once a week has no gaps"),
        pytest.param([*range(0, 70, 7), *range(98, 140, 7)], 2, id="but four weeks are one"),
        pytest.param([0, 1, 2, 30], 2, id="a single day after a gap"),
    ],
)
def test_what_was_not_counted_is_not_drawn(lived: Lived, numbers: Sequence[int], pieces: int) -> None:
    drawn = stages(replace(lived.data, stages=days_of(numbers)))
    apprentice = [one for one in drawn.traces if one["name"] == "apprentice"]
    assert len({one["stackgroup"] for one in apprentice}) == len(apprentice) == pieces
    assert sum(one["showlegend"] for one in apprentice) == 1


def test_one_day_is_a_bar_for_an_area_of_no_width_is_not_seen(lived: Lived) -> None:
    drawn = stages(replace(lived.data, stages=days_of([0])))
    assert {one["type"] for one in drawn.traces} == {"bar"}
    assert trace(drawn, "apprentice") == {"2026-01-01": 5}


def test_the_reviews_of_a_day_are_those_that_were_done_on_it(lived: Lived) -> None:
    drawn = reviews_by_day(lived.data)
    all_right = Counter(local_day(review) for review in lived.reviews if right(review))
    wrong = Counter(local_day(review) for review in lived.reviews if not right(review))
    assert {day: n for day, n in trace(drawn, "all right").items() if n} == dict(all_right)
    assert {day: n for day, n in trace(drawn, "with a wrong answer").items() if n} == dict(wrong)
    assert sum(all_right.values()) > 500


def test_accuracy_is_of_the_seven_days_up_to_each(lived: Lived) -> None:
    for day, shown in trace(reviews_by_day(lived.data), "accuracy, 7 days").items():
        last = date.fromisoformat(day)
        week = {(last - timedelta(days=n)).isoformat() for n in range(7)}
        done = [right(review) for review in lived.reviews if local_day(review) in week]
        assert shown == (pytest.approx(100 * sum(done) / len(done), abs=0.01) if done else None)


def _studied(midnight: datetime, *, reviews: int, correct: int) -> StudyDay:
    return StudyDay(
        at=moment(midnight), reviews=reviews, correct=correct, lessons=0, sessions=1, study_seconds=60
    )


def test_a_bad_week_is_not_cut_off_and_a_single_error_is_never_a_hundred_per_cent(lived: Lived) -> None:
    begins = datetime(2025, 1, 1, 15, tzinfo=UTC)
    rights = [2000, 1999, 1999, 1999, 1999, 1999, 1999, 1999, *[0] * 7]
    days = [
        _studied(begins + timedelta(days=n), reviews=2000, correct=right) for n, right in enumerate(rights)
    ]
    figure = reviews_by_day(replace(lived.data, days=days, now=moment(begins + timedelta(days=14, hours=8))))
    line = figure.traces[-1]
    assert line["customdata"][:2] == ["100.0", "99.9"]
    assert line["customdata"][-1] == "0.0"
    assert figure.layout["yaxis2"]["range"][0] <= min(line["y"]) == 0


def test_beyond_four_hundred_days_a_bar_is_a_week_from_monday(lived: Lived) -> None:
    begins = datetime(2025, 1, 1, 15, tzinfo=UTC)  # midnight in Tokyo, a Thursday
    days = [_studied(begins + timedelta(days=n), reviews=10, correct=9) for n in range(420)]
    now = moment(begins + timedelta(days=419, hours=8))
    figure = reviews_by_day(replace(lived.data, days=days, now=now))
    drawn = trace(figure, "all right")
    assert list(drawn)[:3] == ["2024-12-30", "2025-01-06", "2025-01-13"]
    assert list(drawn.values())[:3] == [4 * 9, 7 * 9, 7 * 9]
    assert sum(drawn.values()) == 420 * 9
    accuracy = trace(figure, "accuracy, 7 days")
    assert list(accuracy) == list(drawn)
    assert set(accuracy.values()) == {90}
    # plotly lets weeks begin on Sunday, unless it is told of a Monday.
    assert {date.fromisoformat(one["xperiod0"]).weekday() for one in figure.traces} == {0}
    assert {one["xperiod"] for one in figure.traces} == {7 * 86_400_000}


def test_a_week_without_reviews_is_a_gap_in_the_line(lived: Lived) -> None:
    begins = datetime(2025, 1, 5, 15, tzinfo=UTC)
    days = [_studied(begins + timedelta(days=n), reviews=10, correct=9) for n in (0, 1, 20, 430)]
    now = moment(begins + timedelta(days=430, hours=8))
    accuracy = trace(reviews_by_day(replace(lived.data, days=days, now=now)), "accuracy, 7 days")
    assert list(accuracy.values())[:4] == [90, None, 90, None]


def test_accuracy_by_stage_is_of_the_stage_a_review_began_in(lived: Lived) -> None:
    (ever, recent) = accuracy_by_stage(lived.data).traces
    midnight = lived.world.now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    since = midnight - timedelta(days=29)
    for shown, reviews in (
        (ever, lived.reviews),
        (recent, [review for review in lived.reviews if review.counted_at >= since]),
    ):
        for stage in range(1, 9):
            done = [right(review) for review in reviews if review.starting_stage == stage]
            told = f" of {len(done):,} reviews" if done else "no reviews"
            assert shown["customdata"][stage - 1].endswith(told)
            expected = pytest.approx(100 * sum(done) / len(done), abs=0.01) if done else None
            assert shown["y"][stage - 1] == expected
    assert recent["x"] == ["App 1", "App 2", "App 3", "App 4", "Guru 1", "Guru 2", "Master", "Enl"]


def due(lived: Lived, group: str) -> list[datetime]:
    """When the items of a group of stages fall due, of those that do not wait already."""
    now = lived.world.now
    return [
        row.available_at.astimezone(ZONE).replace(tzinfo=None)
        for row in lived.world.assignments
        if row.available_at is not None and row.available_at > now and row.stage in STAGES_OF[group]
    ]


def test_the_next_hours_are_those_in_which_items_fall_due(lived: Lived) -> None:
    drawn = by_hour(lived.data)
    now = lived.world.now.astimezone(ZONE).replace(tzinfo=None, minute=0, second=0, microsecond=0)
    slots = [now + n * HOUR for n in range(1, 49)]
    assert list(trace(drawn, "guru")) == [slot.isoformat() for slot in slots]
    for group in REVIEWED_GROUPS:
        counted = Counter(at for at in due(lived, group) if at <= slots[-1])
        shown = {x: n for x, n in trace(drawn, group).items() if n}
        assert shown == {at.isoformat(): n for at, n in counted.items()}
    assert sum(sum(one["y"]) for one in drawn.traces) > 0


def forecast(hours: Sequence[tuple[datetime, int]]) -> list[ForecastHour]:
    return [ForecastHour(moment(at), "kanji", guru=count) for at, count in hours]


def test_an_hour_that_is_there_twice_is_one_bar_with_all_of_it(lived: Lived) -> None:
    """New York sets its clocks back at 06:00 UTC: one o'clock comes twice."""
    now = datetime(2026, 11, 1, 3, 10, tzinfo=UTC)
    coming = forecast([(now.replace(hour=5, minute=0), 3), (now.replace(hour=6, minute=0), 4)])
    york = replace(lived.data, zone=ZoneInfo("America/New_York"), now=moment(now), coming=coming)
    for drawn in (by_hour(york), by_day(york)):
        assert sum(sum(one["y"]) for one in drawn.traces) == 7
        assert len(set(drawn.traces[0]["x"])) == len(drawn.traces[0]["x"])
    assert trace(by_hour(york), "guru")["2026-11-01T01:00:00"] == 7


def test_hours_of_a_zone_half_an_hour_off_begin_at_the_half_hour(lived: Lived) -> None:
    now = datetime(2026, 11, 1, 3, 10, tzinfo=UTC)
    coming = forecast([(now.replace(hour=5, minute=0), 3)])
    kolkata = replace(lived.data, zone=ZoneInfo("Asia/Kolkata"), now=moment(now), coming=coming)
    bars = by_hour(kolkata).traces[1]
    assert trace(by_hour(kolkata), "guru")["2026-11-01T10:30:00"] == 3
    assert bars["xperiod0"] == bars["x"][0] == "2026-11-01T09:30:00"


def test_the_next_days_are_the_learners_own(lived: Lived) -> None:
    drawn = by_day(lived.data)
    today = lived.world.now.astimezone(ZONE).date()
    for group in REVIEWED_GROUPS:
        counted = Counter(at.date() for at in due(lived, group) if (at.date() - today).days < 30)
        shown = {x: n for x, n in trace(drawn, group).items() if n}
        assert shown == {day.isoformat(): n for day, n in counted.items()}


def test_every_attempt_at_a_level_is_there_as_long_as_it_took(lived: Lived) -> None:
    (bars,) = levels(lived.data).traces
    rows = sorted(lived.world.progressions, key=lambda row: row.unlocked_at)
    assert len(rows) == len(bars["x"]) > 3
    for row, name, days, told in zip(rows, bars["x"], bars["y"], bars["text"], strict=True):
        assert name.split(" ")[0] == str(row.level)
        if row.abandoned_at is not None:
            assert (days, "abandoned by a reset" in told) == (0, True)
        else:
            took = (row.passed_at or lived.world.now) - row.unlocked_at
            assert days == pytest.approx(took / timedelta(days=1), abs=0.06)
    assert bars["x"][-1].endswith(" (2)")
    assert "so far" in bars["text"][-1]


@pytest.mark.parametrize(
    ("draw", "nothing"),
    [
        pytest.param(stages, {"stages": []}, id="no poll"),
        pytest.param(reviews_by_day, {"days": []}, id="no review"),
        pytest.param(accuracy_by_stage, {"ever": [], "recent": []}, id="no review by stage"),
        pytest.param(by_hour, {"coming": []}, id="nothing in the next hours"),
        pytest.param(by_day, {"coming": []}, id="nothing in the next days"),
        pytest.param(levels, {"levels": []}, id="no level"),
        pytest.param(coverage, {"coverage": []}, id="no kanji"),
    ],
)
def test_a_chart_with_nothing_in_it_says_so_instead_of_drawing_zeros(
    lived: Lived, draw: Any, nothing: dict[str, Any]
) -> None:
    figure = draw(replace(lived.data, **nothing))
    assert not figure.traces
    assert figure.empty.endswith(".")


def test_on_vacation_nothing_falls_due_and_it_is_said_why(lived: Lived) -> None:
    assert "vacation" in by_hour(replace(lived.data, on_vacation=True, coming=[])).empty


def test_a_style_is_put_over_another_at_every_depth_and_changes_neither() -> None:
    base = {"a": {"b": 1, "c": {"d": 2}}, "e": 3}
    assert merged(base, {"a": {"c": {"f": 4}}, "e": 5}) == {"a": {"b": 1, "c": {"d": 2, "f": 4}}, "e": 5}
    assert base == {"a": {"b": 1, "c": {"d": 2}}, "e": 3}
