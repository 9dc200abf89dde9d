"""The workload at a poll, from what the ledger knows of the days before."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from collector.core.facts import Session
from collector.core.local_time import local_date
from collector.core.moments import Moment
from collector.core.poll_counts import Workload
from collector.statistics.local_days import bounds
from collector.statistics.workload import WholeDay, apprentice_weight, days_at_home, workload
from collector.storage import history, ledger
from collector.storage.known_reviews import known_spans
from collector.storage.transaction import Transaction


def workload_at(tx: Transaction, at: Moment, zone: ZoneInfo, stages: Mapping[str, Sequence[int]]) -> Workload:
    """Return the workload at *at* with items in *stages*; sessions and days are in the ledger by now."""
    *archived, (first_poll, _) = known_spans(tx)
    # The statistics were read somewhat before *at*: perhaps on the other side of a midnight.
    known = [*archived, (first_poll, at)]
    days = days_at_home(at, zone, known=known, vacations=ledger.annotations.vacations(tx))
    return workload(stages, _whole_days(tx, days, local_date(at, zone), zone) if days else [])


def _whole_days(tx: Transaction, days: Sequence[date], today: date, zone: ZoneInfo) -> list[WholeDay]:
    start, _ = bounds(days[0], zone)
    _, end = bounds(days[-1], zone)
    # Days of a zone that was left are there too, emptied: they begin within days of this one.
    studied = (day for day in ledger.study_time.days(tx, start, end) if day.reviews)
    reviews = {local_date(day.at, zone): day.reviews for day in studied}
    weights = {
        day: apprentice_weight(stages)
        for day, stages in history.last_stages(tx, days[0], days[-1], zone).items()
    }
    sessions: defaultdict[date, list[Session]] = defaultdict(list)
    for session in ledger.study_time.sessions(tx, start, end):
        sessions[local_date(session.at, zone)].append(session)
    return [
        WholeDay((today - day).days, reviews.get(day, 0), weights.get(day), sessions[day]) for day in days
    ]
