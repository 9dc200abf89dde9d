"""Decides when to project: at the first successful poll of a local day, and after many changes."""

from zoneinfo import ZoneInfo

from collector.core.local_time import local_date
from collector.core.moments import Moment
from collector.pipeline.poll_report import PollReport
from collector.storage import mirror, projections
from collector.storage.transaction import Transaction

# A tenth of the items: a reset, months away, or, of a beginner who has few, a day's lessons.
_MUCH = 10


def is_due(tx: Transaction, report: PollReport, zone: ZoneInfo, tried: Moment | None = None) -> bool:
    """Return True if a projection is to be made after the poll of *report*.

    That is so after a good one if there is no projection of its local day in *zone* yet, or since that one
    more than a tenth of the items changed. One that was *tried* and failed counts as made. A poll that
    changed nothing compares two dates.
    """
    if report.problem is not None:
        return False
    made = max((at for at in (tried, projections.projected_at(tx)) if at is not None), default=None)
    if made is None or local_date(made, zone) != local_date(report.at, zone):
        return True
    if not report.changed_rows:
        return False
    changed, items = mirror.items_changed_since(tx, made)
    return changed * _MUCH > items
