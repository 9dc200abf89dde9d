"""What was reviewed, day by day and stage by stage, and how well."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from collector.facts.types import StudyDay
from collector.model import SrsStage
from collector.report.figures.style import (
    INK,
    RIGHT,
    WRONG,
    Figure,
    Json,
    colour,
    during,
    merged,
    nothing,
    second_axis,
    spans,
)
from collector.report.gathered import RECENT_DAYS, Gathered
from collector.reviews.study import local_date
from collector.storage.studied import StageTally

_DAY = timedelta(days=1)
_WEEK = 7
_LONG = 400
_REVIEWED_STAGES = [stage for stage in SrsStage if SrsStage.LESSON < stage < SrsStage.BURNED]
_MONTHS = ((1, "month", "1 m"), (6, "month", "6 m"), (1, "year", "1 y"))
_NONE_YET = "Reviews are rebuilt from the first poll on; none was found yet."


def reviews_a_day(known: Gathered) -> Figure:
    """Return the reviews of each local day, and the accuracy of the last seven days on each.

    Beyond some four hundred days a bar is a week (from Monday).
    """
    days = [(local_date(day.at, known.zone), day) for day in known.days if day.reviews]
    if not days:
        return nothing(_NONE_YET)
    last = local_date(known.now, known.zone)
    by_day = (last - days[0][0]).days <= _LONG
    bars, period, name = (days, _DAY, "day") if by_day else (_weeks(days), 7 * _DAY, "week")
    return Figure(
        [
            _count(bars, RIGHT, "all right", [day.correct for _, day in bars], period),
            _count(
                bars, WRONG, "with a wrong answer", [day.reviews - day.correct for _, day in bars], period
            ),
            _accuracy(dict(days), days[0][0], last),
        ],
        {
            "barmode": "stack",
            "xaxis": {
                "type": "date",
                "rangeselector": spans(*_MONTHS),
                "hoverformat": "%a %e %b %Y" if by_day else "week of %e %b %Y",
            },
            "yaxis": {"title": {"text": f"reviews a {name}"}},
            "yaxis2": second_axis(ticksuffix=" %", range=[_floor(known.days), 100]),
        },
    )


def _count(
    bars: Sequence[tuple[date, StudyDay]], shade: str, name: str, counts: list[int], period: timedelta
) -> Json:
    return {
        "type": "bar", "x": [day.isoformat() for day, _ in bars], "y": counts, "name": name, **during(period),
        "marker": {"color": shade}, "hovertemplate": "%{y:,}",
    }  # fmt: skip


def _weeks(days: Sequence[tuple[date, StudyDay]]) -> list[tuple[date, StudyDay]]:
    by_monday = groupby(days, key=lambda entry: entry[0] - timedelta(days=entry[0].weekday()))
    return [(monday, _sum([day for _, day in week])) for monday, week in by_monday]


def _sum(days: Sequence[StudyDay]) -> StudyDay:
    return StudyDay(
        days[0].at,
        sum(day.reviews for day in days),
        sum(day.correct for day in days),
        sum(day.lessons for day in days),
        sum(day.sessions for day in days),
        sum(day.study_seconds for day in days),
    )


def _accuracy(days: dict[date, StudyDay], first: date, last: date) -> Json:
    points = list(_rolling(days, first, last))
    return {
        "type": "scatter", "mode": "lines", "yaxis": "y2", "name": "accuracy, 7 days",
        "x": [day.isoformat() for day, _ in points], "y": [value for _, value in points],
        "line": {"color": INK, "width": 1.5}, "hovertemplate": "%{y:.1f} %", "connectgaps": False,
    }  # fmt: skip


def _rolling(days: dict[date, StudyDay], first: date, last: date) -> Iterator[tuple[date, float | None]]:
    """Yield each day with the share without a wrong answer of the seven days up to it, if any were done."""
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        week = [days[at] for back in range(_WEEK) if (at := day - timedelta(days=back)) in days]
        done = sum(one.reviews for one in week)
        yield day, round(100 * sum(one.correct for one in week) / done, 2) if done else None


def _floor(days: Sequence[StudyDay]) -> int:
    """Return where the axis of accuracy begins: enough below a learner's usual one to see it move."""
    done, right = sum(day.reviews for day in days), sum(day.correct for day in days)
    return max(0, 10 * int(10 * right / done) - 30) if done else 0


def accuracy_by_stage(known: Gathered) -> Figure:
    """Return the share of reviews without a wrong answer, by the stage they began in."""
    if not known.ever:
        return nothing(_NONE_YET)
    return Figure(
        [
            merged(_shares(known.ever, "since the first poll"), {"marker": {"opacity": 0.4}}),
            _shares(known.recent, f"last {RECENT_DAYS} days"),
        ],
        {
            "barmode": "group",
            "hovermode": "closest",
            "showlegend": False,
            "xaxis": {"type": "category", "tickfont": {"size": 11}},
            "yaxis": {"ticksuffix": " %", "range": [0, 100]},
        },
    )


def _shares(tallies: Sequence[StageTally], name: str) -> Json:
    by_stage = {tally.stage: tally for tally in tallies if tally.reviews}
    seen = [by_stage.get(stage) for stage in _REVIEWED_STAGES]
    return {
        "type": "bar",
        "x": [_short(stage) for stage in _REVIEWED_STAGES],
        "y": [round(100 * tally.correct / tally.reviews, 2) if tally else None for tally in seen],
        "customdata": [
            [stage.label.replace("_", " "), tally.reviews if tally else 0]
            for stage, tally in zip(_REVIEWED_STAGES, seen, strict=True)
        ],
        "name": name,
        "marker": {"color": [colour(stage.group) for stage in _REVIEWED_STAGES]},
        "texttemplate": "%{y:.0f}",
        "hovertemplate": "%{customdata[0]}, "
        + name
        + ": %{y:.1f} % of %{customdata[1]:,} reviews<extra></extra>",
    }


def _short(stage: SrsStage) -> str:
    """Return a name that fits below a bar on a phone: `App 1`, `Guru 2`, `Enl`."""
    group, _, number = stage.label.partition("_")
    return f"{group[:3] if group in {'apprentice', 'enlightened'} else group} {number}".strip().capitalize()
