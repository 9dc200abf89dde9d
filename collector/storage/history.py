"""The whole past by local day, for the charts."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from collector.core.local_time import local_date, midnight
from collector.core.moments import Moment
from collector.core.stages import by_group
from collector.core.tallies import DayStages
from collector.storage import imported_counts
from collector.storage.transaction import Transaction

_DAY = timedelta(days=1)

# The days that had a poll, by number, in the order of their last ones; and the stages that were stored since
# the last poll of the one before. They are NULL where that day changed nothing.
_LAST_OF_DAY = """
WITH day AS (SELECT key AS number, value AS begins, lead(value) OVER (ORDER BY key) AS ends
             FROM json_each(?)),
     polled AS (SELECT number, (SELECT max(id) FROM poll WHERE at >= begins AND at < ends) AS last FROM day),
     step AS (SELECT number, last, lag(last, 1, 0) OVER (ORDER BY last) AS before FROM polled WHERE last > 0)
SELECT number, (SELECT stages FROM poll WHERE id > before AND id <= last AND stages IS NOT NULL
                ORDER BY id DESC LIMIT 1) AS stages
FROM step ORDER BY last
"""


def stages_by_day(tx: Transaction, zone: ZoneInfo) -> list[DayStages]:
    """Return the local days that had a successful poll, or an imported count, in order."""
    past = {local_date(each.at, zone): each.groups for each in imported_counts.counts(tx)}
    return [DayStages(day, groups) for day, groups in sorted((past | _last_of_day(tx, zone)).items())]


def last_stages(
    tx: Transaction, first: date, last: date, zone: ZoneInfo
) -> dict[date, dict[str, tuple[int, ...]]]:
    """Return stages by kind at the last successful poll of each day from *first* to *last*, if it had one."""
    counted: dict[date, dict[str, tuple[int, ...]]] = {}
    by_kind: dict[str, tuple[int, ...]] = {}
    for day, stages in _stored_by_day(tx, _from_to(first, last), zone):
        if stages is not None:
            by_kind = {kind: tuple(each) for kind, each in json.loads(stages).items()}
        counted[day] = by_kind
    return counted


def _last_of_day(tx: Transaction, zone: ZoneInfo) -> dict[date, dict[str, int]]:
    counted: dict[date, dict[str, int]] = {}
    groups = by_group({})
    for day, stages in _stored_by_day(tx, _days(tx, zone), zone):
        # A section that did not change is not stored again.
        groups = groups if stages is None else by_group(json.loads(stages))
        counted[day] = groups
    return counted


def _stored_by_day(
    tx: Transaction, days: Sequence[date], zone: ZoneInfo
) -> Iterator[tuple[date, str | None]]:
    # One more, where the last one ends.
    midnights = [midnight(day, zone) for day in (*days, *(day + _DAY for day in days[-1:]))]
    for number, stages in tx.execute(_LAST_OF_DAY, (json.dumps(midnights),)):
        yield days[number], stages


def _days(tx: Transaction, zone: ZoneInfo) -> list[date]:
    """Return the local days from the first poll's to the last one's."""
    first, last = tx.execute("SELECT (SELECT min(at) FROM poll), (SELECT max(at) FROM poll)").fetchone()
    if first is None:
        return []
    return _from_to(local_date(Moment(first), zone), local_date(Moment(last), zone))


def _from_to(first: date, last: date) -> list[date]:
    return [first + number * _DAY for number in range((last - first).days + 1)]
