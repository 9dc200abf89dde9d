"""docs/glossary.md: every measurement is explained, and what it names is there."""

import re
from pathlib import Path

from collector.points.measurements import CATALOGUE

ROOT = Path(__file__).parents[2]
ROWS = [
    line.split(" | ")
    for line in (ROOT / "docs" / "glossary.md").read_text("utf-8").splitlines()
    if line.startswith("| **")
]


def test_every_measurement_is_a_place_of_a_term() -> None:
    places = {name for row in ROWS for name in re.findall(r"`(\w+)`", row[-1])}
    assert {str(measurement.name) for measurement in CATALOGUE} <= places


def test_every_path_of_the_code_exists() -> None:
    paths = {path for row in ROWS for path in re.findall(r"`([\w/]+/(?:\w+\.py)?)`", row[-1])}
    missing = [path for path in paths if not ((ROOT / "collector" / path).exists() or (ROOT / path).exists())]
    assert missing == []


def test_every_field_that_a_term_names_belongs_to_its_measurement() -> None:
    fields = {str(measurement.name): {*measurement.fields, *measurement.tags} for measurement in CATALOGUE}
    for row in ROWS:
        for field, measurement in re.findall(r"(?:field|tag) `(\w+)`(?: = \d)? of `(\w+)`", row[-1]):
            assert field in fields[measurement], row[0]


def test_terms_of_the_collector_are_in_alphabetical_order() -> None:
    terms = [row[0].strip("|* ").lower() for row in ROWS]
    own = terms[terms.index("account") :]
    assert own == sorted(own)


def test_every_term_has_one_sentence() -> None:
    assert [row[0] for row in ROWS if ". " in row[1] or not row[1].endswith(".")] == []
