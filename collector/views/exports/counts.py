"""Tables of counts: stages over time, the forecast, levels."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import chain

from collector.core.facts import ImportedCounts, LevelAttempt
from collector.core.local_time import local_date
from collector.core.moments import DAY, Moment, hour_of
from collector.core.poll_counts import PollCounts
from collector.core.stages import DIVIDED_GROUPS, GROUPS, REVIEWED_GROUPS, STAGES, SrsStage, by_group
from collector.storage import imported_counts, ledger
from collector.storage.transaction import Transaction
from collector.views.exports.table import Cell, ExportFilter, Table, Timestamp

Step = Callable[[Moment], Cell]


def _step(wanted: ExportFilter) -> Step:
    """Return a function from a moment to its month or day, or to the moment itself."""

    def month(at: Moment) -> str:
        return f"{local_date(at, wanted.zone):%Y-%m}"

    def day(at: Moment) -> date:
        return local_date(at, wanted.zone)

    def itself(at: Moment) -> Timestamp:
        return Timestamp(at)

    steps: dict[str, Step] = {"month": month, "day": day}
    return steps.get(wanted.by, itself)


def srs(tx: Transaction, wanted: ExportFilter) -> Table:
    """Return the number of items in each stage when each day (poll, month) was last counted.

    Imported counts have neither lessons nor the steps within Apprentice and Guru; they are left out if
    *wanted* names kinds of subject.
    """
    step = _step(wanted)
    last = dict[Cell, tuple[Cell, ...]]()
    past = iter(()) if wanted.kinds else imported_counts.counts(tx)
    everything: Iterator[ImportedCounts | PollCounts] = chain(past, ledger.polls.polls(tx))
    for counts in everything:
        if wanted.since <= counts.at < wanted.until:
            last[step(counts.at)] = _stage_cells(counts, wanted)
    columns = (wanted.by if wanted.by != "poll" else "time", *STAGES, *DIVIDED_GROUPS, "total")
    brief = (columns[0], "lesson", *GROUPS, "total")
    return Table(columns, [(name, *cells) for name, cells in last.items()], brief)


def _stage_cells(counts: ImportedCounts | PollCounts, wanted: ExportFilter) -> tuple[Cell, ...]:
    if isinstance(counts, ImportedCounts):
        known: Mapping[str, int] = counts.groups
        stages: list[int | None] = [known.get(name) for name in STAGES]
    else:
        chosen = {kind: counted for kind, counted in counts.stages.items() if wanted.includes(kind)}
        known = by_group(chosen)
        stages = [sum(counted[stage] for counted in chosen.values()) for stage in SrsStage]
    sums = (known[group] for group in DIVIDED_GROUPS)
    return (*stages, *sums, sum(known[group] for group in GROUPS))


def forecast(tx: Transaction, wanted: ExportFilter) -> Table:
    """Return the reviews that fall due after this hour, by the stage of their items, as of the last poll.

    *waiting* is the number of reviews that would wait then if none was done, those of now included.
    """
    hours = sorted(
        ledger.forecast.forecast_from(tx, Moment(hour_of(wanted.now) + 1)).values(), key=lambda one: one.hour
    )
    last = ledger.polls.last_poll(tx)
    step = _step(wanted)
    sums: dict[Cell, list[int]] = {}
    for hour in hours:
        if hour.hour < wanted.until and wanted.includes(hour.subject_type) and hour.reviews:
            of_step = sums.setdefault(step(hour.hour), [0] * len(REVIEWED_GROUPS))
            for number, group in enumerate(REVIEWED_GROUPS):
                of_step[number] += getattr(hour, group)
    waiting = last.queue.reviews if last and not wanted.kinds else 0
    columns = (wanted.by if wanted.by != "hour" else "time", *REVIEWED_GROUPS, "reviews", "waiting")
    return Table(columns, list(_running(sums, waiting)))


def _running(sums: Mapping[Cell, list[int]], waiting: int) -> Iterator[tuple[Cell, ...]]:
    for name, counts in sums.items():
        waiting += sum(counts)
        yield name, *counts, sum(counts), waiting


def levels(tx: Transaction, wanted: ExportFilter) -> Table:
    """Return each attempt at a level, in the order in which they began; *days* until it was passed."""
    rows = [
        tuple(cell(each) for cell in _LEVEL.values())
        for each in ledger.levels.level_attempts_now(tx)
        if wanted.since <= each.unlocked_at < wanted.until
    ]
    return Table(tuple(_LEVEL), rows)


def _days(attempt: LevelAttempt) -> float | None:
    return None if attempt.passed_at is None else round((attempt.passed_at - attempt.unlocked_at) / DAY, 1)


_LEVEL: dict[str, Callable[[LevelAttempt], Cell]] = {
    "level": lambda attempt: attempt.level,
    "unlocked_at": lambda attempt: Timestamp(attempt.unlocked_at),
    "passed_at": lambda attempt: None if attempt.passed_at is None else Timestamp(attempt.passed_at),
    "days": _days,
    "abandoned": lambda attempt: int(attempt.abandoned),
}
