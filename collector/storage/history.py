"""The whole past by local day, for the charts."""

import json
from datetime import date
from zoneinfo import ZoneInfo

from collector.core.moments import Moment
from collector.core.stages import by_group
from collector.core.tallies import DayStages
from collector.statistics.local_days import bounds, local_date
from collector.storage import imported_counts
from collector.storage.transaction import Transaction


def stages_by_day(tx: Transaction, zone: ZoneInfo) -> list[DayStages]:
    """Return the local days that had a good poll, or an imported count, in order."""
    past = {local_date(each.at, zone): each.groups for each in imported_counts.counts(tx)}
    own = {day: by_group(json.loads(text)) for day, text in _last_of_day(tx, zone).items()}
    return [DayStages(day, groups) for day, groups in sorted((past | own).items())]


def _last_of_day(tx: Transaction, zone: ZoneInfo) -> dict[date, str]:
    texts: dict[date, str] = {}
    known = "{}"
    day = date.min
    begins = Moment(0)
    ends = Moment(0)
    for at, text in tx.execute("SELECT at, stages FROM poll ORDER BY id"):
        # A section that did not change is not stored again.
        known = text or known
        if not begins <= at < ends:
            day = local_date(at, zone)
            begins, ends = bounds(day, zone)
        texts[day] = known
    return texts
