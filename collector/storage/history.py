"""The whole past by local day, for whoever draws it."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import date, tzinfo
from typing import NamedTuple

from collector.moments import Moment
from collector.reviews.study import bounds, local_date


class DayStages(NamedTuple):
    """How many items were in stages 0 to 9, of all kinds together, at the last good poll of a local day."""

    day: date
    stages: Sequence[int]


def stages_by_day(tx: sqlite3.Connection, zone: tzinfo) -> list[DayStages]:
    """Return the local days that had a good poll, in order."""
    texts: dict[date, str] = {}
    known, day, begins, ends = "{}", date.min, Moment(0), Moment(0)
    for at, text in tx.execute("SELECT at, stages FROM poll ORDER BY id"):
        # A section that did not change is not stored again.
        known = text or known
        if not begins <= at < ends:
            day = local_date(at, zone)
            begins, ends = bounds(day, zone)
        texts[day] = known
    return [DayStages(day, _all_kinds(json.loads(text))) for day, text in sorted(texts.items())]


def _all_kinds(stages: dict[str, list[int]]) -> Sequence[int]:
    return [sum(column) for column in zip(*stages.values(), strict=True)]
