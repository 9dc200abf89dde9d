"""The time zone of the learner's days: the one authority for everything that shows local days."""

from zoneinfo import ZoneInfo

from collector.storage import ledger
from collector.storage.transaction import Transaction


def days_zone(tx: Transaction, configured: ZoneInfo) -> ZoneInfo:
    """Return the zone that the newest successful poll counted days in; *configured* before there is one.

    After a change of the setting the stored hours and days stay in the old zone until the next
    successful poll recounts them. Until then everything
    that shows days keeps to the old zone, so that all of it agrees.
    """
    counted_in = ledger.heartbeats.last_zone(tx)
    return configured if counted_in is None else ZoneInfo(counted_in)
