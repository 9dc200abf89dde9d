"""Counts the reviews scheduled for the coming days, for everything that compares with them."""

from collections import Counter
from datetime import date
from zoneinfo import ZoneInfo

from collector.core.local_time import local_date
from collector.core.moments import ALWAYS, Moment, hour_of
from collector.storage import ledger
from collector.storage.transaction import Transaction


def scheduled(tx: Transaction, now: Moment, zone: ZoneInfo, end: Moment = ALWAYS[1]) -> Counter[date]:
    """Return the reviews that fall due after this hour and before *end*, by local day, if none is done."""
    counts = Counter[date]()
    for hour in ledger.forecast.forecast_from(tx, Moment(hour_of(now) + 1), end).values():
        counts[local_date(hour.hour, zone)] += hour.reviews
    return counts
