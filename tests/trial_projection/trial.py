"""Lives pretend lives, projects at four moments of each, and lets them go on to see what comes."""

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from collector.core.moments import moment
from collector.projection.inputs import StudyRecord
from collector.projection.project import project
from tests.trial_projection.lives import BEGINS, Life, life
from tests.trial_projection.records import Observer
from tests.trial_projection.results import Course, LevelResult, WeekResult, level_results, week_results

# Each moment lies within so many days after one of these.
_DAYS_OF_MOMENTS = (90, 170, 250, 330)
_WITHIN_DAYS = 60
_DAYS_AFTER = 86
_PROJECTED_DAYS = 85


@dataclass(frozen=True, slots=True)
class LifeResult:
    """What came of the projections of one life; *without* are the reasons where there was none."""

    seed: int
    kind: str
    weeks: list[WeekResult] = field(default_factory=list)
    levels: list[LevelResult] = field(default_factory=list)
    without: list[str] = field(default_factory=list)


def try_life(seed: int, futures: int = 200, again: int = 0) -> LifeResult:
    """Live the life of *seed*, and return how right the projections at four moments of it were.

    From each moment on it is lived *again* so many times, for what even the learner could not have known.
    """
    lived = life(seed)
    moments = _moments(lived, Random(f"moments {seed}"), again)
    came = _course(lived)
    result = LifeResult(seed, lived.kind.name)
    for record, others in moments:
        projection = project(record, futures=futures, days=_PROJECTED_DAYS, far=False)
        if projection.own is None:
            result.without.append(projection.reason)
        else:
            result.weeks.extend(week_results(result.kind, record, projection.own, came, others))
            result.levels.extend(level_results(result.kind, record, projection.own, came))
    return result


def _moments(lived: Life, random: Random, again: int) -> list[tuple[StudyRecord, list[Course]]]:
    """Live until after the last moment; return what was known at each, and other lives from there on."""
    observer = Observer(lived)
    moments = []
    for days in _DAYS_OF_MOMENTS:
        hours = random.randrange(_WITHIN_DAYS * 24)
        observer.watch_until(BEGINS + timedelta(days=days, hours=hours, minutes=20))
        moments.append((observer.record(), [_live_again(lived, number) for number in range(again)]))
    observer.watch_until(lived.world.now + timedelta(days=_DAYS_AFTER))
    return moments


def _live_again(lived: Life, number: int) -> Course:
    other = lived.again(number)
    other.learner.live_until(other.world.now + timedelta(days=_DAYS_AFTER))
    return _course(other)


def _course(lived: Life) -> Course:
    return Course(
        reviews=[moment(review.moment) for review in lived.world.reviews],
        reached={row.level: moment(row.unlocked_at) for row in lived.world.progressions},
    )
