"""Learners at three times of their life: the points of each, up to now, as the collector makes them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from collector.simulator.learner.sample_accounts import typical_learner
from collector.simulator.world.world import World
from tests.grafana.projections import ProjectedLife
from tests.harness import DAY, HOUR, Rig, only_account

ZONE = "Europe/Berlin"
FIRST_DAY, SIXTY_DAYS, FIVE_YEARS = "first day", "60 days", "five years"
# Whole weeks, so that what is repeated has the same weekdays.
YEAR = timedelta(weeks=52)
# Polled rarely until then, for it costs time, and afterwards as usual.
HOURLY = 3 * DAY


@dataclass(frozen=True)
class Life:
    """*lines* of line protocol, the level the learner is on, and how long one looks back at it.

    *period* are the parameters of a dashboard's address; none stand for its own time range.
    """

    name: str
    lines: list[str]
    level: int
    period: Mapping[str, str]

    @property
    def is_young(self) -> bool:
        """Whether there is too little of it for most charts."""
        return self.name == FIRST_DAY


def first_day(folder: Path) -> Life:
    """Return the day of a beginner, five hours long so far."""
    return _life(FIRST_DAY, folder, length=5 * HOUR, step=HOUR)


def sixty_days(folder: Path) -> Life:
    """Return two months."""
    life = _life(SIXTY_DAYS, folder, length=60 * DAY, step=12 * HOUR)
    return replace(life, lines=life.lines + _projected(life, 60))


def five_years(folder: Path) -> Life:
    """Return a year, and the same four times before, as if the learner had begun again each year."""
    year = _life(FIVE_YEARS, folder, length=YEAR, step=DAY, per_level=155)
    before = [_earlier(line, number * YEAR) for number in range(1, 5) for line in year.lines]
    lines = before + year.lines + _projected(year, 400)
    return Life(year.name, lines, year.level, {"from": "now-5y", "to": "now"})


LIVES: Mapping[str, Callable[[Path], Life]] = {
    FIRST_DAY: first_day,
    SIXTY_DAYS: sixty_days,
    FIVE_YEARS: five_years,
}


def _life(name: str, folder: Path, *, length: timedelta, step: timedelta, per_level: int = 40) -> Life:
    now = datetime.now(UTC)
    world = World(now - length, seed=3, per_level=per_level)
    rig = Rig(folder, world, typical_learner(world, seed=3))
    rig.settings = {"collector_timezone": ZONE}
    with rig.app() as app:
        account = only_account(app)
        while world.now < now - HOUR / 2:
            left = now - world.now
            rig.pass_time(min(left, HOUR if left < HOURLY else step))
            assert app.poll(account).problem is None
    return Life(name, rig.lines(), world.state.user.level, {})


def _projected(life: Life, days: int) -> list[str]:
    """Return what is projected now, and was since *days* ago."""
    projected = ProjectedLife(datetime.now(UTC), ZoneInfo(ZONE), level=life.level, days=days)
    return projected.lines("pretend-learner")


def _earlier(line: str, by: timedelta) -> str:
    point, moment = line.rsplit(" ", 1)
    return f"{point} {int(moment) - by // timedelta(microseconds=1) * 1000}"
