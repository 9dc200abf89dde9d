"""What is to come on the page: the band over what is scheduled, at the pace that the slider chooses."""

import gzip
import json
import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from collector.core.projection import Projection
from collector.views.report.coming import coming
from collector.views.report.figures.projection import next_quarter, next_year, paces
from collector.views.report.figures.style import Figure
from collector.views.report.page import page
from collector.views.report.read import Report
from tests.views.projection.made import projection, without_grounds
from tests.views.report.lived import ZONE, Lived
from tests.views.report.test_page import Elements

OWN = 1
# The learner is at level 3 then.
LEVEL = 3


def today_of(lived: Lived) -> date:
    return lived.world.now.astimezone(ZONE).date()


def with_projection(lived: Lived, made: Projection | None) -> Report:
    return replace(lived.report, data=replace(lived.data, projection=made))


@pytest.fixture
def projected(lived: Lived) -> Report:
    """The report with a projection of today."""
    return with_projection(lived, projection(today_of(lived), LEVEL))


def of_pace(figure: Figure, place: int) -> list[Any]:
    return [trace for trace in figure.traces if trace.get("meta") == place]


def test_the_bars_are_what_is_scheduled_a_day_in_the_weeks_after_today(
    lived: Lived, projected: Report
) -> None:
    bars = next_quarter(projected.data).traces[0]
    tomorrow = today_of(lived) + timedelta(days=1)
    rows = (row for row in lived.world.assignments if row.available_at is not None and not row.hidden)
    due = Counter(row.available_at.astimezone(ZONE).date() for row in rows if row.available_at)
    days = [due[tomorrow + timedelta(days=ahead)] for ahead in range(13 * 7)]
    assert bars["x0"] == tomorrow.isoformat()
    assert bars["y"] == [round(sum(days[first : first + 7]) / 7, 1) for first in range(0, 13 * 7, 7)]
    assert sum(days) > 30
    assert next_year(projected.data).traces[0]["y"][:13] == bars["y"]


def test_a_band_has_the_reviews_a_day_of_each_week_and_its_middle_between_its_ends(projected: Report) -> None:
    low, middle, high = of_pace(next_quarter(projected.data), OWN)
    weeks = [week.done for week in projection().outcomes[0].weeks[:13]]
    for trace, name in ((low, "p10"), (middle, "p50"), (high, "p90")):
        assert trace["y"] == [round(getattr(week, name) / 7) for week in weeks]
    assert "fill" not in low
    assert middle["fill"] == high["fill"] == "tonexty"


def test_the_year_is_told_in_whole_weeks(projected: Report) -> None:
    _, middle, _ = of_pace(next_year(projected.data), OWN)
    assert len(middle["y"]) == 365 // 7
    assert middle["dx"] == 7 * 24 * 3_600_000


def test_the_own_pace_has_its_place_among_the_others_and_is_the_one_that_is_shown(projected: Report) -> None:
    assert [one.lessons_a_day for one in paces(projected.data)] == [5, None, 10, 15, 20, 25]
    for figure in (next_quarter(projected.data), next_year(projected.data)):
        shown = {trace["meta"] for trace in figure.traces[1:] if trace["visible"]}
        assert shown == {OWN}
        assert {trace["meta"] for trace in figure.traces[1:]} == set(range(6))


def test_every_pace_fits_the_same_axis(projected: Report) -> None:
    figure = next_year(projected.data)
    highest = max(max(trace["y"]) for trace in figure.traces)
    assert figure.layout["yaxis"]["range"][1] >= highest


def test_of_a_projection_of_some_days_ago_only_what_is_to_come_is_drawn(lived: Lived) -> None:
    today = today_of(lived)
    old = with_projection(lived, projection(today - timedelta(days=40), LEVEL))
    bars, *_ = next_quarter(old.data).traces
    # The sixth week ends two days after today, and its bar is what those two days have.
    assert bars["x0"] == (today - timedelta(days=4)).isoformat()
    to_come = [lived.data.scheduled.get(today + timedelta(days=ahead), 0) for ahead in (1, 2)]
    assert bars["y"][0] == sum(to_come) / 2
    assert len(of_pace(next_year(old.data), OWN)[1]["y"]) == 52 - 5
    found = coming(old)
    # A level every two weeks: those of forty days ago are over.
    assert found.choices[OWN].reached[0][0] == f"level {LEVEL + 3}"
    assert "Projected on 4 March 2024." in found.grounds


