"""The stage of an item over time as an SVG within its page: steps, and a mark for each review. Pure.

Colours are those of the page's style. Every mark has its words, which a browser shows when it is pointed at;
a table beside it says all of it again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby, pairwise

from collector.core.facts import Review
from collector.core.moments import DAY, Moment
from collector.core.stages import COLOURS, SrsStage
from collector.core.wording import counted
from collector.views.item.history import ItemHistory, ItemReset
from collector.views.item.stages import StageLine, stage_lines
from collector.views.item.time_axis import ticks
from collector.views.item.words import local_minute, wrong_answers

_TOP, _ROW, _BOTTOM = 10, 26, 30
_STAGES = len(SrsStage)
HEIGHT = _TOP + _ROW * _STAGES + _BOTTOM
# A date takes so much of the axis.
_DATE = 84
# The present is not at the very edge.
_AHEAD = 0.02


@dataclass(frozen=True, slots=True)
class _Plot:
    """The geometry of the picture: its width, the start of its lines, and the moments at both ends."""

    width: int
    left: int
    start: Moment
    end: Moment

    def x(self, at: Moment) -> float:
        """Return where a moment is."""
        return round(
            self.left + (self.width - self.left - 10) * (at - self.start) / (self.end - self.start), 1
        )

    def y(self, stage: int) -> float:
        """Return where a stage is: the middle of its row."""
        return _TOP + _ROW * (_STAGES - stage - 0.5)


def picture(history: ItemHistory, width: int) -> str:
    """Return the SVG, *width* pixels wide, and empty where the item was never unlocked.

    A narrow one names the groups of stages alone.
    """
    lines = stage_lines(history)
    if not lines:
        return ""
    narrow = width < 600
    plot = _plot(lines, history, width, left=88 if narrow else 104)
    parts = [
        *_bands(plot, narrow=narrow),
        *_dates(plot, history),
        *(_reset(plot, reset) for reset in history.resets),
        *(_line(plot, line) for line in lines),
        *_drops(plot, lines),
        *_due(plot, history),
        *(_mark(plot, review, history) for review in history.reviews),
    ]
    return (
        f'<svg class="stages" role="img" aria-label="{escape(_sentence(history))}" '
        f'viewBox="0 0 {width} {HEIGHT}">\n' + "\n".join(parts) + "\n</svg>"
    )


def _plot(lines: list[StageLine], history: ItemHistory, width: int, left: int) -> _Plot:
    start = lines[0].start
    last = max([history.now, history.next.at if history.next.kind == "due" and history.next.at else 0])
    end = max(last, start + DAY)
    return _Plot(width, left, start, Moment(end + int((end - start) * _AHEAD)))


def _sentence(history: ItemHistory) -> str:
    wrong = sum(not review.correct for review in history.reviews)
    known = counted(len(history.reviews), "known review")
    now = "locked" if history.stage is None else history.stage.words
    return (
        f"The stage of {history.label} over time: now {now}; {known}, {wrong} with wrong answers. The table "
        "below lists each of them."
    )


def _bands(plot: _Plot, *, narrow: bool) -> Iterator[str]:
    """Yield the groups of stages as bands in their colours, with their names at the left."""
    for group, members in groupby(SrsStage, key=lambda stage: stage.group):
        stages = list(members)
        top, height = plot.y(stages[-1]) - _ROW / 2, _ROW * len(stages)
        for x, width, name in ((plot.left, plot.width - plot.left, "band"), (plot.left - 5, 5, "edge")):
            yield (
                f'<rect class="{name}" x="{x}" y="{top:g}" width="{width}" height="{height}" '
                f'fill="{COLOURS[group]}"/>'
            )
        names = [(plot.y(stage), stage.words) for stage in stages]
        middle = [(top + height / 2, group)]
        for y, text in middle if narrow else names:
            yield f'<text class="name" x="{plot.left - 12}" y="{y + 4:g}">{text}</text>'
    for stage in range(1, _STAGES):
        y = plot.y(stage) + _ROW / 2
        yield f'<path class="row" d="M{plot.left} {y:g}H{plot.width}"/>'


def _dates(plot: _Plot, history: ItemHistory) -> Iterator[str]:
    bottom = _TOP + _ROW * _STAGES
    for tick in ticks(plot.start, plot.end, history.zone, max(2, (plot.width - plot.left) // _DATE)):
        x = plot.x(tick.at)
        yield f'<path class="row" d="M{x} {_TOP}V{bottom + 5}"/>'
        if plot.left + 30 <= x <= plot.width - 34:
            yield f'<text class="date" x="{x}" y="{bottom + 20}">{tick.name}</text>'
    now = plot.x(history.now)
    yield f'<path class="now" d="M{now} {_TOP}V{bottom}"><title>now</title></path>'


def _reset(plot: _Plot, reset: ItemReset) -> str:
    x = plot.x(reset.at)
    return (
        f'<path class="now" d="M{x} {_TOP}V{_TOP + _ROW * _STAGES}"/>'
        f'<text class="date" x="{x}" y="{_TOP + 17}">reset<title>to level {reset.target_level}</title></text>'
    )


def _line(plot: _Plot, line: StageLine) -> str:
    name = "line" if line.known else "line unknown"
    start, end = (plot.x(line.start), plot.y(line.begins)), (plot.x(line.end), plot.y(line.ends))
    why = "" if line.known else "<title>reviews in this span are not known individually</title>"
    return f'<path class="{name}" d="M{start[0]} {start[1]:g}L{end[0]} {end[1]:g}">{why}</path>'


def _drops(plot: _Plot, lines: list[StageLine]) -> Iterator[str]:
    """Yield the steps between lines that follow one another."""
    for before, after in pairwise(lines):
        if before.end == after.start and before.ends != after.begins:
            x = plot.x(before.end)
            yield f'<path class="line" d="M{x} {plot.y(before.ends):g}V{plot.y(after.begins):g}"/>'


def _due(plot: _Plot, history: ItemHistory) -> Iterator[str]:
    coming = history.next
    if coming.kind != "due" or coming.at is None or history.stage is None:
        return
    y, now, at = plot.y(history.stage), plot.x(history.now), plot.x(coming.at)
    yield f'<path class="line coming" d="M{now} {y:g}H{at}"/>'
    yield (
        f'<circle class="next" cx="{at}" cy="{y:g}" r="5">'
        f"<title>{escape(local_minute(coming.at, history.zone))}: due</title></circle>"
    )


def _mark(plot: _Plot, review: Review, history: ItemHistory) -> str:
    x = plot.x(review.at)
    answers = "right" if review.correct else f"wrong: {wrong_answers(review)}"
    told = f"{local_minute(review.at, history.zone)}: {_moved(review)}, {answers}"
    title = f"<title>{escape(told)}{', inferred' if review.inferred else ''}</title>"
    if review.correct:
        name = "right inferred" if review.inferred else "right"
        return f'<circle class="{name}" cx="{x}" cy="{plot.y(review.ending_stage):g}" r="4">{title}</circle>'
    y = plot.y(review.starting_stage)
    cross = f"M{x - 5:g} {y - 5:g}l10 10m0 -10l-10 10"
    return f'<path class="wrong" d="{cross}">{title}</path>'


def _moved(review: Review) -> str:
    return f"{SrsStage(review.starting_stage).words} to {SrsStage(review.ending_stage).words}"
