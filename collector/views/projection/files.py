"""A projection for programs: all of it as one table, and as JSON."""

import json
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from collector.core.local_time import local_date
from collector.core.moments import Moment, instant
from collector.core.projection import Band, Outcome, ProjectedCount, ProjectedDay, Projection
from collector.core.stages import GROUPS, REVIEWED_GROUPS
from collector.views.exports.table import Cell, Table
from collector.views.projection.dates import date_band

COLUMNS = ("what_if", "measure", "group", "day", "p10", "p50", "p90")
_ALL = "all"
_ITEM_GROUPS = ("lesson", *GROUPS)
_Row = tuple[Cell, ...]


def as_table(projection: Projection) -> Table:
    """Return a row for each figure, with what a tenth, half and nine tenths of the futures do not exceed.

    Those of *measure* `reached` are days: *group* is then the level, or `burned`.
    """
    zone = ZoneInfo(projection.zone)
    return Table(COLUMNS, (row for one in projection.outcomes for row in _rows(one, zone)))


def _rows(outcome: Outcome, zone: ZoneInfo) -> Iterator[_Row]:
    label = outcome.label
    for each in outcome.days:
        day = local_date(each.noon, zone)
        for measure, group, band in _day_figures(each):
            yield label, measure, group, day, *band
    for week in outcome.weeks:
        yield label, "done_in_week", _ALL, local_date(week.ends, zone), *week.done
    for stages in outcome.stages:
        for group, items in zip(_ITEM_GROUPS, stages.by_group, strict=True):
            yield label, "items", group, local_date(stages.noon, zone), *items
    for projected in outcome.dates:
        yield label, "reached", projected.level, None, *date_band(projected, zone)


def _day_figures(day: ProjectedDay) -> Iterator[tuple[str, str, Band]]:
    for measure, count in _counts(day):
        yield measure, _ALL, count.total
        for group, band in zip(REVIEWED_GROUPS, count.by_group, strict=True):
            yield measure, group, band
    yield "minutes", _ALL, day.minutes


def _counts(day: ProjectedDay) -> Iterator[tuple[str, ProjectedCount]]:
    yield "due", day.due
    yield "done", day.done
    yield "backlog", day.backlog


def as_json(projection: Projection) -> Iterator[str]:
    """Yield one object with all of it; *reason* says why there are no outcomes, if there are none."""
    zone = ZoneInfo(projection.zone)
    grounds = projection.grounds
    document = {
        "at": instant(projection.at).astimezone(zone).isoformat(),
        "zone": projection.zone,
        "level": projection.level,
        "reason": projection.reason,
        "grounds": grounds
        and {
            "reviews": grounds.reviews,
            "days": grounds.days,
            "lessons_a_day": grounds.lessons_a_day / 100,
            "percent_correct": grounds.accuracy / 100,
            "seconds_a_review": grounds.milliseconds_a_review / 1000,
        },
        "outcomes": [_outcome(one, zone) for one in projection.outcomes],
    }
    yield json.dumps(document, ensure_ascii=False) + "\n"


def _outcome(outcome: Outcome, zone: ZoneInfo) -> dict[str, Any]:
    def day(at: Moment | None) -> str | None:
        return None if at is None else local_date(at, zone).isoformat()

    return {
        "what_if": outcome.label,
        "lessons_a_day": outcome.lessons_a_day,
        "reviews_a_day": outcome.reviews_a_day,
        "minutes_a_day": outcome.minutes_a_day,
        "reached": {
            each.level: {"p10": day(each.early), "p50": day(each.at), "p90": day(each.late)}
            for each in outcome.dates
        },
        "weeks": [
            {"days_ahead": week.days_ahead, "ends": day(week.ends), "done": week.done._asdict()}
            for week in outcome.weeks
        ],
        "items": [
            {"months": one.months, "day": day(one.noon), **_by_group(_ITEM_GROUPS, one.by_group)}
            for one in outcome.stages
        ],
        "days": [{"day": day(one.noon), **_day(one)} for one in outcome.days],
    }


def _day(day: ProjectedDay) -> dict[str, Any]:
    counts = {
        measure: {_ALL: count.total._asdict(), **_by_group(REVIEWED_GROUPS, count.by_group)}
        for measure, count in _counts(day)
    }
    return {**counts, "minutes": {_ALL: day.minutes._asdict()}}


def _by_group(groups: tuple[str, ...], bands: tuple[Band, ...]) -> dict[str, dict[str, int]]:
    return {group: band._asdict() for group, band in zip(groups, bands, strict=True)}
