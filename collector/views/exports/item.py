"""The table of one item: everything that is known of it, in the order of time, and what comes next."""

from collections.abc import Iterator

from collector.core.stages import SrsStage
from collector.core.wording import counted
from collector.views.exports.table import Cell, Table, Timestamp
from collector.views.item.events import ItemEvent, events
from collector.views.item.history import ItemHistory

_COLUMNS = (
    "time",
    "event",
    "stage_before",
    "stage_after",
    "meaning_incorrect",
    "reading_incorrect",
    "late_seconds",
    "inferred",
    "note",
    "subject_id",
    "characters",
    "subject_type",
)
_TERMINAL_COLUMNS = _COLUMNS[:9]


def item_table(history: ItemHistory) -> Table:
    """Return a row for each review, milestone and reset, in the order of time.

    Before the last row, one says how many reviews are not known individually, if there are any. The last one
    says what comes `next`; its time is when the item falls due, or since when it waits, and empty otherwise.
    """
    about = (history.subject.id, history.label, history.subject.kind)
    return Table(_COLUMNS, [(*row, *about) for row in _rows(history)], _TERMINAL_COLUMNS)


def _rows(history: ItemHistory) -> Iterator[tuple[Cell, ...]]:
    for event in events(history):
        yield (
            Timestamp(event.at),
            event.kind,
            _stage(event.before),
            "locked" if event.kind == "reset" else _stage(event.after),
            *_review_cells(event),
            "" if event.target_level is None else f"to level {event.target_level}",
        )
    nothing = (None,) * 4
    if history.not_known:
        note = f"{counted(history.not_known, 'more review')} counted by WaniKani"
        yield None, "not_known", None, None, *nothing, note
    coming = history.next
    now = "locked" if history.stage is None else _stage(history.stage)
    at = None if coming.at is None else Timestamp(coming.at)
    yield at, "next", now, None, *nothing, coming.kind


def _review_cells(event: ItemEvent) -> tuple[Cell, ...]:
    review = event.review
    if review is None:
        return (None,) * 4
    return review.meaning_incorrect, review.reading_incorrect, review.late_seconds, int(review.inferred)


def _stage(stage: int | None) -> str | None:
    return None if stage is None else SrsStage(stage).label
