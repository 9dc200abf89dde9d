"""Points of a plausible projection, as the catalogue describes them: what stands, what came, what is gone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import sqrt
from zoneinfo import ZoneInfo

from collector.core.facts import Fact
from collector.core.moments import Moment, moment
from collector.core.projection import ALL_BURNED, QUANTILES, SCORED_DAYS_AHEAD, Quantile
from collector.core.projection_facts import ProjectedBand, ProjectedLevel, ProjectedPace, ProjectionScore
from collector.points.from_facts import points
from collector.points.line_protocol import line

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
# Reviews a day by the lessons of it, and the weekday's share of them; Sunday is a day off.
PACES = {"own": 12, "05": 5, "10": 10, "15": 15, "20": 20}
WEEKDAYS = (1.2, 1.1, 1.0, 1.1, 0.9, 1.3, 0.4)
REVIEWS_A_LESSON = 8.5
WEEKS_SCORED = 30


@dataclass(frozen=True)
class ProjectedLife:
    """A learner on *level*, projected at *now* and *days* before, whose days are those of *zone*."""

    now: datetime
    zone: ZoneInfo
    level: int = 12
    days: int = 400

    def noon(self, days: int) -> Moment:
        """Return the local noon *days* from today."""
        day = self.now.astimezone(self.zone).date() + days * DAY
        return moment(datetime.combine(day, time(12), self.zone))

    def facts(self) -> Iterator[Fact]:
        """Yield everything that is written of projections."""
        yield from self.bands()
        yield from self.levels()
        yield from self.paces()
        yield from self.scores()

    def lines(self, account: str) -> list[str]:
        """Return the line protocol of it."""
        return [line(point, account) for fact in self.facts() for point in points(fact)]

    def bands(self) -> Iterator[ProjectedBand]:
        """Yield the days: past ones and today as last foreseen, a year ahead, and one that was withdrawn."""
        for days in range(-min(60, self.days), 366):
            for quantile in QUANTILES:
                yield self._band(days, quantile)
        for quantile in QUANTILES:
            yield ProjectedBand(self.noon(366), quantile, due=0, done=0, backlog=0, minutes=0)

    def _band(self, days: int, quantile: Quantile) -> ProjectedBand:
        spread = {"p10": -1, "p50": 0, "p90": 1}[quantile] * (0.12 + 0.02 * sqrt(max(days, 0)))
        weekday = (self.now.astimezone(self.zone).date() + days * DAY).weekday()
        usual = REVIEWS_A_LESSON * PACES["own"] * (1 + 0.3 * min(max(days, 0), 200) / 200)
        due = round(usual * (1 + spread))
        done = round(usual * WEEKDAYS[weekday] * (1 + spread * 1.5))
        backlog = round(usual * (0.25 + 0.2 * (1.2 - WEEKDAYS[weekday])) * (1 + 2 * spread))
        return ProjectedBand(
            self.noon(days), quantile, due=due, done=max(0, done), backlog=max(0, backlog), minutes=done // 6
        )

    def levels(self) -> Iterator[ProjectedLevel]:
        """Yield the levels to come, one of a day that an older projection named, and the last burned item."""
        soon = f"{self.level + 1:02d}"
        yield ProjectedLevel(self.noon(3), soon, early_seconds=0, late_seconds=0)
        for number, level in enumerate(range(self.level + 1, 61)):
            days = 5 + 11 * number
            yield self._reached(f"{level:02d}", days, early=1 + days // 12, late=1 + days // 8)
        last = 5 + 11 * (60 - self.level)
        yield self._reached(ALL_BURNED, last + 240, early=60, late=120)

    def _reached(self, level: str, days: int, *, early: int, late: int) -> ProjectedLevel:
        day = 86_400
        return ProjectedLevel(self.noon(days), level, early_seconds=early * day, late_seconds=late * day)

    def paces(self) -> Iterator[ProjectedPace]:
        """Yield what comes of each pace; of the slowest, level 60 comes later than the futures reach."""
        for pace, lessons in PACES.items():
            reviews = round(REVIEWS_A_LESSON * lessons)
            days = round((60 - self.level) * 130 / lessons)
            slow = lessons <= 5
            yield ProjectedPace(
                at=moment(self.now),
                pace=pace,
                lessons_a_day=lessons,
                reviews_a_day=reviews,
                minutes_a_day=reviews // 6,
                level_60_at=None if slow else self.noon(days),
                burned_at=None if slow else self.noon(days + 240),
            )

    def scores(self) -> Iterator[ProjectionScore]:
        """Yield the weeks that came: in a third of them, but not in the last, a level was reached."""
        for week in range(WEEKS_SCORED):
            for days_ahead in SCORED_DAYS_AHEAD:
                if 7 * week + 1 + days_ahead <= self.days:
                    yield self._score(week, days_ahead)

    def _score(self, week: int, days_ahead: int) -> ProjectionScore:
        projected = 700 + 10 * (week % 4)
        width = 60 + days_ahead
        # One week in five is outside of the band, by turns above and below it.
        off = (width + 40 if week % 5 == 2 else width // 2) * (-1) ** week
        return ProjectionScore(
            at=self.noon(-7 * week - 1),
            days_ahead=days_ahead,
            projected=projected,
            low=projected - width,
            high=projected + width,
            came=projected + off,
            level_days_off=(-1) ** week * days_ahead / 14 if week % 3 == 1 else None,
        )
