"""Rows and records meet by name, whatever the order of the columns."""

import sqlite3
from enum import IntEnum, StrEnum
from typing import NamedTuple

import pytest
from hypothesis import given

from collector.storage.rows import insert, insert_absent, record, records, upsert, value
from collector.storage.transaction import Transaction
from tests.storage.any_record import any_record, few


class Size(IntEnum):
    SMALL = 1
    LARGE = 2


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Point(NamedTuple):
    x: int
    y: int | None


class Shape(NamedTuple):
    """A field of every sort."""

    id: int
    name: str
    size: Size
    colour: Colour
    hidden: bool
    weight: float
    note: str | None
    corners: tuple[tuple[int, str], ...]
    centre: Point
    label: Point | None


class Counted(NamedTuple):
    number: int


@pytest.fixture
def shapes(tx: Transaction) -> Transaction:
    """A table with the columns in another order, and one that no record has."""
    tx.execute(
        """CREATE TABLE shape (
            label_y INTEGER, label_x INTEGER, note TEXT, weight REAL, hidden INTEGER, colour TEXT,
            size INTEGER,
            name TEXT, centre_y INTEGER, centre_x INTEGER, corners TEXT, written INTEGER DEFAULT 7,
            id INTEGER PRIMARY KEY
        ) STRICT"""
    )
    return tx


def shape(id_: int = 1, name: str = "a") -> Shape:
    return Shape(id_, name, Size.LARGE, Colour.RED, True, 1.5, None, ((1, "x"),), Point(1, None), None)


@few
@given(written=any_record(Shape))
def test_a_record_is_read_as_it_was_written(shapes: Transaction, written: Shape) -> None:
    shapes.execute("DELETE FROM shape")
    insert(shapes, "shape", [written])
    read = record(Shape, shapes.execute("SELECT * FROM shape"))
    # Only a place that is all unknown cannot be told from none, and places have an x.
    assert read == written
    assert [type(field) for field in read or ()] == [type(field) for field in written]


def test_the_order_of_the_columns_does_not_matter(tx: Transaction) -> None:
    assert record(Point, tx.execute("SELECT 2 AS y, 9 AS z, 1 AS x")) == Point(x=1, y=2)


def test_a_query_that_lacks_a_column_is_an_error_that_names_it(tx: Transaction) -> None:
    with pytest.raises(LookupError, match="no column y"):
        records(Point, tx.execute("SELECT 1 AS x"))


def test_a_record_of_one_field_is_a_record(tx: Transaction) -> None:
    tx.execute("CREATE TABLE counted (number INTEGER)")
    assert insert(tx, "counted", [Counted(3), Counted(4)]) == 2
    assert list(records(Counted, tx.execute("SELECT * FROM counted"))) == [Counted(3), Counted(4)]


def test_where_no_row_is_there_is_neither_a_record_nor_a_value(shapes: Transaction) -> None:
    assert record(Shape, shapes.execute("SELECT * FROM shape")) is None
    assert value(shapes.execute("SELECT id FROM shape")) is None


def test_a_value_is_the_only_column_of_the_first_row(tx: Transaction) -> None:
    assert value(tx.execute("SELECT 3 UNION SELECT 4 ORDER BY 1")) == 3
    with pytest.raises(ValueError, match="too many values"):
        value(tx.execute("SELECT 3, 4"))


def test_nothing_is_written_where_nothing_is_given(shapes: Transaction) -> None:
    assert (
        insert(shapes, "shape", []) == insert_absent(shapes, "shape", []) == upsert(shapes, "shape", []) == 0
    )


def test_what_is_there_cannot_be_inserted_again(shapes: Transaction) -> None:
    insert(shapes, "shape", [shape()])
    with pytest.raises(sqlite3.IntegrityError):
        insert(shapes, "shape", [shape()])


def test_inserting_what_is_absent_leaves_what_is_there(shapes: Transaction) -> None:
    insert(shapes, "shape", [shape(1, "old")])
    assert insert_absent(shapes, "shape", [shape(1, "new"), shape(2, "new")]) == 1
    assert shapes.execute("SELECT id, name FROM shape ORDER BY id").fetchall() == [(1, "old"), (2, "new")]


def test_storing_counts_only_what_is_new_or_different(shapes: Transaction) -> None:
    assert upsert(shapes, "shape", [shape(1), shape(2)]) == 2
    assert upsert(shapes, "shape", [shape(1), shape(2, "b"), shape(3)]) == 2
    assert shapes.execute("SELECT id, name FROM shape ORDER BY id").fetchall() == [
        (1, "a"),
        (2, "b"),
        (3, "a"),
    ]


def test_an_identical_row_is_not_touched(shapes: Transaction) -> None:
    upsert(shapes, "shape", [shape()])
    shapes.execute("CREATE TABLE touched (id INTEGER)")
    shapes.execute("CREATE TRIGGER t AFTER UPDATE ON shape BEGIN INSERT INTO touched VALUES (new.id); END")
    upsert(shapes, "shape", [shape()])
    assert value(shapes.execute("SELECT count(*) FROM touched")) == 0
    upsert(shapes, "shape", [shape(name="b")])
    assert value(shapes.execute("SELECT count(*) FROM touched")) == 1


def test_columns_that_are_no_fields_are_the_same_for_all(shapes: Transaction) -> None:
    upsert(shapes, "shape", [shape(1), shape(2)], written=9)
    assert shapes.execute("SELECT written FROM shape").fetchall() == [(9,), (9,)]
