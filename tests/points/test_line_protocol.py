"""Our lines against two other pens: a reader of our own, and InfluxDB's client.

The client's `Point` writes the same line but for these differences, all meant:

- control characters: the client writes a newline in a tag as two characters, a backslash and an n, and in
  a text as it is, which tears a batch of lines apart; we write a blank in both.
- a backslash at the end of a tag: the client adds a blank; we leave the backslash out.
- a whole float: the client leaves `.0` out; we write what Python does. InfluxDB reads the same float.
- fields: the client sorts them by name; we keep the catalogue's order.
- times: the client makes floats of them on the way to microseconds and can be one low; ours are integers.
"""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from influxdb_client.client.write.point import Point as ClientPoint
from influxdb_client.domain.write_precision import WritePrecision

from collector.core.moments import moment, nanoseconds
from collector.points.line_protocol import line
from collector.points.measurements import Field, FieldType, Measurement, Point, Unit, Value
from tests.lines import Identity, parse

ROOM = Measurement(
    "room",
    "A measurement of the tests.",
    tags={"floor": "its name"},
    fields={
        "people": Field(Unit.ITEMS, "People in it."),
        "warmth": Field(Unit.SCORE, "How warm it is.", FieldType.FLOAT),
        "name": Field(Unit.TEXT, "What it is called.", FieldType.STRING),
    },
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# Characters that mean something in line protocol, or in other programs' lines, come often.
_TEXT = st.text(st.sampled_from('\\\\,= "\n\r\t\x85\u2028水a') | st.characters(exclude_categories=["Cs"]))
_TIMES = st.integers(-(2**62), 2**62)
_FLOATS = st.floats(allow_nan=False, allow_infinity=False)
_INTEGERS = st.integers(-(2**63), 2**63 - 1)


def _point(floor: str, name: str = "", people: int = 1, warmth: float = 0.5, time: int = 0) -> Point:
    return Point(ROOM, time, {"floor": floor}, {"people": people, "warmth": warmth, "name": name})


def _clean_tag(text: str) -> str:
    """What a tag can hold: no control characters, and no backslash at its end."""
    return _CONTROL.sub(" ", text).rstrip("\\")


@given(account=_TEXT, floor=_TEXT, name=_TEXT, people=_INTEGERS, warmth=_FLOATS, time=_TIMES)
def test_what_is_written_is_read_back(
    *, account: str, floor: str, name: str, people: int, warmth: float, time: int
) -> None:
    written = line(_point(floor, name, people, warmth, time), account)
    tags = {"account": _clean_tag(account), "floor": _clean_tag(floor)}
    identity: Identity = ("room", tuple((tag, value) for tag, value in sorted(tags.items()) if value), time)
    assert parse(written) == (identity, {"people": people, "warmth": warmth, "name": _CONTROL.sub(" ", name)})


@given(_TEXT, _TEXT, _TEXT)
def test_a_line_is_one_line(account: str, floor: str, name: str) -> None:
    assert not _CONTROL.search(line(_point(floor, name), account))


@given(_INTEGERS, _FLOATS)
def test_a_number_is_read_back_with_its_type(people: int, warmth: float) -> None:
    _, fields = parse(line(_point("2", people=people, warmth=warmth), "koichi"))
    assert [(type(value), value) for value in fields.values()] == [(int, people), (float, warmth), (str, "")]


def _by_the_client(point: Point, account: str) -> str:
    theirs = ClientPoint(point.measurement.name).time(point.time).tag("account", account)
    for name, value in point.tags.items():
        theirs = theirs.tag(name, value)
    for field, content in point.fields.items():
        theirs = theirs.field(field, content)
    return str(theirs.to_line_protocol())


@given(_TEXT.map(_clean_tag), _TEXT.map(_clean_tag), _INTEGERS, _TIMES)
def test_the_client_writes_the_same_tags_and_integers(
    account: str, floor: str, people: int, time: int
) -> None:
    point = Point(ROOM, time, {"floor": floor}, {"people": people})
    assert line(point, account) == _by_the_client(point, account)


@given(_TEXT.map(lambda text: _CONTROL.sub(" ", text)))
def test_the_client_writes_the_same_text(name: str) -> None:
    point = Point(ROOM, 7, {"floor": "2"}, {"name": name})
    assert line(point, "koichi") == _by_the_client(point, "koichi")


@given(_FLOATS)
def test_the_client_writes_the_same_float_but_for_a_point_zero(warmth: float) -> None:
    point = Point(ROOM, 7, {"floor": "2"}, {"warmth": warmth})
    assert line(point, "koichi").replace(".0 7", " 7") == _by_the_client(point, "koichi")


@pytest.mark.parametrize(
    ("floor", "name", "ours", "theirs"),
    [
        pytest.param("a\nb", "", r"floor=a\ b ", "floor=a\\nb ", id="a newline in a tag is a blank"),
        pytest.param("ab\\", "", "floor=ab ", "floor=ab\\ ", id="a backslash does not end a tag"),
        pytest.param("2", "a\nb", 'name="a b"', 'name="a\nb"', id="a newline in a text is a blank"),
    ],
)
def test_where_we_differ_from_the_client(floor: str, name: str, ours: str, theirs: str) -> None:
    point = _point(floor, name)
    assert ours in line(point, "koichi")
    assert theirs in _by_the_client(point, "koichi")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(1, "people=1i", id="integers say that they are"),
        pytest.param(-5, "people=-5i", id="so do those below zero"),
        pytest.param(1.0, "warmth=1.0", id="whole floats are no integers"),
        pytest.param(1e22, "warmth=1e+22", id="large floats have an exponent"),
        pytest.param('say "水"', r'name="say \"水\""', id="quotes are escaped in texts"),
        pytest.param("a\\", r'name="a\\"', id="and backslashes, everywhere in them"),
        pytest.param("a, b=c", 'name="a, b=c"', id="nothing else is"),
        pytest.param("", 'name=""', id="an empty text is a text"),
    ],
)
def test_fields_as_they_are_written(value: Value, expected: str) -> None:
    names: dict[type, str] = {int: "people", float: "warmth", str: "name"}
    point = Point(ROOM, 7, {"floor": "2"}, {names[type(value)]: value})
    assert line(point, "koichi") == f"room,account=koichi,floor=2 {expected} 7"


