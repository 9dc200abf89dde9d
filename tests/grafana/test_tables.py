"""Every table keeps the one rule, and a table that breaks it is found."""

from collections.abc import Callable
from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest

from grafana.dashboard import panels_of
from grafana.files import dashboards
from grafana.lint import lint
from grafana.lint_tables import lint_table
from grafana.samples import FEW, PALE_SHARES
from tests.grafana.viewer import panel, panels

Json = dict[str, Any]
ACCURACY = "wanikani-accuracy"
HOURS = "Accuracy by hour of the week"


def _without_transformation(kind: str) -> Callable[[Json], None]:
    def change(table: Json) -> None:
        table["transformations"] = [step for step in table["transformations"] if step["id"] != kind]

    return change


def _without_property(name: str, of: str) -> Callable[[Json], None]:
    def change(table: Json) -> None:
        (override,) = (
            each for each in table["fieldConfig"]["overrides"] if of in str(each["matcher"]["options"])
        )
        override["properties"] = [each for each in override["properties"] if each["id"] != name]

    return change


def _without_head(table: Json) -> None:
    (organize,) = (step for step in table["transformations"] if step["id"] == "organize")
    del organize["options"]["renameByName"]["weekday:"]


def _asking_for_readings(table: Json) -> None:
    table["targets"][0]["query"] = (
        'SELECT mean("reading_correct") AS "reading" FROM "review" WHERE $timeFilter'
    )


BROKEN: dict[str, tuple[Callable[[Json], None], str]] = {
    "rows in the order of the server": (_without_transformation("sortBy"), "rows in the server's order"),
    "columns that were not asked for": (
        _without_transformation("filterFieldsByName"),
        "columns that were not asked for",
    ),
    "a column without a head": (_without_head, "no head for the column 'weekday:'"),
    "a column without a unit": (_without_property("unit", "day"), "no unit for the column 'day'"),
    "hours without a unit": (_without_property("unit", "23"), "no unit for the column '00'"),
    "a sentence in every empty cell": (_without_property("noValue", "/.*/"), "empty cells would show"),
    "coloured empty cells": (_without_property("mappings", "23"), "a colour in empty cells"),
    "a field that may be absent": (_asking_for_readings, "a null where reading_correct is absent"),
}


@pytest.mark.parametrize("mistake", BROKEN)
def test_a_table_that_breaks_the_rule_is_found(mistake: str) -> None:
    change, sentence = BROKEN[mistake]
    broken = deepcopy(dashboards()[ACCURACY])
    (table,) = (each for each in panels_of(broken) if each["title"] == HOURS)
    change(table)
    found = list(lint({ACCURACY: broken}))
    assert any(one.startswith(f"{ACCURACY}, {HOURS}: {sentence}") for one in found), found


def test_every_table_keeps_the_rule() -> None:
    tables = [(uid, shown) for uid, shown in panels() if shown["type"] == "table"]
    assert len(tables) >= 8
    for uid, shown in tables:
        assert list(lint_table(shown)) == [], f"{uid}: {shown['title']}"


def test_the_hours_of_the_week_have_all_24_columns_whatever_was_studied() -> None:
    shown = panel(ACCURACY, HOURS)
    (kept,) = (step["options"] for step in shown["transformations"] if step["id"] == "filterFieldsByName")
    (named,) = (step["options"] for step in shown["transformations"] if step["id"] == "organize")
    made = [step["options"]["alias"] for step in shown["transformations"] if step["id"] == "calculateField"]
    assert kept["include"]["names"] == made
    assert [named["renameByName"][name] for name in made] == ["day", *(f"{hour:02}" for hour in range(24))]


def test_a_share_of_few_reviews_never_reads_as_none_or_all() -> None:
    mappings: list[Any] = list(PALE_SHARES)
    texts = [mapping.options.result.text for mapping in mappings]
    assert len(texts) == len({Fraction(right, of) for of in range(1, 10) for right in range(of + 1)})
    assert (texts[0], texts[-1]) == (FEW, FEW)
    assert not {"0%", "100%"} & set(texts)
