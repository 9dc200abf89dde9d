"""The data of the charts: one learner's past, and what is coming."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from collector.core.facts import Annotation, Coverage, ForecastHour, Leech, LevelAttempt, StudyDay
from collector.core.moments import Moment
from collector.core.projection import Projection
from collector.core.tallies import DayStages, HourTally, StageTally

RECENT_DAYS = 30
COMING_DAYS = 30
HOURS_DAYS = 90


@dataclass(frozen=True, slots=True)
class ReportData:
    """One learner's past and what is coming, read in one moment.

    *now* is never before the last successful poll, whatever the clock says; *polled* is False before it.
    *vacations* have a start and an end, None while it lasts; *on_vacation* is as of the last successful poll.
    *granted* is the highest level that the subscription grants.
    *recent* are the reviews of the last 30 local days by the stage they began in, *ever* all that are known;
    *recent_hours* are the reviews of the last 90 local days by hour of the week, *ever_hours* all of them;
    *coming* are the hours after *now* as they are foreseen, of today and the 29 local days after it;
    *scheduled* are their reviews by local day, of as many days as there are. *projection* is the newest one.
    *known* are the spans (first and last moment) in which reviews are known, *lessons* are of the whole past.
    *coverage* is that of every list of kanji as it was written, *taught* how many of each WaniKani teaches.
    """

    now: Moment
    zone: ZoneInfo
    polled: bool
    on_vacation: bool
    granted: int
    stages: Sequence[DayStages]
    marks: Sequence[Annotation]
    vacations: Sequence[tuple[Moment, Moment | None]]
    days: Sequence[StudyDay]
    recent: Sequence[StageTally]
    ever: Sequence[StageTally]
    recent_hours: Sequence[HourTally]
    ever_hours: Sequence[HourTally]
    coming: Sequence[ForecastHour]
    scheduled: Mapping[date, int]
    projection: Projection | None
    levels: Sequence[LevelAttempt]
    leeches: Sequence[Leech]
    known: Sequence[tuple[Moment, Moment]]
    lessons: Sequence[Moment]
    coverage: Sequence[Coverage]
    taught: Mapping[str, int]
