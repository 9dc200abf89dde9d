"""Tables of what was studied: reviews, sessions, accuracy."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from collector.core.facts import Review, Session
from collector.core.model import SubjectId
from collector.core.moments import instant
from collector.core.percent import percent
from collector.core.stages import SrsStage
from collector.storage import items, ledger
from collector.storage.items import ListedItem
from collector.storage.transaction import Transaction
from collector.views.exports.table import Cell, ExportFilter, Table, Timestamp

# The first seven as `/reviews` names them, so that `import reviews` reads them again; the others only help.
_REVIEW: dict[str, Callable[[Review, ListedItem | None], Cell]] = {
    "created_at": lambda review, _: f"{instant(review.at):%Y-%m-%dT%H:%M:%S.%fZ}",
    "assignment_id": lambda review, _: review.assignment_id,
    "subject_id": lambda review, _: review.subject_id,
    "starting_srs_stage": lambda review, _: review.starting_stage,
    "ending_srs_stage": lambda review, _: review.ending_stage,
    "incorrect_meaning_answers": lambda review, _: review.meaning_incorrect,
    "incorrect_reading_answers": lambda review, _: review.reading_incorrect or 0,
    "late_seconds": lambda review, _: review.late_seconds,
    "inferred": lambda review, _: int(review.inferred),
    "level": lambda review, _: review.level,
    "subject_type": lambda review, _: review.subject_type,
    "characters": lambda _, item: (item.characters or item.slug) if item else None,
    "meanings": lambda _, item: item.meanings if item else (),
    "time": lambda review, _: Timestamp(review.at),
}


def _seconds_per_review(session: Session) -> float | None:
    return round(session.duration_seconds / (session.reviews - 1), 1) if session.reviews > 1 else None


_SESSION: dict[str, Callable[[Session], Cell]] = {
    "time": lambda session: Timestamp(session.at),
    "reviews": lambda session: session.reviews,
    "correct": lambda session: session.correct,
    "percent": lambda session: _percent(session.correct, session.reviews),
    "meaning_incorrect": lambda session: session.meaning_incorrect,
    "reading_incorrect": lambda session: session.reading_incorrect,
    "duration_seconds": lambda session: session.duration_seconds,
    "seconds_per_review": _seconds_per_review,
}
# A tally of reviews has these counts; those of readings are of reviews that ask for one.
_ACCURACY: dict[str, Callable[[Counter[str]], Cell]] = {
    "reviews": lambda tally: tally["reviews"],
    "correct": lambda tally: tally["correct"],
    "percent": lambda tally: _percent(tally["correct"], tally["reviews"]),
    "meaning_percent": lambda tally: _percent(tally["meanings right"], tally["reviews"]),
    "reading_percent": lambda tally: _percent(tally["readings right"], tally["readings"]),
    "meaning_incorrect": lambda tally: tally["meaning wrong"],
    "reading_incorrect": lambda tally: tally["reading wrong"],
}
_TERMINAL_COLUMNS = (
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
    return Table(tuple(_REVIEW), _review_rows(tx, wanted), _TERMINAL_COLUMNS)


def _review_rows(tx: Transaction, wanted: ExportFilter) -> Iterator[tuple[Cell, ...]]:
    known: dict[SubjectId, ListedItem | None] = {}
    for review in ledger.reviews.reviews(tx, wanted.since, wanted.until):
        if not wanted.includes(review.subject_type):
            continue
        if review.subject_id not in known:
            known[review.subject_id] = items.listed_item(tx, review.subject_id)
        yield tuple(cell(review, known[review.subject_id]) for cell in _REVIEW.values())


def sessions(tx: Transaction, wanted: ExportFilter) -> Table:
    """Return the sessions by their first review."""
    found = (each for each in ledger.study_time.sessions(tx, wanted.since, wanted.until) if each.reviews)
    return Table(tuple(_SESSION), [tuple(cell(each) for cell in _SESSION.values()) for each in found])


def accuracy(tx: Transaction, wanted: ExportFilter) -> Table:
    """Return the accuracy by stage and of all reviews; `percent` is of those without a wrong answer."""
    by_stage: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for review in ledger.reviews.reviews(tx, wanted.since, wanted.until):
        if wanted.includes(review.subject_type):
            by_stage[review.starting_stage].update(_tally(review))
    tallies = {SrsStage(stage).label: by_stage[stage] for stage in sorted(by_stage)}
    if tallies:
        tallies["all"] = sum(by_stage.values(), Counter())
    rows = [(name, *(cell(tally) for cell in _ACCURACY.values())) for name, tally in tallies.items()]
    return Table(("srs_stage", *_ACCURACY), rows)


def _tally(review: Review) -> dict[str, int]:
    return {
        "reviews": 1,
        "correct": int(review.correct),
        "meanings right": int(not review.meaning_incorrect),
        "readings": int(review.reading_incorrect is not None),
        "readings right": int(review.reading_incorrect == 0),
        "meaning wrong": review.meaning_incorrect,
        "reading wrong": review.reading_incorrect or 0,
    }


def _percent(part: int, whole: int) -> float | None:
    return float(percent(part, whole, decimals=1)) if whole else None
