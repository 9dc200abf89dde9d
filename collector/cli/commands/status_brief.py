"""A learner's status in the 24 lines of a small terminal: what matters today, and every problem."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from collector.cli.commands.status_reviews import reviewed_row, streak_row
from collector.cli.commands.status_rows import (
    EMPTY,
    Row,
    delivered_rows,
    lines_of,
    locked_rows,
    next_hours_rows,
    polled_rows,
    projected_rows,
    waiting_row,
    workload_rows,
)
from collector.cli.styled_text import Text, joined, width_of
from collector.core.advice import REPLACE
from collector.core.model import HIGHEST_LEVEL
from collector.core.moments import DAY
from collector.core.poll_counts import PollCounts, Totals
from collector.core.stages import COLOURS
from collector.views.status import Locked, Status

# The prompt takes the last one of the 24.
MOST_LINES = 23
_FULL = " --full shows more"
_GAP = "  "


class _Ranked(NamedTuple):
    """A row, and its *rank*: where there are too many rows, those of the highest rank go first, 0 never."""

    rank: int
    row: Row


def brief_view(status: Status, width: int, *, bucket: str | None, replace: str = REPLACE) -> list[Text]:
    """Return at most `MOST_LINES` lines of *width* at most, or more where problems need them.

    *bucket* and *replace* are as for `status_view`.
    """
    rule = "─" * max(0, width - 3 - width_of(status.name) - len(_FULL))
    title = Text.of(" ", (status.name, "bold"), " ", (rule + _FULL, "dim"))
    rows = [(each.rank, lines_of(each.row, width)) for each in _rows(status, bucket, replace)]
    for rank in sorted({rank for rank, _ in rows if rank}, reverse=True):
        if 1 + sum(len(lines) for _, lines in rows) <= MOST_LINES:
            break
        rows = [each for each in rows if each[0] != rank]
    return [title, *chain.from_iterable(lines for _, lines in rows)]


def _rows(status: Status, bucket: str | None, replace: str) -> Iterator[_Ranked]:
    yield _Ranked(8, EMPTY)
    if status.counts is not None and status.next_hours:
        yield from _today(status, status.counts)
        yield _Ranked(8, EMPTY)
        yield from _progress(status, status.counts)
        yield _Ranked(8, EMPTY)
        yield from _done(status, status.counts)
        yield _Ranked(8, EMPTY)
    yield from _each(0, polled_rows(status, status.now), delivered_rows(status, bucket, replace))


def _each(rank: int, *rows: Iterator[Row]) -> Iterator[_Ranked]:
    return (_Ranked(rank, row) for row in chain(*rows))


def _today(status: Status, counts: PollCounts) -> Iterator[_Ranked]:
    yield _Ranked(0, waiting_row(counts, status.now))
    yield from _each(0, locked_rows(status.locked))
    total, *by_hour = next_hours_rows(status.next_hours, status.zone)
    yield _Ranked(2, total)
    yield from (_Ranked(9, row) for row in by_hour)
    if status.due_today or status.due_tomorrow:
        today = (f"{status.due_today:>5}", "bold")
        tomorrow = (f"{status.due_tomorrow}", "bold")
        yield _Ranked(4, ("Coming", Text.of(today, "  later today, ", tomorrow, " tomorrow")))


def _progress(status: Status, counts: PollCounts) -> Iterator[_Ranked]:
    yield _Ranked(0, _level(counts, status.locked))
    yield from _each(5, projected_rows(status))
    yield from _each(1, _stages(status.groups))


def _level(counts: PollCounts, locked: Locked | None) -> Row:
    level = counts.level
    number = (f"{level.level:>5}", "bold")
    if locked is not None and locked.level is not None:
        return "Level", Text.of(number, "  locked by the subscription")
    parts = [] if level.since is None else [f"for {(counts.at - level.since) / DAY:.1f} days"]
    if level.kanji_total:
        goal = f"for level {level.level + 1}" if level.level < HIGHEST_LEVEL else "to pass the last level"
        parts.append(f"{level.kanji_counted} of {level.kanji_required} kanji {goal}")
    return "Level", Text.of(number, "  ", ", ".join(parts))


def _stages(groups: Mapping[str, int]) -> Iterator[Row]:
    """Yield the names of the groups in their colours, and how many items are in each below."""
    names = {"lessons" if name == "lesson" else name: name for name in groups}
    heading = (Text.of((f"{label:>5}", f"bold {COLOURS[name]}")) for label, name in names.items())
    yield "Stages", joined(_GAP, heading)
    yield (
        "",
        joined(
            _GAP,
            (Text.of((f"{groups[name]:>{max(5, len(label))}}", "bold")) for label, name in names.items()),
        ),
    )


def _done(status: Status, counts: PollCounts) -> Iterator[_Ranked]:
    yield _Ranked(3, reviewed_row(status.reviewed))
    yield from _each(6, workload_rows(counts))
    label, streak = streak_row(counts, status.now)
    leeches = sum(counts.totals.values(), Totals()).leeches
    yield _Ranked(
        3,
        (
            label,
            Text.of(streak, f"; {leeches:,} {'leech' if leeches == 1 else 'leeches'}") if leeches else streak,
        ),
    )
