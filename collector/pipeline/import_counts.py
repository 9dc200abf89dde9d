"""The old script's counts, up to the first live poll."""

from collections.abc import Iterable, Iterator
from itertools import islice

from collector.core.errors import NothingCollected
from collector.core.facts import ImportedCounts
from collector.core.moments import Moment
from collector.importers.count_rules import OldPoint, Seam, judged
from collector.importers.rejections import Rejected
from collector.pipeline.emit import queue_of
from collector.pipeline.import_result import AT_ONCE, Imported, Progress
from collector.storage import imported_counts, ledger
from collector.storage.database import Store


def take_counts(store: Store, old: Iterable[OldPoint], now: Moment, progress: Progress) -> Imported:
    """Keep the counts of *old*, which come in the order of time, some at a time, and queue their points.

    Interrupted, what was kept stays; done again, it is there already. Raises `NothingCollected`.
    """
    done = Imported()
    for some in _judged(store, old, now, done, progress):
        with store.transaction() as tx:
            new = imported_counts.append_counts(tx, some)
            queue_of(tx).add(new)
        _note(done, some, new)
    return done


def rehearse_counts(store: Store, old: Iterable[OldPoint], now: Moment, progress: Progress) -> Imported:
    """Say what `take_counts` would do, and change nothing."""
    done = Imported()
    for some in _judged(store, old, now, done, progress):
        with store.reading() as tx:
            new = imported_counts.absent(tx, some)
        _note(done, some, new)
    return done


def _judged(
    store: Store, old: Iterable[OldPoint], now: Moment, done: Imported, progress: Progress
) -> Iterator[list[ImportedCounts]]:
    judgements = judged(old, _seam(store, now))
    while some := list(islice(judgements, AT_ONCE)):
        for each in some:
            if isinstance(each, Rejected):
                done.refused.add(each)
        yield [each for each in some if isinstance(each, ImportedCounts)]
        progress(f"{done.seen:,} counts looked at")


def _seam(store: Store, now: Moment) -> Seam:
    with store.reading() as tx:
        first = next(ledger.polls.polls(tx), None)
    if first is None:
        raise NothingCollected
    counted = sum(count for group, count in first.groups.items() if group != "lesson")
    return Seam(first.at, counted, now)


def _note(done: Imported, some: list[ImportedCounts], new: list[ImportedCounts]) -> None:
    done.there += len(some) - len(new)
    for each in new:
        done.take(each.at)
