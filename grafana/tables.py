"""The one rule for tables: every column is named, has a unit, and every cell has a text.

Only the columns that were asked for are shown, whatever else the servers and versions send along; the rows
are sorted in the panel, since InfluxDB 2.x gives the rows of a subquery by time and 1.x by tag; an empty cell
is a dash, while a table without rows says why in a sentence.

No statement of a table may answer a null: Grafana 9.5 drops the whole row. Cells are empty only where two
answers are merged or joined.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grafana_foundation_sdk.builders import table
from grafana_foundation_sdk.models import dashboard as models

from grafana.style import COUNT, EVERY_COLUMN, KINDS_IN_WORDS, NO_POLL, Property, with_frame
from grafana.targets import Influx

EMPTY_CELL = "–"
NOTHING = "transparent"
# Pixels of a letter, and of the gaps left and right of a text.
LETTER, GAPS = 8, 24
Transformation = tuple[str, Mapping[str, object]]


@dataclass(frozen=True)
class Column:
    """A column: its *name* in the data, its *head*, its unit, its width in pixels, and more properties.

    Counts have no decimals unless they are given. Without a width it takes its share of the panel, but at
    least *least* pixels, or as many as the head and the *longest* text need: a table that is wider than a
    phone is scrolled, and nothing in it is cut off.
    """

    name: str
    head: str
    unit: str = COUNT
    decimals: int | None = None
    width: int | None = None
    longest: str = ""
    least: int | None = None
    properties: tuple[Property, ...] = ()

    def overrides(self) -> Iterable[Property]:
        """Yield the properties that make it look so."""
        yield "unit", self.unit
        decimals = 0 if self.decimals is None and self.unit == COUNT else self.decimals
        if decimals is not None:
            yield "decimals", decimals
        if self.width is not None:
            yield "custom.width", self.width
        else:
            yield "custom.minWidth", self.least or LETTER * max(len(self.head), len(self.longest)) + GAPS
        yield from self.properties


KIND = Column(
    "subject_type",
    "kind",
    "string",
    longest="kana vocabulary",
    properties=(("mappings", KINDS_IN_WORDS),),
)


@dataclass(frozen=True)
class Order:
    """The column to sort the rows by, by its name in the data; it need not be shown."""

    name: str
    descending: bool = False


def table_panel(  # noqa: PLR0913 - a table has so many parts
    title: str,
    meaning: str,
    *targets: Influx,
    columns: Sequence[Column],
    order: Order,
    prepared: Iterable[Transformation] = (),
    empty: str = NO_POLL,
) -> table.Panel:
    """Return a table with *columns*, from left to right, and its rows in *order*.

    *prepared* are transformations that make one frame of the answers first; *empty* is said when there are no
    rows at all.
    """
    panel = with_frame(table.Panel(), title, meaning, COUNT, empty, targets).filterable(False).min_width(60)
    for kind, options in (
        *prepared,
        sorted_by(order),
        only(column.name for column in columns),
        _named(columns),
    ):
        panel.with_transformation(models.DataTransformerConfig(id_val=kind, options=dict(options)))
    panel.override_by_regexp(EVERY_COLUMN, [models.DynamicConfigValue("noValue", EMPTY_CELL)])
    for alike in _by_properties(columns):
        _override(panel, alike)
    return panel


def sorted_by(order: Order) -> Transformation:
    """Return the transformation that sorts the rows."""
    return "sortBy", {"fields": {}, "sort": [{"field": order.name, "desc": order.descending}]}


def only(names: Iterable[str]) -> Transformation:
    """Return the transformation that drops all columns but these."""
    return "filterFieldsByName", {"include": {"names": list(names)}}


def _named(columns: Sequence[Column]) -> Transformation:
    return "organize", {
        "indexByName": {column.name: number for number, column in enumerate(columns)},
        "excludeByName": {},
        "renameByName": {column.name: column.head for column in columns},
    }


def _by_properties(columns: Sequence[Column]) -> Iterable[list[Column]]:
    """Yield the columns that look alike together: the hours of a day need one override, not 24."""
    alike: list[Column] = []
    for column in columns:
        if alike and list(column.overrides()) != list(alike[0].overrides()):
            yield alike
            alike = []
        alike.append(column)
    yield alike


def _override(panel: table.Panel, alike: Sequence[Column]) -> None:
    properties = [models.DynamicConfigValue(name, value) for name, value in alike[0].overrides()]
    if len(alike) == 1:
        panel.override_by_name(alike[0].head, properties)
    else:
        panel.override_by_regexp(f"/^({'|'.join(column.head for column in alike)})$/", properties)


def merged() -> Transformation:
    """Return the transformation that puts the rows of all answers below each other.

    Rows of different answers become one where all columns that both have are equal, the time included.
    """
    return "merge", {}


def joined_by(name: str) -> Transformation:
    """Return the transformation that puts the rows of all answers beside each other, by the column *name*."""
    return "joinByField", {"byField": name, "mode": "outer"}


def as_text(name: str) -> Transformation:
    """Return the transformation that makes texts of the numbers in the column *name*."""
    return "convertFieldType", {"conversions": [{"targetField": name, "destinationType": "string"}]}


def as_time(name: str) -> Transformation:
    """Return the transformation that makes times of the milliseconds in the column *name*.

    As numbers they would be the largest of the panel, and leave one colour to all the others.
    """
    return "convertFieldType", {"conversions": [{"targetField": name, "destinationType": "time"}]}


def difference(left: str, right: str, name: str) -> Transformation:
    """Return the transformation that adds the column *name*: column *left* less column *right*."""
    binary = {"left": left, "operator": "-", "right": right, "reducer": "sum"}
    return "calculateField", {"mode": "binary", "binary": binary, "alias": name, "timeSeries": False}


def matrix(row: str, column: str, value: str, *, heads: Sequence[str]) -> Iterable[Transformation]:
    """Yield the transformations that make a column of each value of *column*: those of *heads*, all of them.

    `matrix_column` says what the columns are called, that of the rows by *row* and the others by their heads.
    """
    # Newer versions name each field by what the data source called it, and a matrix hands that on to all its
    # columns: grouping, which changes nothing else, makes a value without such a name.
    group = {"operation": "groupby", "aggregations": []}
    newest = {"operation": "aggregate", "aggregations": ["lastNotNull"]}
    yield "groupBy", {"fields": {row: group, column: group, value: newest}}
    yield (
        "groupingToMatrix",
        {
            "columnField": column,
            "rowField": row,
            "valueField": f"{value} (lastNotNull)",
            "emptyValue": "null",
        },
    )
    # The first column has the one or the other name.
    yield _copied((row, f"{row}\\{column}"), matrix_column(row), "lastNotNull")
    # A matrix has only the columns that occur: the largest of one or no value is that value, or null.
    for head in heads:
        yield _copied(_spellings(head), matrix_column(head), "max")


def _spellings(head: str) -> tuple[str, ...]:
    """Return the names a column may have: where answers are merged, Grafana 9.5 makes 7 of a text like 07."""
    return tuple(dict.fromkeys((head, head.lstrip("0") or "0")))


def _copied(names: Sequence[str], copy: str, reducer: str) -> Transformation:
    reduce = {"include": list(names), "reducer": reducer}
    return "calculateField", {"mode": "reduceRow", "reduce": reduce, "alias": copy, "timeSeries": False}


def matrix_column(name: str) -> str:
    """Return the name of a column of a matrix; the bare *name* is that of one that may be missing."""
    return f"{name}:"


def even_if_absent(name: str) -> Transformation:
    """Return the transformation that copies the numbers of *name*, or nulls if no answer has such a column.

    `matrix_column` says what the copy is called.
    """
    return _copied((name,), matrix_column(name), "max")


def shaded(
    scheme: str,
    lowest: float | None = None,
    highest: float | None = None,
    *,
    mappings: Sequence[models.ValueMapping] = (),
) -> tuple[Property, ...]:
    """Return the properties of cells whose background colour follows their value; empty ones have none."""
    limits = {"min": lowest, "max": highest}
    nothing = models.DashboardSpecialValueMapOptions(
        match=models.SpecialValueMatch.NULL,
        result=models.ValueMappingResult(text=EMPTY_CELL, color=NOTHING),
    )
    return (
        ("custom.cellOptions", {"type": "color-background", "mode": "basic"}),
        ("color", {"mode": scheme}),
        *((name, value) for name, value in limits.items() if value is not None),
        ("mappings", [*mappings, models.SpecialValueMap(options=nothing)]),
    )
