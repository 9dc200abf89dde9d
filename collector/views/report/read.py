"""Reads all that the page shows of one account, in one moment."""

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from collector.core.kanji_members import members
from collector.core.local_time import local_date, midnight
from collector.core.model import HIGHEST_LEVEL
from collector.core.moments import ALWAYS, Moment, hour_of
from collector.statistics.coverage import Lists
from collector.storage import history, kanji, ledger, projections
from collector.storage.known_reviews import known_spans
from collector.storage.transaction import Transaction
from collector.views.report.calendar.days import every_day
from collector.views.report.calendar.details import newest_details
from collector.views.report.data import COMING_DAYS, HOURS_DAYS, RECENT_DAYS, ReportData
from collector.views.report.figures.style import Json
from collector.views.scheduled import scheduled
from collector.views.status import Status, read_status

# Characters: the file stays well below 2 MB, and has those of at least two months of 110 reviews a day.
_MOST_DETAILS = 120_000


@dataclass(frozen=True, slots=True)
class Report:
    """One learner's present (*status*) and past (*data*), polled every *poll_every*.

    *details* are what happened on the newest days (`newest_details`), if the page has to hold them itself.
    """

    status: Status
    data: ReportData
    poll_every: timedelta
    details: Json | None = None


def read_report(
    tx: Transaction,
    clock_now: Moment,
    configured: ZoneInfo,
    poll_every: timedelta,
    *,
    with_details: bool = False,
) -> Report | None:
    """Read everything; None when no poll was ever tried. Days are those of `days_zone`."""
    status = read_status(tx, clock_now, configured)
    if status is None:
        return None
    data = _data(tx, status.now, status)
    return Report(status, data, poll_every, _details(tx, data) if with_details else None)


def _details(tx: Transaction, data: ReportData) -> Json:
    return newest_details(tx, reversed(every_day(data)), data.zone, _MOST_DETAILS)


def _data(tx: Transaction, now: Moment, status: Status) -> ReportData:
    today = local_date(now, status.zone)
    recently = midnight(today - timedelta(days=RECENT_DAYS - 1), status.zone)
    later = midnight(today + timedelta(days=COMING_DAYS), status.zone)
    return ReportData(
        now=now,
        zone=status.zone,
        polled=status.counts is not None,
        on_vacation=status.user is not None and status.user.vacation_started_at is not None,
        granted=status.user.subscription.levels if status.user else HIGHEST_LEVEL,
        stages=history.stages_by_day(tx, status.zone),
        marks=list(ledger.annotations.annotations(tx)),
        vacations=ledger.annotations.vacations(tx),
        days=[day for day in ledger.study_time.days(tx, *ALWAYS) if day.reviews or day.lessons],
        recent=ledger.reviews.by_stage(tx, recently),
        ever=ledger.reviews.by_stage(tx),
        recent_hours=ledger.study_time.by_hour_of_week(
            tx, midnight(today - timedelta(days=HOURS_DAYS - 1), status.zone)
        ),
        ever_hours=ledger.study_time.by_hour_of_week(tx),
        coming=list(ledger.forecast.forecast_from(tx, Moment(hour_of(now) + 1), later).values()),
        scheduled=scheduled(tx, now, status.zone),
        projection=projections.projection(tx),
        levels=ledger.levels.level_attempts_now(tx),
        leeches=[leech for _, leech in sorted(ledger.leeches.leeches_now(tx).items()) if leech is not None],
        known=known_spans(tx),
        lessons=ledger.milestones.lessons(tx, *ALWAYS),
        coverage=list(ledger.coverage.coverage(tx)),
        taught=Lists(members(), kanji.kanji(tx)).taught,
    )
