"""A projection on a terminal: what it is based on, and a column for each what-if."""

from collections.abc import Iterator, Sequence
from datetime import date

from collector.cli.styled_text import Text
from collector.cli.text_table import table_lines
from collector.core.projection import Projection
from collector.views.projection.score import ABOUT_SCORES, NONE_YET, SCORE_HEADINGS, Score, score_lines
from collector.views.projection.summary import grounds_sentence, summary

_ABOUT = "Each figure is the median of many simulated futures; the brackets hold 80 of 100."


def projection_lines(
    projection: Projection, today: date, width: int, *, every_level: bool = False
) -> Iterator[Text]:
    """Yield the lines, *width* wide at most if the columns can be; the reason alone where there is one."""
    if projection.reason or projection.grounds is None:
        yield from Text.of(projection.reason).wrapped(width)
        return
    for sentence in (grounds_sentence(projection.grounds), _ABOUT):
        yield from Text.of(sentence).wrapped(width)
    yield Text.of()
    labels = [one.label for one in projection.outcomes]
    rows = [
        [row.label, *(row.cells or [""] * len(labels))]
        for row in summary(projection, today, every_level=every_level)
    ]
    yield from table_lines(["", *labels], rows, width, whole={0})


def score_view(found: Sequence[Score], width: int) -> Iterator[Text]:
    """Yield the lines of the score, or a sentence while there is none."""
    if not found:
        yield from Text.of(NONE_YET).wrapped(width)
        return
    yield from Text.of(ABOUT_SCORES).wrapped(width)
    yield Text.of()
    yield from table_lines(SCORE_HEADINGS, list(score_lines(found)), width, right={1, 2, 3})
