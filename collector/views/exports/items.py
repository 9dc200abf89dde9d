"""Tables of items: those with wrong answers, the known and the unknown ones, the leeches."""

from collections import defaultdict
from collections.abc import Iterator

from collector.core.facts import Review
from collector.core.model import SubjectId
from collector.core.stages import SrsStage
from collector.statistics.leeches import worst
from collector.storage import items, ledger
from collector.storage.items import ListedItem
from collector.storage.transaction import Transaction
from collector.views.exports.table import ITEM_COLUMNS, Cell, ExportFilter, Table, Timestamp

_ABOUT_BRIEF = ("characters", "meanings", "readings", "subject_type", "level", "srs_stage")
_FAILED_BRIEF = (
    "characters", "meanings", "readings", "level", "meaning_incorrect", "reading_incorrect", "subject_id",
)  # fmt: skip


def about(item: ListedItem) -> tuple[Cell, ...]:
    """Return the cells of `ITEM_COLUMNS`; a radical that is only a picture goes by its name."""
    stage = "locked" if item.stage is None else SrsStage(item.stage).label
    named = item.characters or item.slug
    forms = (item.meanings, item.readings, item.other_meanings, item.other_readings)
    return named, *forms, item.kind, item.level, stage


def failed(tx: Transaction, wanted: ExportFilter) -> Table:
    """Return the items that had wrong answers, those with most of them first; *times* are their reviews."""
    by_item = defaultdict[SubjectId, list[Review]](list)
    for review in ledger.reviews.reviews(tx, wanted.since, wanted.until):
        if not review.correct and wanted.includes(review.subject_type):
            by_item[review.subject_id].append(review)
    ordered = sorted(
        by_item.items(), key=lambda pair: (-sum(map(sum, map(_wrong, pair[1]))), -pair[1][-1].at)
    )
    columns = (
        *ITEM_COLUMNS,
        "meaning_incorrect",
        "reading_incorrect",
        "failed_reviews",
        "times",
        "subject_id",
    )
    rows = [
        (
            *about(item),
            *map(sum, zip(*map(_wrong, reviews), strict=True)),
            len(reviews),
            _times(reviews),
            subject,
        )
        for subject, reviews in ordered
        if (item := items.listed_item(tx, subject)) is not None and item.level in wanted.levels
    ]
    return Table(columns, rows, _FAILED_BRIEF, of_items=True)


def _wrong(review: Review) -> tuple[int, int]:
    return review.meaning_incorrect, review.reading_incorrect or 0


def _times(reviews: list[Review]) -> tuple[Timestamp, ...]:
    return tuple(Timestamp(review.at) for review in reviews)


def known(tx: Transaction, wanted: ExportFilter) -> Table:
    """Return the items at or above the wanted stage."""
    return _items(_known_items(tx, wanted))


def unknown(tx: Transaction, wanted: ExportFilter) -> Table:
    """Return the items below the wanted stage, and those that are not there yet."""
    return _items(_unknown_items(tx, wanted))


def known_characters(tx: Transaction, wanted: ExportFilter) -> Iterator[str]:
    """Yield the characters of the items at or above the wanted stage; some radicals have none."""
    return _characters(_known_items(tx, wanted))


def unknown_characters(tx: Transaction, wanted: ExportFilter) -> Iterator[str]:
    """Yield those of the items below the wanted stage, and of those that are not there yet."""
    return _characters(_unknown_items(tx, wanted))


def _known_items(tx: Transaction, wanted: ExportFilter) -> Iterator[ListedItem]:
    return (item for item in _wanted(tx, wanted) if _is_known(item, wanted))


def _unknown_items(tx: Transaction, wanted: ExportFilter) -> Iterator[ListedItem]:
    return (item for item in _wanted(tx, wanted) if not _is_known(item, wanted))


def _characters(items_of: Iterator[ListedItem]) -> Iterator[str]:
    return (item.characters for item in items_of if item.characters)


def _is_known(item: ListedItem, wanted: ExportFilter) -> bool:
    return item.stage is not None and item.stage >= wanted.stage


def _items(items: Iterator[ListedItem]) -> Table:
    rows = ((*about(item), item.subject_id) for item in items)
    return Table((*ITEM_COLUMNS, "subject_id"), rows, _ABOUT_BRIEF, of_items=True)


def _wanted(tx: Transaction, wanted: ExportFilter) -> Iterator[ListedItem]:
    return (
        item for item in items.listed_items(tx) if wanted.includes(item.kind) and item.level in wanted.levels
    )


def leeches(tx: Transaction, wanted: ExportFilter) -> Table:
    """Return the items that cost most, worst first, as the database has them."""
    columns = ("rank", *ITEM_COLUMNS, "incorrect", "current_streak", "score", "subject_id")
    rows = [
        (
            rank,
            *about(item),
            leech.incorrect,
            leech.current_streak,
            round(leech.score, 2),
            item.subject_id,
        )
        for rank, leech in enumerate(worst(items.often_wrong_items(tx)), start=1)
        if (item := items.listed_item(tx, leech.subject_id)) is not None
        and wanted.includes(item.kind)
        and item.level in wanted.levels
    ]
    brief = ("rank", "characters", "meanings", "level", "incorrect", "current_streak", "score", "subject_id")
    return Table(columns, rows, brief, of_items=True)
