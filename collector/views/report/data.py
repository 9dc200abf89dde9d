"""All that the page shows of one account, read from the state in one moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from collector.core.facts import Annotation, ForecastHour, Leech, LevelAttempt, StudyDay
from collector.core.moments import ALWAYS, Moment, hour_of
from collector.statistics.local_days import local_date, midnight
from collector.storage import history, ledger
from collector.storage.history import DayStages
from collector.storage.ledger.reviews import StageTally
from collector.storage.transaction import Transaction
from collector.views.status import Status, read_status

RECENT_DAYS = 30


@dataclass(frozen=True, slots=True)
class ReportData:
    """One learner's present and past. *now* is never before the last good poll, whatever the clock says.

    WaniKani is asked *every* so often. *vacations* begin and end, None while one goes on.

    *recent* are the reviews of the last 30 local days by the stage they began in, *ever* all that are known;
    *coming* the hours after *now* as they are foreseen.
    """

    now: Moment
    zone: ZoneInfo
    every: timedelta
    read_status: Status
    stages: Sequence[DayStages]
    marks: Sequence[Annotation]
    vacations: Sequence[tuple[Moment, Moment | None]]
    days: Sequence[StudyDay]
    recent: Sequence[StageTally]
    ever: Sequence[StageTally]
    coming: Sequence[ForecastHour]
    levels: Sequence[LevelAttempt]
    leeches: Sequence[Leech]

    @property
    def on_vacation(self) -> bool:
        """Whether the learner is on vacation, as of the last good poll."""
        user = self.read_status.user
        return user is not None and user.vacation_started_at is not None


def read_report_data(tx: Transaction, clock_now: Moment, zone: str, every: timedelta) -> ReportData | None:
    """Read everything; None when nothing was ever tried.

    Days are those of the zone that the last good poll counted them in; of *zone* before there is one.
    """
    where = ZoneInfo(ledger.heartbeats.last_zone(tx) or zone)
    now = max(clock_now, ledger.polls.last_success(tx) or clock_now)
    stands = read_status(tx, now, where.key)
    if stands is None:
        return None
    recently = midnight(local_date(now, where) - timedelta(days=RECENT_DAYS - 1), where)
    return ReportData(
        now=now,
        zone=where,
        every=every,
        read_status=stands,
        stages=history.stages_by_day(tx, where),
        marks=list(ledger.annotations.annotations(tx)),
        vacations=ledger.annotations.vacations(tx),
        days=[day for day in ledger.study_time.days(tx, *ALWAYS) if day.reviews or day.lessons],
        recent=ledger.reviews.by_stage(tx, recently),
        ever=ledger.reviews.by_stage(tx, Moment(0)),
        coming=list(ledger.forecast.forecast_from(tx, Moment(hour_of(now) + 1)).values()),
        levels=ledger.levels.level_attempts_now(tx),
        leeches=[leech for _, leech in sorted(ledger.leeches.leeches_now(tx).items()) if leech is not None],
    )
