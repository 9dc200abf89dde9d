"""All of a learner's status on a terminal: bars in WaniKani's colours, ages, waiting items."""

from collections.abc import Iterator, Mapping

from collector.cli.commands.status_reviews import lifetime_row, reviewed_rows, streak_row
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
from collector.cli.styled_text import Text, width_of
from collector.core.advice import REPLACE
from collector.core.model import HIGHEST_LEVEL
from collector.core.moments import DAY, Moment
from collector.core.poll_counts import LevelState, PollCounts
from collector.core.stages import COLOURS
from collector.views.status import Locked, Status

_BAR = 40


def status_view(status: Status, width: int, *, bucket: str | None, replace: str = REPLACE) -> list[Text]:
    """Return all of it, in lines of *width* at most; the clock under the next hours is the learner's.

    *bucket* is what InfluxDB calls the place that is delivered to, None where no server is set;
    *replace* is the command that makes it equal to the state.
    """
    # A blank column is left on both sides.
    rule = "─" * (width - 3 - width_of(status.name))
    rows = _rows(status, status.now, bucket, replace)
    return [
        Text.of(" ", (status.name, "bold"), " ", (rule, "dim")),
        *(line for row in rows for line in lines_of(row, width)),
        Text.of(),
    ]


def _rows(status: Status, now: Moment, bucket: str | None, replace: str) -> Iterator[Row]:
    yield EMPTY
    if status.counts is not None and status.next_hours:
        yield from _level(status.counts, status.locked)
        yield EMPTY
        yield from _stages(status.groups)
        yield EMPTY
        yield waiting_row(status.counts, now)
        yield from locked_rows(status.locked)
        yield from next_hours_rows(status.next_hours, status.zone)
        yield from projected_rows(status)
        yield EMPTY
        yield from reviewed_rows(status.reviewed, COLOURS)
        yield from workload_rows(status.counts)
        yield streak_row(status.counts, now)
        yield lifetime_row(status.counts.totals.values())
        yield EMPTY
    yield from polled_rows(status, now)
    yield from delivered_rows(status, bucket, replace)


def _level(counts: PollCounts, locked: Locked | None) -> Iterator[Row]:
    level = counts.level
    if locked is not None and locked.level is not None:
        yield "Level", Text.of((f"{level.level:>5}", "bold"), "  locked by the subscription")
        return
    since = "" if level.since is None else f"for {(counts.at - level.since) / DAY:.1f} days"
    yield "Level", Text.of((f"{level.level:>5}", "bold"), "  ", since)
    if level.kanji_total:
        filled = round(_BAR * level.kanji_share)
        yield (
            "Kanji passed",
            Text.of(
                (f"{level.kanji_counted:>5}", "bold"),
                ("  " + "━" * filled, COLOURS["guru"]),
                ("─" * (_BAR - filled), "dim"),
                f"  of {level.kanji_required}",
            ),
        )
        yield "", Text.of((f"       {_goal(level)}", "dim"))


def _goal(level: LevelState) -> str:
    missing = level.kanji_required - level.kanji_passed
    goal = f"for level {level.level + 1}" if level.level < HIGHEST_LEVEL else "to pass the last level"
    return f"{missing} more {goal}" if missing > 0 else f"enough {goal}"


def _stages(groups: Mapping[str, int]) -> Iterator[Row]:
    most = max(1, *groups.values())
    for name, count in groups.items():
        bar = "█" * max(round(_BAR * count / most), 1 if count else 0)
        yield (
            "Lessons" if name == "lesson" else name.capitalize(),
            Text.of((f"{count:>5}", "bold"), "  ", (bar, COLOURS[name])),
        )
