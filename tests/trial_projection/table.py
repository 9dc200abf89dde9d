"""The trial's results as tables: how often the band held, and how far off each way was."""

from collections.abc import Callable, Iterator, Sequence
from statistics import median

from tests.trial_projection.results import LEVELS_AHEAD, LevelResult, WeekResult
from tests.trial_projection.trial import LifeResult

_HEAD = (
    "| weeks | number | in the band | projected | scheduled only | last four weeks | ratio | rerun |",
    "|---|---|---|---|---|---|---|---|",
)
_LEVEL_HEAD = (
    "| level-ups | number | in the band | projected | average of past levels | bias |",
    "|---|---|---|---|---|---|",
)


def tables(results: Sequence[LifeResult]) -> str:
    """Return the tables as Markdown: median errors, of weeks as shares of what came, of level-ups in days."""
    weeks = [week for result in results for week in result.weeks]
    levels = [level for result in results for level in result.levels]
    without = sum(len(result.without) for result in results)
    lines = [*_HEAD, *_week_lines(weeks), "", *_LEVEL_HEAD, *_level_lines(levels), ""]
    lines.append(f"Moments without a projection, since the learner was on vacation: {without}.")
    return "\n".join(lines) + "\n"


def _week_lines(weeks: Sequence[WeekResult]) -> Iterator[str]:
    for ahead in sorted({week.days_ahead for week in weeks}):
        there = [week for week in weeks if week.days_ahead == ahead]
        yield _week_line(f"**{ahead} days ahead**", there)
        yield _week_line("without a pause in the week", [week for week in there if not week.pauses])
        yield _week_line("with a pause in the week", [week for week in there if week.pauses])
        for kind in sorted({week.kind for week in there}):
            yield _week_line(f"learner: {kind}", [week for week in there if week.kind == kind])


def _week_line(name: str, weeks: Sequence[WeekResult]) -> str:
    if not weeks:
        return f"| {name} | 0 | – | – | – | – | – | – |"
    ours = _error(weeks, lambda week: week.projected)
    scheduled = _error(weeks, lambda week: week.scheduled)
    repeated = _error(weeks, lambda week: week.last_four_weeks)
    inside = sum(week.inside for week in weeks) / len(weeks)
    return (
        f"| {name} | {len(weeks)} | {inside:.0%} | {ours:.1%} | {scheduled:.1%} | {repeated:.1%} "
        f"| {ours / min(scheduled, repeated):.2f} | {_by_chance(weeks)} |"
    )


def _by_chance(weeks: Sequence[WeekResult]) -> str:
    """Return the error of other lives from the same moment: what is left to one who knows the learner."""
    errors = [week.error(week.lived_again) for week in weeks if week.lived_again is not None]
    return f"{median(errors):.1%}" if errors else "–"


def _error(weeks: Sequence[WeekResult], said: Callable[[WeekResult], float]) -> float:
    return median(week.error(said(week)) for week in weeks)


def _level_lines(levels: Sequence[LevelResult]) -> Iterator[str]:
    for ahead in range(1, LEVELS_AHEAD + 1):
        there = [level for level in levels if level.ahead == ahead]
        yield _level_line(f"**{ahead} ahead**", there)
    for kind in sorted({level.kind for level in levels}):
        there = [level for level in levels if level.kind == kind and level.ahead == 1]
        yield _level_line(f"1 ahead, learner: {kind}", there)


def _level_line(name: str, levels: Sequence[LevelResult]) -> str:
    if not levels:
        return f"| {name} | 0 | – | – | – | – |"
    off = median(abs(level.days_off) for level in levels)
    by_average = [abs(level.days_off_by_average) for level in levels if level.days_off_by_average is not None]
    inside = sum(level.inside for level in levels) / len(levels)
    bias = median(level.days_off for level in levels)
    average = f"{median(by_average):.1f} days" if by_average else "–"
    return f"| {name} | {len(levels)} | {inside:.0%} | {off:.1f} days | {average} | {bias:+.1f} |"