@pytest.mark.parametrize(
    ("made", "changed", "why"),
    [
        pytest.param(None, {}, "No projection yet", id="none yet"),
        pytest.param(None, {"polled": False}, "Shown after the first successful poll.", id="no poll"),
        pytest.param(without_grounds("Too few reviews."), {}, "Too few reviews.", id="no grounds"),
    ],
)
def test_without_a_projection_it_says_why(
    lived: Lived, made: Projection | None, changed: dict[str, Any], why: str
) -> None:
    report = with_projection(lived, made)
    report = replace(report, data=replace(report.data, **changed))
    assert coming(report).empty.startswith(why)
    assert not coming(report).choices
    for figure in (next_quarter(report.data), next_year(report.data)):
        assert figure.empty.startswith(why)
    html = page([report], script_url="/draws.js")
    assert Elements(html).text.count(why) >= 1
    assert 'type="range"' not in html


def test_a_projection_that_is_over_is_not_drawn(lived: Lived) -> None:
    over = with_projection(lived, projection(today_of(lived) - timedelta(days=400), LEVEL))
    assert next_year(over.data).empty == "The newest projection is out of date."


def test_each_pace_has_its_sentence_and_the_levels_it_reaches(projected: Report) -> None:
    found = coming(projected)
    assert [choice.pace for choice in found.choices] == ["5", "9.8", "10", "15", "20", "25"]
    assert (found.own, found.last) == (OWN, "level 60")
    own = found.choices[OWN]
    assert own.sentence == (
        "9.8 lessons a day, your own pace: 147 reviews and 22 minutes a day · "
        "level 4 about 27 April (26–28 Apr) · level 60 about July 2026 (Apr–Sep 2026)"
    )
    assert [name for name, _ in own.reached] == [
        *(f"level {level}" for level in (4, 5, 6, 7, 8, 10, 20, 30, 40, 50, 60)), "all burned",
    ]  # fmt: skip
    assert own.last == "Jul 2026 (Apr–Sep 2026)"


def shown_of(html: str) -> list[str | None]:
    """Return the places of the parts that are not hidden."""
    parts = [attrs for _, attrs in Elements(html).found if "data-pace" in attrs]
    return [attrs["data-pace"] for attrs in parts if "hidden" not in attrs]


def test_the_page_shows_the_own_pace_and_a_slider_for_the_others(projected: Report) -> None:
    html = page([projected], script_url="/draws.js")
    (slider,) = [attrs for _, attrs in Elements(html).found if attrs.get("type") == "range"]
    assert (slider["type"], slider["min"], slider["max"], slider["value"]) == ("range", "0", "5", "1")
    assert slider["data-paces"] == "5 9.8 10 15 20 25"
    assert str(slider["aria-valuetext"]).startswith("9.8 lessons a day, your own pace: ")
    # The sentence, and the table of levels.
    assert shown_of(html) == ["1", "1"]
    (current,) = [attrs for _, attrs in Elements(html).found if attrs.get("aria-current") == "true"]
    assert current["data-row"] == "1"


def test_two_learners_have_a_slider_each(projected: Report) -> None:
    found = Elements(page([projected, projected], script_url="/draws.js")).found
    assert [attrs["id"] for _, attrs in found if attrs.get("type") == "range"] == ["pace-0", "pace-1"]


def test_all_paces_cost_the_page_few_bytes(lived: Lived, projected: Report) -> None:
    def sent(report: Report) -> int:
        return len(gzip.compress(page([report], script_url="/draws.js").encode()))

    assert sent(projected) - sent(lived.report) < 12_000


def test_the_charts_of_paces_are_json_of_their_own(projected: Report) -> None:
    html = page([projected], script_url="/draws.js")
    found = re.findall(r'data-plot="([a-z]+)-0" data-paced>(.*?)</script>', html)
    assert [name for name, _ in found] == ["quarter", "year"]
    assert all(json.loads(text)["data"] for _, text in found)
