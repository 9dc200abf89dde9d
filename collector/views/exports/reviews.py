"""Tables of what was studied: reviews, sessions, accuracy."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from collector.core.facts import Review
from collector.core.model import SubjectId
from collector.core.moments import instant
from collector.core.percent import percent
from collector.core.stages import SrsStage
from collector.storage import items, ledger
from collector.storage.items import ListedItem
from collector.storage.transaction import Transaction
from collector.views.exports.table import At, Cell, ExportFilter, Table

# As `/reviews` calls them, so that `import reviews` reads them again; the others only help.
REVIEW_COLUMNS = (
    "created_at",
    "assignment_id",
    "subject_id",
    "starting_srs_stage",
    "ending_srs_stage",
    "incorrect_meaning_answers",
    "incorrect_reading_answers",
    "late_seconds",
    "inferred",
    "level",
    "subject_type",
    "characters",
    "meanings",
    "time",
)
_BRIEF = (
    "time",
    "characters",
    "meanings",
    "starting_srs_stage",
    "ending_srs_stage",
    "incorrect_meaning_answers",
    "incorrect_reading_answers",
)


def reviews(tx: Transaction, wanted: ExportFilter) -> Table:
    """Return every review, in the order of time; `created_at` is exact, `time` by the learner's clock."""
    return Table(REVIEW_COLUMNS, _review_rows(tx, wanted), _BRIEF)


def _review_rows(tx: Transaction, wanted: ExportFilter) -> Iterator[tuple[Cell, ...]]:
    known: dict[SubjectId, ListedItem | None] = {}
    for review in ledger.reviews.reviews(tx, wanted.since, wanted.until):
        if not wanted.has(review.subject_type):
            continue
        if review.subject_id not in known:
            known[review.subject_id] = items.listed_item(tx, review.subject_id)
        yield (*_as_wanikani_tells(review), *_besides(review, known[review.subject_id]))


def _as_wanikani_tells(review: Review) -> tuple[Cell, ...]:
    return (
        f"{instant(review.at):%Y-%m-%dT%H:%M:%S.%fZ}",
        review.assignment_id,
        review.subject_id,
        review.starting_stage,
        review.ending_stage,
        review.meaning_incorrect,
        review.reading_incorrect or 0,
    )


def _besides(review: Review, item: ListedItem | None) -> tuple[Cell, ...]:
    characters = (item.characters or item.slug) if item else None
    meanings = item.meanings if item else ()
    own = (review.late_seconds, int(review.inferred), review.level, review.subject_type)
    return (*own, characters, meanings, At(review.at))


def sessions(tx: Transaction, wanted: ExportFilter) -> Table:
    """Return the sessions by their first review."""
    columns = (
        "time",
        "reviews",
        "correct",
        "percent",
        "meaning_incorrect",
        "reading_incorrect",
        "duration_seconds",
        "seconds_per_review",
    )
    found = (each for each in ledger.study_time.sessions(tx, wanted.since, wanted.until) if each.reviews)
    rows = [
        (
            At(each.at),
            each.reviews,
            each.correct,
            _percent(each.correct, each.reviews),
            each.meaning_incorrect,
            each.reading_incorrect,
            each.duration_seconds,
            round(each.duration_seconds / (each.reviews - 1), 1) if each.reviews > 1 else None,
        )
        for each in found
    ]
    return Table(columns, rows)


def accuracy(tx: Transaction, wanted: ExportFilter) -> Table:
    """Return how the reviews of each stage went, and all; `percent` is of those without a wrong answer."""
    counted: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for review in ledger.reviews.reviews(tx, wanted.since, wanted.until):
        if wanted.has(review.subject_type):
            counted[review.starting_stage].update(_went(review))
    rows = [(SrsStage(stage).label, *_shares(counted[stage])) for stage in sorted(counted)]
    together: Counter[str] = sum(counted.values(), Counter())
    columns = (
        "srs_stage",
        "reviews",
        "correct",
        "percent",
        "meaning_percent",
        "reading_percent",
        "meaning_incorrect",
        "reading_incorrect",
    )
    return Table(columns, [*rows, ("all", *_shares(together))] if rows else [])


def _went(review: Review) -> dict[str, int]:
    return {
        "reviews": 1,
        "correct": int(review.correct),
        "meanings right": int(not review.meaning_incorrect),
        "readings": int(review.reading_incorrect is not None),
        "readings right": int(review.reading_incorrect == 0),
        "meaning wrong": review.meaning_incorrect,
        "reading wrong": review.reading_incorrect or 0,
    }


def _shares(of: Counter[str]) -> tuple[Cell, ...]:
    return (
        of["reviews"],
        of["correct"],
        _percent(of["correct"], of["reviews"]),
        _percent(of["meanings right"], of["reviews"]),
        _percent(of["readings right"], of["readings"]),
        of["meaning wrong"],
        of["reading wrong"],
    )


def _percent(part: int, whole: int) -> float | None:
    return float(percent(part, whole, decimals=1)) if whole else None
