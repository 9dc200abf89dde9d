"""A step of a successful poll: the known kanji of each list, where they changed, and in the whole past."""

from collections.abc import Iterator

from collector.core import kanji_members
from collector.core.facts import Coverage
from collector.core.kanji_lists import NAMES
from collector.core.moments import Moment
from collector.pipeline.context import PollContext
from collector.pipeline.emit import PointQueue
from collector.statistics import coverage
from collector.storage import kanji, ledger, mirror
from collector.storage.transaction import Transaction


def record_coverage(tx: Transaction, queue: PointQueue, context: PollContext) -> None:
    """Append the coverage of the lists that changed; of a list that was never written, the past first.

    Nothing changes while no kanji does, unless the lists themselves are others.
    """
    version = kanji_members.version()
    if not _touches_kanji(context) and kanji.counted_lists(tx) == version:
        return
    new = list(_new(tx, context.changes.at))
    ledger.coverage.append_coverage(tx, new)
    queue.add(new)
    kanji.note_counted_lists(tx, version)


def _touches_kanji(context: PollContext) -> bool:
    changes = context.changes
    return context.changed_rows > 0 and (
        bool(changes.subjects) or any(one.subject_type == "kanji" for one in changes.assignments or ())
    )


def _new(tx: Transaction, at: Moment) -> Iterator[Coverage]:
    taught = list(kanji.kanji(tx))
    lists = coverage.Lists(kanji_members.members(), taught)
    written = ledger.coverage.coverage_now(tx)
    if missing := set(NAMES) - set(written):
        curve = coverage.past(lists, taught, kanji.kanji_events(tx), mirror.confirmed_resets(tx), at)
        for one in curve:
            if one.list_name in missing:
                written[one.list_name] = one
                yield one
    yield from coverage.changed(coverage.counted(lists, taught, at), written)