@pytest.mark.parametrize(
    ("floor", "expected"),
    [
        pytest.param("2", "room,account=koichi,floor=2 ", id="tags come sorted by name"),
        pytest.param(
            "a, b=c", r"room,account=koichi,floor=a\,\ b\=c ", id="comma, blank and equals are escaped"
        ),
        pytest.param('"水"', 'room,account=koichi,floor="水" ', id="quotes are not"),
        pytest.param("a\\b", "room,account=koichi,floor=a\\b ", id="nor is a backslash within"),
        pytest.param("", "room,account=koichi ", id="a tag without a value is left out"),
    ],
)
def test_tags_as_they_are_written(floor: str, expected: str) -> None:
    assert line(_point(floor), "koichi").startswith(expected)


@given(st.datetimes(datetime(1970, 1, 1), datetime(2250, 1, 1)))  # noqa: DTZ001 - hypothesis adds the zone
def test_times_are_exact_to_the_nanosecond(naive: datetime) -> None:
    at = naive.replace(tzinfo=UTC)
    written = line(Point(ROOM, nanoseconds(moment(at)) + 7, {"floor": "2"}, {"people": 1}), "koichi")
    time = int(written.rsplit(" ", 1)[1])
    since = at - datetime(1970, 1, 1, tzinfo=UTC)
    assert time == (since.days * 86400 + since.seconds) * 10**9 + since.microseconds * 1000 + 7


def test_a_time_that_the_client_gets_wrong_is_right_here() -> None:
    """Should the client be mended one day, this test says so and can go."""
    instants = [datetime(2024, 3, 4, 12, 0, 0, microsecond, tzinfo=UTC) for microsecond in range(1000)]
    theirs = [
        int(
            ClientPoint("room")
            .field("people", 1)
            .time(at, WritePrecision.US)
            .to_line_protocol()
            .rsplit(" ", 1)[1]
        )
        for at in instants
    ]
    ours = [nanoseconds(moment(at)) // 1000 for at in instants]
    wrong = [low - exact for low, exact in zip(theirs, ours, strict=True) if low != exact]
    assert wrong
    assert set(wrong) == {-1}
    assert ours == list(range(ours[0], ours[0] + 1000))
