"""All of a projection for programs: nothing is left out, and every day is the learner's own."""

import csv
import io
import json
from datetime import date, timedelta
from typing import Any

from collector.core.projection import Projection
from collector.views.exports.formats import as_csv
from collector.views.projection.files import COLUMNS, as_json, as_table
from tests.views.projection.made import DAYS, TODAY, ZONE, projection, without_grounds

TOMORROW = (TODAY + timedelta(days=1)).isoformat()


def table(made: Projection) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(as_csv(as_table(made), ZONE)))))


def document(made: Projection) -> dict[str, Any]:
    found: dict[str, Any] = json.loads("".join(as_json(made)))
    return found


def test_the_table_has_every_figure_of_every_day() -> None:
    rows = table(projection(paces=(5,)))
    of_days = [row for row in rows if row["measure"] in {"due", "done", "backlog", "minutes"}]
    # Three counts in all and by four groups, and the minutes.
    assert len(of_days) == 2 * DAYS * (3 * 5 + 1)
    first = {row["measure"]: row for row in of_days if row["day"] == TOMORROW and row["group"] == "all"}
    assert first["done"] == {
        "what_if": "5 lessons a day", "measure": "done", "group": "all", "day": TOMORROW,
        "p10": "60", "p50": "75", "p90": "90",
    }  # fmt: skip
    assert set(first) == {"due", "done", "backlog", "minutes"}


def test_levels_in_the_table_are_days() -> None:
    reached = [row for row in table(projection(paces=())) if row["measure"] == "reached"]
    assert [row["group"] for row in reached] == [*(f"{level:02}" for level in range(13, 61)), "burned"]
    days = [date.fromisoformat(reached[0][name]) for name in ("p10", "p50", "p90")]
    assert days == [date(2026, 12, 3), date(2026, 12, 4), date(2026, 12, 5)]


def test_weeks_and_items_are_in_the_table_by_their_day() -> None:
    rows = table(projection(paces=()))
    weeks = {row["day"]: row["p50"] for row in rows if row["measure"] == "done_in_week"}
    assert weeks == dict.fromkeys(
        ((TODAY + timedelta(days=ahead)).isoformat() for ahead in range(7, 365, 7)), "1029"
    )
    items = [row for row in rows if row["measure"] == "items"]
    assert len(items) == 4 * 6


def test_json_has_the_same_figures_as_the_table() -> None:
    made = projection(paces=(5, 10))
    flat = {
        (one["what_if"], measure, group, day["day"]): [str(value) for value in band.values()]
        for one in document(made)["outcomes"]
        for day in one["days"]
        for measure, groups in day.items()
        if measure != "day"
        for group, band in groups.items()
    }
    of_days = {
        (row["what_if"], row["measure"], row["group"], row["day"]): [row["p10"], row["p50"], row["p90"]]
        for row in table(made)
        if row["measure"] in {"due", "done", "backlog", "minutes"}
    }
    assert flat == of_days


def test_json_gives_the_grounds_with_their_units() -> None:
    assert document(projection())["grounds"] == {
        "reviews": 4210, "days": 151, "lessons_a_day": 9.8, "percent_correct": 88.4, "seconds_a_review": 9.2,
    }  # fmt: skip


def test_without_grounds_there_is_a_reason_and_no_number() -> None:
    found = document(without_grounds("Too few reviews."))
    assert (found["reason"], found["grounds"], found["outcomes"]) == ("Too few reviews.", None, [])
    assert table(without_grounds()) == []
    assert "".join(as_csv(as_table(without_grounds()), ZONE)).strip() == ",".join(COLUMNS)
