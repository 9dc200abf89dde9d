"""The catalogue is the contract: a golden file guards it, and no point may leave it."""

import re
from typing import Any

import pytest

from collector.points import measurements
from collector.points.measurements import CATALOGUE, Field, FieldType, Measurement, Point, Unit
from tests import generated


def test_the_catalogue_is_what_the_golden_file_says() -> None:
    assert generated.CATALOGUE.read_text("utf-8") == measurements.described()


def test_every_measurement_of_the_module_is_in_the_catalogue_once() -> None:
    declared = [each for each in vars(measurements).values() if isinstance(each, Measurement)]
    assert sorted(each.name for each in CATALOGUE) == sorted(each.name for each in declared)
    assert len({each.name for each in CATALOGUE}) == len(CATALOGUE)


@pytest.mark.parametrize("measurement", CATALOGUE, ids=lambda each: each.name)
def test_names_need_no_escape_and_none_is_both_tag_and_field(measurement: Measurement) -> None:
    names = [measurement.name, "account", *measurement.tags, *measurement.fields]
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)
    assert len(set(names[1:])) == len(names) - 1
    # InfluxDB has these names for itself.
    assert not {"time", "_field", "_measurement"} & set(names[1:])


@pytest.mark.parametrize("measurement", CATALOGUE, ids=lambda each: each.name)
def test_every_measurement_and_field_is_described_in_sentences(measurement: Measurement) -> None:
    fields = measurement.fields.values()
    for sentence in (measurement.meaning, measurement.written, *(each.meaning for each in fields)):
        assert re.fullmatch(r"\S.+\.", sentence)
    assert measurement.time
    assert all((each.unit is Unit.TEXT) == (each.type is FieldType.STRING) for each in fields)


ROOM = Measurement(
    "room",
    "A measurement of the tests.",
    tags={"floor": "its number"},
    fields={
        "people": Field(Unit.ITEMS, "People in it."),
        "warmth": Field(Unit.SCORE, "How warm it is.", FieldType.FLOAT),
        "name": Field(Unit.TEXT, "What it is called.", FieldType.STRING),
    },
)
FLOOR = {"floor": "2"}


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"people": 3, "warmth": 20.5, "name": "kitchen"}, id="every field"),
        pytest.param({"people": 0}, id="only some of them"),
        pytest.param(
            {"people": 2**63 - 1, "warmth": 0.0, "name": ""}, id="the largest number and an empty text"
        ),
    ],
)
def test_a_point_that_keeps_to_the_catalogue_is_taken(fields: dict[str, Any]) -> None:
    assert Point(ROOM, 1, FLOOR, fields).fields == fields


@pytest.mark.parametrize(
    ("tags", "fields", "refusal"),
    [
        pytest.param({}, {"people": 1}, ValueError, id="a tag is missing"),
        pytest.param({"floor": "2", "door": "3"}, {"people": 1}, ValueError, id="an unknown tag"),
        pytest.param(FLOOR, {"cats": 1}, ValueError, id="an unknown field"),
        pytest.param(FLOOR, {}, ValueError, id="no field at all"),
        pytest.param(FLOOR, {"people": 1.0}, TypeError, id="a float for an integer"),
        pytest.param(FLOOR, {"people": True}, TypeError, id="a truth value for an integer"),
        pytest.param(FLOOR, {"people": "1"}, TypeError, id="a text for an integer"),
        pytest.param(FLOOR, {"people": None}, TypeError, id="nothing for an integer: leave the field out"),
        pytest.param(FLOOR, {"warmth": 20}, TypeError, id="an integer for a float"),
        pytest.param(FLOOR, {"name": 20}, TypeError, id="an integer for a text"),
        pytest.param(FLOOR, {"warmth": float("nan")}, ValueError, id="not a number"),
        pytest.param(FLOOR, {"warmth": float("inf")}, ValueError, id="no end of it"),
    ],
)
def test_a_point_outside_the_catalogue_is_refused(
    tags: dict[str, str], fields: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal, match="room"):
        Point(ROOM, 1, tags, fields)
