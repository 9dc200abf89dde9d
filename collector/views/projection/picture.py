"""Projections as one SVG: a chart of the next year for each way to go on, all on the same scale.

It is drawn without a library: two areas, a line and some words for each. It needs no network, and is light or
dark like the system that shows it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from math import ceil, log10
from zoneinfo import ZoneInfo

from collector.core.local_time import local_date
from collector.core.projection import Band, Outcome, Projection
from collector.core.wording import dated
from collector.views.projection.dates import when_reached
from collector.views.projection.summary import grounds_sentence
from collector.views.projection.weeks import DAYS_A_WEEK, a_day, scheduled_a_day

_WIDTH = 1000
_LEFT, _RIGHT = 56, 16
_HEAD = 84
_PLOT = 130
# A panel has two lines of words above the plot, and the months below it.
_WORDS, _MONTHS = 44, 34
_PANEL = _WORDS + _PLOT + _MONTHS
_STYLE = """
.page{fill:#fff}.ink{fill:#23272f}.faint{fill:#646b78}.grid{stroke:#e3e6eb}
.bar{fill:#c5cad3}.band{fill:#dd0093;fill-opacity:.25}.middle{stroke:#dd0093;fill:none;stroke-width:2}
text{font:13px system-ui,sans-serif}.title{font-size:20px;font-weight:650}.name{font-weight:650}
@media (prefers-color-scheme:dark){.page{fill:#15181e}.ink{fill:#e6e8ec}.faint{fill:#98a1ae}
.grid{stroke:#333a45}.bar{fill:#56606f}.band{fill:#ff5fc0}.middle{stroke:#ff5fc0}}
"""
_KEY = (
    "Reviews a day, as the mean of each week. The band holds 80 of 100 futures, the line is their middle; "
    "bars are what is scheduled now."
)


@dataclass(frozen=True, slots=True)
class _Plot:
    """The place of a chart: its upper end, its first day, its number of weeks, and the count at its top."""

    upper: float
    first: date
    weeks: int
    top: int

    def x(self, weeks: float) -> float:
        """Return where so many weeks after the first day are."""
        return round(_LEFT + weeks * (_WIDTH - _LEFT - _RIGHT) / self.weeks, 1)

    def y(self, count: float) -> float:
        """Return where a number of reviews a day is."""
        return round(self.upper + _PLOT * (1 - count / self.top), 1)


def picture(projection: Projection, scheduled: Mapping[date, int]) -> str:
    """Return the SVG of *projection*, with what is *scheduled* on each day below the bands."""
    zone = ZoneInfo(projection.zone)
    today = local_date(projection.at, zone)
    own = projection.own
    if own is None:
        return _document(_HEAD, _head(projection, today))
    panels = [(one, [a_day(week.done) for week in one.weeks]) for one in projection.outcomes]
    bars = scheduled_a_day(scheduled, own.weeks, zone, today)
    top = _round_top(max([*(band.p90 for _, bands in panels for band in bands), *bars]))
    first = today + timedelta(days=1)
    return _document(
        _HEAD + _PANEL * len(panels),
        [
            *_head(projection, today),
            *(
                part
                for place, (outcome, bands) in enumerate(panels)
                for part in _panel(
                    _Plot(_HEAD + _PANEL * place + _WORDS, first, len(bars), top),
                    _sentences(outcome, projection, today),
                    bands,
                    bars,
                )
            ),
        ],
    )


def _round_top(highest: float) -> int:
    """Return the next number that is one digit and zeros."""
    power: int = 10 ** int(log10(max(highest, 10)))
    return power * ceil(highest / power)


def _document(height: int, parts: Iterable[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}">\n<style>{_STYLE}</style>\n'
        f'<rect class="page" width="{_WIDTH}" height="{height}"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _head(projection: Projection, today: date) -> Iterator[str]:
    yield _text(16, 30, f"What is to come, as of {dated(today)}", "ink title")
    if projection.grounds is None:
        yield _text(16, 54, projection.reason, "ink")
        return
    yield _text(16, 54, grounds_sentence(projection.grounds), "ink")
    yield _text(16, 74, _KEY, "faint")


def _sentences(outcome: Outcome, projection: Projection, today: date) -> tuple[str, str]:
    """Return what an outcome is called and comes to, and when what is next and last is reached."""
    means = f"{outcome.reviews_a_day:,} reviews and {outcome.minutes_a_day:,} minutes a day"
    return f"{outcome.label}: {means}", when_reached(outcome.dates, ZoneInfo(projection.zone), today)


def _panel(
    plot: _Plot, sentences: tuple[str, str], bands: Sequence[Band], bars: Sequence[float]
) -> Iterator[str]:
    name, comes = sentences
    yield _text(16, plot.upper - 32, name, "ink name")
    yield _text(16, plot.upper - 14, comes, "ink")
    yield from _grid(plot)
    yield from (_bar(plot, week, count) for week, count in enumerate(bars) if count)
    middles = [plot.x(week + 0.5) for week in range(len(bands))]
    upper = _points(middles, [plot.y(band.p90) for band in bands])
    lower = _points(middles, [plot.y(band.p10) for band in bands])
    middle = _points(middles, [plot.y(band.p50) for band in bands])
    yield f'<polygon class="band" points="{" ".join([*upper, *reversed(lower)])}"/>'
    yield f'<polyline class="middle" points="{" ".join(middle)}"/>'


def _points(across: Sequence[float], down: Sequence[float]) -> list[str]:
    return [f"{x:g},{y:g}" for x, y in zip(across, down, strict=True)]


def _bar(plot: _Plot, week: int, count: float) -> str:
    left, upper = plot.x(week + 0.15), plot.y(count)
    width, height = plot.x(week + 0.85) - left, plot.upper + _PLOT - upper
    return f'<rect class="bar" x="{left:g}" y="{upper:g}" width="{width:.1f}" height="{height:.1f}"/>'


def _grid(plot: _Plot) -> Iterator[str]:
    for count in (0, plot.top / 2, plot.top):
        y = plot.y(count)
        yield f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:g}" y2="{y:g}"/>'
        yield _text(_LEFT - 8, y + 4, f"{count:,g}", "faint", anchor="end")
    for month in _firsts_of_months(plot.first, plot.weeks):
        name = f"{month:%b %Y}" if month.month == 1 else f"{month:%b}"
        x = plot.x((month - plot.first).days / DAYS_A_WEEK)
        yield _text(x, plot.upper + _PLOT + 18, name, "faint", anchor="middle")


def _firsts_of_months(first: date, weeks: int) -> Iterator[date]:
    # The last fortnight has no room for a name.
    for ahead in range((weeks - 2) * DAYS_A_WEEK):
        day = first + timedelta(days=ahead)
        if day.day == 1:
            yield day


def _text(x: float, y: float, text: str, kind: str, *, anchor: str = "start") -> str:
    return f'<text x="{x:g}" y="{y:g}" class="{kind}" text-anchor="{anchor}">{escape(text)}</text>'
