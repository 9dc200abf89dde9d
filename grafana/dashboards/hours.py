"""Tables of `wanikani-accuracy` about the hours of the week, and about every day."""

from collections.abc import Sequence

from grafana_foundation_sdk.builders.table import Panel as Table

from collector.points.measurements import STUDY_HOUR
from grafana.influxql import WEEK, tag_table
from grafana.samples import PALE_SHARES, shares_by_tag
from grafana.style import COUNT, DATE, EMPTY_REVIEWS, NO_REVIEW, PERCENT, Property, mapping, value_mappings
from grafana.tables import (
    Column,
    Order,
    Transformation,
    as_time,
    matrix,
    matrix_column,
    merged,
    shaded,
    table_panel,
)
from grafana.targets import Influx, table

HOURS = tuple(f"{hour:02}" for hour in range(24))
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WITH_REVIEWS = "{reviews} > 0"


def when_you_study() -> Table:
    """Return the reviews of each hour of the week."""
    return _week(
        "Reviews by hour of the week",
        "The number of reviews by weekday and hour of the day, in the collector's time zone. "
        f"{EMPTY_REVIEWS}",
        table(tag_table(STUDY_HOUR, {"value": "sum({reviews})"}, where=WITH_REVIEWS, by=("weekday", "hour"))),
        unit=COUNT,
        cells=shaded("continuous-blues", 0),
    )


def at_your_best() -> Table:
    """Return the accuracy of each hour of the week."""
    answers = shares_by_tag(
        STUDY_HOUR,
        {"value": "100.0 * sum({correct}) / sum({reviews})"},
        of="sum({reviews})",
        where=WITH_REVIEWS,
        by=("weekday", "hour"),
    )
    return _week(
        "Accuracy by hour of the week",
        "The percentage of reviews without a wrong answer, by weekday and hour of the day, in the "
        "collector's time zone. Cells with fewer than ten reviews are pale; if all or none of them were "
        f"correct, they show “few”. {EMPTY_REVIEWS}",
        *answers,
        unit=PERCENT,
        cells=shaded("continuous-RdYlGr", 60, 100, mappings=PALE_SHARES),
        prepared=(merged(),),
    )


def every_day() -> Table:
    """Return the reviews of each day, a row for each week."""
    reviews = {"value": "sum({reviews})"}
    return _weeks(
        "Reviews by day",
        "The number of reviews on each day, in the collector's time zone. Each row is a week from Monday; "
        "weeks without reviews have no row.",
        table(tag_table(STUDY_HOUR, reviews, where=WITH_REVIEWS, by=(WEEK, "weekday"), having='"value" > 0')),
        unit=COUNT,
        cells=shaded("continuous-blues", 0),
    )


def every_day_at_your_best() -> Table:
    """Return the accuracy of each day, a row for each week."""
    answers = shares_by_tag(
        STUDY_HOUR,
        {"value": "100.0 * sum({correct}) / sum({reviews})"},
        of="sum({reviews})",
        where=WITH_REVIEWS,
        by=(WEEK, "weekday"),
    )
    return _weeks(
        "Accuracy by day",
        "The percentage of reviews without a wrong answer on each day, in the collector's time zone. Each "
        "row is a week from Monday; weeks without reviews have no row. Days with fewer than ten reviews are "
        "pale; if all or none of them were correct, they show “few”.",
        *answers,
        unit=PERCENT,
        cells=shaded("continuous-RdYlGr", 60, 100, mappings=PALE_SHARES),
        prepared=(merged(),),
    )


def _weeks(
    title: str,
    meaning: str,
    *targets: Influx,
    unit: str,
    cells: tuple[Property, ...],
    prepared: Sequence[Transformation] = (),
) -> Table:
    numbers = tuple(str(number) for number in range(1, 8))
    monday = matrix_column("Time")
    days = (
        Column(matrix_column(number), name, unit, 0, least=52, properties=cells)
        for number, name in zip(numbers, WEEKDAYS, strict=True)
    )
    return table_panel(
        title,
        f"{meaning} Grafana shows the dates in your browser's time zone. {EMPTY_REVIEWS}",
        *targets,
        columns=(Column(monday, "week of", DATE, width=105), *days),
        order=Order(monday, descending=True),
        prepared=(*prepared, *matrix("Time", "weekday", "value", heads=numbers), as_time(monday)),
        empty=NO_REVIEW,
    )


def _week(
    title: str,
    meaning: str,
    *targets: Influx,
    unit: str,
    cells: tuple[Property, ...],
    prepared: Sequence[Transformation] = (),
) -> Table:
    day = matrix_column("weekday")
    named = value_mappings(*(mapping(str(number), name) for number, name in enumerate(WEEKDAYS, start=1)))
    weekday = Column(day, "day", "string", width=55, properties=(("mappings", named),))
    hours = (Column(matrix_column(hour), hour, unit, 0, least=52, properties=cells) for hour in HOURS)
    return table_panel(
        title,
        meaning,
        *targets,
        columns=(weekday, *hours),
        order=Order(day),
        prepared=(*prepared, *matrix("weekday", "hour", "value", heads=HOURS)),
        empty=NO_REVIEW,
    )
