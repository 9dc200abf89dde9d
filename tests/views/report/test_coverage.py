"""What the page says of lists of kanji: the newest numbers, and lines of the whole past."""

from dataclasses import replace
from datetime import timedelta

import pytest

from collector.core.facts import Coverage
from collector.core.kanji_lists import GROUPS, LABELS, NAMES
from collector.core.local_time import local_date
from collector.core.moments import DAY, HOUR, Moment
from collector.views.report.coverage import groups_now
from collector.views.report.data import ReportData
from collector.views.report.figures.coverage import coverage
from collector.views.report.figures.style import LINES, Json
from collector.views.report.page import page
from tests.pipeline.test_coverage import truth
from tests.views.report.lived import Lived
from tests.views.report.test_page import Elements


def of_days(data: ReportData, *known: int, days: float = 1) -> list[Coverage]:
    """Return a list's coverage, with another number every so many *days*, the last of it now."""
    return [
        Coverage(
            Moment(data.now - int((len(known) - 1 - number) * days * DAY)),
            "joyo_1",
            known=count,
            learning=3,
            total=80,
        )
        for number, count in enumerate(known)
    ]


def line(data: ReportData, name: str = "joyo_1") -> Json:
    short = {name: word for group in GROUPS for name, word in group.short.items()}
    (found,) = [trace for trace in coverage(data).traces if trace["name"] == short[name]]
    return found


def test_the_table_has_what_was_last_counted_and_what_is_not_taught(lived: Lived) -> None:
    counts = truth(lived.world)
    shown = {one.coverage.list_name: one for group in groups_now(lived.data) for one in group.lists}
    assert list(shown) == list(NAMES)
    taught = sum(1 for one in lived.world.subjects if one.kind == "kanji")
    for name, one in shown.items():
        assert (one.coverage.known, one.coverage.learning, one.coverage.total) == counts[name]
    assert shown["wanikani_01_10"].untaught == 0
    assert shown["frequency_2000"].untaught >= 2000 - taught
    assert counts["wanikani_01_10"][0] > 5


def test_a_line_ends_today_with_what_is_known_now(lived: Lived) -> None:
    today = local_date(lived.data.now, lived.data.zone).isoformat()
    counts = truth(lived.world)
    for trace, name in zip(coverage(lived.data).traces, NAMES, strict=True):
        known, _, total = counts[name]
        assert (trace["x"][-1], trace["customdata"][-1]) == (today, known)
        assert trace["y"][-1] == pytest.approx(100 * known / total if total else 0, abs=0.06)


def test_of_a_local_day_the_last_number_is_drawn(lived: Lived) -> None:
    data = replace(lived.data, coverage=of_days(lived.data, 1, 2, 3, 4, 5, days=0.4))
    drawn = line(data)
    days = [local_date(one.at, data.zone).isoformat() for one in data.coverage]
    assert dict(zip(drawn["x"], drawn["customdata"], strict=True)) == dict(
        zip(days, [1, 2, 3, 4, 5], strict=True)
    )


def test_a_past_of_years_has_a_point_a_week_at_the_day_of_its_last_change(lived: Lived) -> None:
    data = replace(lived.data, coverage=of_days(lived.data, *range(80), days=10))
    assert len(line(data)["x"]) >= 79
    dense = replace(lived.data, coverage=of_days(lived.data, *(number % 80 for number in range(900))))
    drawn = line(dense)
    assert len(drawn["x"]) <= 900 // 7 + 3
    changed = {local_date(one.at, dense.zone).isoformat(): one.known for one in dense.coverage}
    assert all(changed[day] == known for day, known in zip(drawn["x"], drawn["customdata"], strict=True))


def test_each_group_has_lines_of_its_own_and_the_first_one_is_shown(lived: Lived) -> None:
    traces = coverage(lived.data).traces
    assert {trace["meta"] for trace in traces if trace["visible"]} == {GROUPS[0].name}
    for group in GROUPS:
        lines = [trace["line"]["color"] for trace in traces if trace["meta"] == group.name]
        assert lines == list(LINES[: len(group.labels)])


def test_the_page_has_a_button_for_each_group_and_every_number_as_text(lived: Lived) -> None:
    html = page([lived.report], script_url="/draws.js")
    found = Elements(html).found
    buttons = [attrs for _, attrs in found if (attrs.get("name") or "").startswith("lists-")]
    assert [one["value"] for one in buttons] == [group.name for group in GROUPS]
    assert [one["value"] for one in buttons if "checked" in one] == [GROUPS[0].name]
    hidden = {attrs["data-group"]: "hidden" in attrs for _, attrs in found if "data-group" in attrs}
    assert hidden == {group.name: group is not GROUPS[0] for group in GROUPS}
    text = Elements(html).text
    assert all(label in text for label in LABELS.values())
    assert "not taught by WaniKani" in text


def test_the_total_is_said_unless_it_changed_in_the_past(lived: Lived) -> None:
    same = of_days(lived.data, 1, 2)
    assert line(replace(lived.data, coverage=same))["hovertemplate"].endswith(" of 80")
    moved = [replace(same[0], total=79), same[1]]
    assert " of " not in line(replace(lived.data, coverage=moved))["hovertemplate"]


def test_a_line_reaches_a_hundred_per_cent_for_all_alone(lived: Lived) -> None:
    rows = [replace(one, total=2000) for one in of_days(lived.data, 1999, 2000)]
    assert line(replace(lived.data, coverage=rows))["y"] == [99.9, 100.0]


@pytest.mark.parametrize("known", [0, 1, 80])
def test_a_share_is_a_hundred_per_cent_for_all_alone(lived: Lived, known: int) -> None:
    data = replace(lived.data, coverage=of_days(lived.data, known))
    ((one,),) = [group.lists for group in groups_now(data)]
    assert one.known_percent == {0: "0 %", 1: "1 %", 80: "100 %"}[known]
    assert one.known_share == pytest.approx(100 * known / 80, abs=0.06)


def test_every_list_of_a_long_past_together_costs_the_page_little(lived: Lived) -> None:
    start = lived.data.now - 2500 * DAY
    rows = [
        Coverage(Moment(start + day * DAY + HOUR), name, known=day, learning=0, total=2500)
        for day in range(2500)
        for name in NAMES
    ]
    data = replace(lived.data, coverage=rows)
    shown = page([replace(lived.report, data=data)], script_url="/draws.js")
    assert len(shown) - len(page([lived.report], script_url="/draws.js")) < 350_000
    assert timedelta(days=2500) > timedelta(weeks=len(line(data)["x"]) - 3)
