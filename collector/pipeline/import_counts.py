"""The old script's counts, up to the first live poll."""

from collections.abc import Callable, Iterable

from collector.core.batches import batched
from collector.core.errors import HistoryNotFound, NothingCollected
from collector.core.facts import ImportedCounts
from collector.core.moments import Moment, nanoseconds
from collector.importers.count_rules import LiveStart, ScriptPoint, format_moment, judge_counts
from collector.importers.rejections import Rejected
from collector.importers.retention_policies import contradictions
from collector.pipeline.emit import queue_of
from collector.pipeline.import_result import ImportResult, Progress
from collector.storage import imported_counts, ledger
from collector.storage.database import Store

Counts = list[ImportedCounts]
_BATCH = 500


def import_counts(store: Store, old: Iterable[ScriptPoint], now: Moment, progress: Progress) -> ImportResult:
    """Append the counts of *old*, which come in order of time, and queue their points.

    Each batch has a transaction of its own: interrupted, what was added stays; run again, it is already
    there. Raises `NothingCollected` before the first live poll.
    """

    def append(counts: Counts) -> Counts:
        with store.transaction() as tx, queue_of(tx) as queue:
            added = imported_counts.append_counts(tx, counts)
            queue.add(added)
        return added

    return _import(_judged(store, old, now), append, progress)


def preview_counts(store: Store, old: Iterable[ScriptPoint], now: Moment, progress: Progress) -> ImportResult:
    """Return what `import_counts` would, and change nothing. Raises the same."""

    def absent(counts: Counts) -> Counts:
        with store.reading() as tx:
            return imported_counts.absent(tx, counts)

    return _import(_judged(store, old, now), absent, progress)


def _judged(store: Store, old: Iterable[ScriptPoint], now: Moment) -> list[ImportedCounts | Rejected]:
    judgements = list(judge_counts(old, _live_start(store, now)))
    with store.reading() as tx:
        imported = _by_time(imported_counts.counts(tx))
    different = contradictions(
        imported, _by_time(each for each in judgements if isinstance(each, ImportedCounts))
    )
    if different:
        raise HistoryNotFound(
            "Other counts for the same time were imported before, e.g. around "
            f"{format_moment(Moment(different[0] // 1000))}, so this is another history, and none of it was "
            "imported. If it is the one you want, first restore a copy of the state from before that import "
            "with wanikani-collector restore-state."
        )
    return judgements


def _by_time(counts: Iterable[ImportedCounts]) -> dict[int, dict[str, float]]:
    return {nanoseconds(each.at): dict(each.groups) for each in counts}


def _import(
    judgements: Iterable[ImportedCounts | Rejected], append: Callable[[Counts], Counts], progress: Progress
) -> ImportResult:
    result = ImportResult()
    for batch in batched(judgements, _BATCH):
        for each in batch:
            if isinstance(each, Rejected):
                result.reject(each)
        accepted = [each for each in batch if isinstance(each, ImportedCounts)]
        added = append(accepted)
        result.note((each.at for each in added), already_present=len(accepted) - len(added))
        progress(f"{result.seen:,} counts looked at")
    return result


def _live_start(store: Store, now: Moment) -> LiveStart:
    """Return where the imported past ends; raises `NothingCollected` before the first live poll."""
    with store.reading() as tx:
        first = next(ledger.polls.polls(tx), None)
    if first is None:
        raise NothingCollected
    counted = sum(count for group, count in first.groups.items() if group != "lesson")
    return LiveStart(first.at, counted, now)
