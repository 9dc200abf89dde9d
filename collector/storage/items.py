"""Items: what WaniKani teaches, joined with where the learner stands."""

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from collector.core.kinds import KINDS_WITHOUT_READING
from collector.core.model import AssignmentId, Item, SubjectId
from collector.statistics.differences import AssignmentState
from collector.storage.rows import record, records
from collector.storage.transaction import Transaction

_NO_READING = ", ".join(f"'{kind}'" for kind in sorted(KINDS_WITHOUT_READING))
# True if a reading is asked, of an assignment `a` and its subject `s`: kanji and vocabulary always have
# one; a kind that is not known has one when its subject has readings.
HAS_READING = f"""(a.subject_type IN ('kanji', 'vocabulary')
       OR (a.subject_type NOT IN ({_NO_READING}) AND coalesce(s.readings, '[]') != '[]'))"""
_COLUMNS = f"""
SELECT a.subject_id, a.subject_type AS kind, a.srs_stage AS stage,
       a.unlocked_at IS NOT NULL AS unlocked, a.passed_at IS NOT NULL AS passed, a.available_at,
       a.hidden OR s.hidden_at IS NOT NULL AS hidden, s.level, {HAS_READING} AS has_reading,
       coalesce(s.characters, s.slug, '') AS label, coalesce(s.meaning, '') AS meaning_text,
       coalesce(t.meaning_correct, 0) AS meaning_correct,
       coalesce(t.meaning_incorrect, 0) AS meaning_incorrect,
       coalesce(t.meaning_current_streak, 0) AS meaning_streak,
       coalesce(t.reading_correct, 0) AS reading_correct,
       coalesce(t.reading_incorrect, 0) AS reading_incorrect,
       coalesce(t.reading_current_streak, 0) AS reading_streak
"""
_ITEMS = f"""
{_COLUMNS} FROM assignment AS a
LEFT JOIN subject AS s ON s.id = a.subject_id
LEFT JOIN review_statistic AS t ON t.subject_id = a.subject_id
"""
# SQLite keeps the order of a CROSS JOIN (https://www.sqlite.org/lang_select.html): else all items come first.
_OFTEN_WRONG = f"""
{_COLUMNS} FROM review_statistic AS t
CROSS JOIN assignment AS a ON a.subject_id = t.subject_id
LEFT JOIN subject AS s ON s.id = a.subject_id
WHERE t.meaning_incorrect >= max(t.meaning_current_streak, 1)
   OR t.reading_incorrect >= max(t.reading_current_streak, 1)
ORDER BY +a.subject_id
"""


def items(tx: Transaction) -> Iterator[Item]:
    """Yield every assignment joined with its subject and statistic, by subject."""
    return records(Item, tx.execute(f"{_ITEMS} ORDER BY a.subject_id"))


def kanji_items(tx: Transaction, level: int) -> Iterator[Item]:
    """Yield the items that are kanji of *level*, by subject."""
    return records(
        Item,
        tx.execute(
            f"{_ITEMS} WHERE a.subject_type = 'kanji' AND s.level = ? ORDER BY a.subject_id", (level,)
        ),
    )


def often_wrong_items(tx: Transaction) -> Iterator[Item]:
    """Yield the items, by subject, that were answered wrong as often as right in a row since, or oftener.

    All leeches are among them, by any measure that divides wrong answers by the streak or more.
    """
    return records(Item, tx.execute(_OFTEN_WRONG))


class KnownItem(NamedTuple):
    """The part of an item that a review's point needs; *level* is None while the subject is not known."""

    assignment_id: AssignmentId
    subject_id: SubjectId
    kind: str
    level: int | None
    has_reading: bool


_KNOWN_ITEMS = f"""
SELECT a.id AS assignment_id, a.subject_id, a.subject_type AS kind, s.level, {HAS_READING} AS has_reading
FROM assignment AS a LEFT JOIN subject AS s ON s.id = a.subject_id
"""  # noqa: S608 - the kinds are a constant


def known_item(tx: Transaction, assignment: AssignmentId) -> KnownItem | None:
    """Return what is known of an item; None while its assignment is not in the mirror."""
    return record(KnownItem, tx.execute(f"{_KNOWN_ITEMS} WHERE a.id = ?", (assignment,)))


def known_item_of(tx: Transaction, subject: SubjectId) -> KnownItem | None:
    """Return what is known of the item of *subject*; None while it has no assignment in the mirror."""
    return record(KnownItem, tx.execute(f"{_KNOWN_ITEMS} WHERE a.subject_id = ?", (subject,)))


class LockedItems(NamedTuple):
    """Items that cannot be studied: *lessons* that were not done, and items in *review*."""

    lessons: int
    in_review: int


def items_above(tx: Transaction, level: int) -> LockedItems:
    """Count the items above *level*, unlocked, not hidden and not burned."""
    found = record(
        LockedItems,
        tx.execute(
            """SELECT count(*) FILTER (WHERE a.srs_stage = 0) AS lessons,
                      count(*) FILTER (WHERE a.srs_stage BETWEEN 1 AND 8) AS in_review
               FROM assignment AS a JOIN subject AS s ON s.id = a.subject_id
               WHERE s.level > ? AND a.unlocked_at IS NOT NULL AND NOT a.hidden AND s.hidden_at IS NULL""",
            (level,),
        ),
    )
    return found or LockedItems(0, 0)


class ListedItem(NamedTuple):
    """A subject and where the learner stands with it; *stage* is None while it is locked."""

    subject_id: SubjectId
    kind: str
    level: int
    slug: str
    characters: str | None
    meanings: tuple[str, ...]
    readings: tuple[str, ...]
    other_meanings: tuple[str, ...]
    other_readings: tuple[str, ...]
    stage: int | None


_LISTED = """
SELECT s.id AS subject_id, s.kind, s.level, s.slug, s.characters, s.meanings, s.readings,
       s.other_meanings, s.other_readings,
       CASE WHEN a.unlocked_at IS NOT NULL THEN a.srs_stage END AS stage
FROM subject AS s LEFT JOIN assignment AS a ON a.subject_id = s.id
"""


def listed_items(tx: Transaction) -> Iterator[ListedItem]:
    """Yield all items to learn, except hidden ones, in WaniKani's order: by level, radicals first."""
    rows = tx.execute(
        f"{_LISTED} WHERE s.hidden_at IS NULL AND NOT coalesce(a.hidden, 0) ORDER BY s.level, "
        "CASE s.kind WHEN 'radical' THEN 0 WHEN 'kanji' THEN 1 ELSE 2 END, s.id"
    )
    return records(ListedItem, rows)


def listed_item(tx: Transaction, subject: SubjectId) -> ListedItem | None:
    """Return one subject, also a hidden one; None where it is not known."""
    return record(ListedItem, tx.execute(f"{_LISTED} WHERE s.id = ?", (subject,)))


def name_of(tx: Transaction, subject: SubjectId) -> str:
    """Return what a person knows a subject by: `kanji 水`."""
    rows = tx.execute("SELECT kind, coalesce(characters, slug) FROM subject WHERE id = ?", (subject,))
    for kind, label in rows:
        return f"{kind} {label}"
    return f"subject {subject}"


class ItemName(NamedTuple):
    """The name of a subject for people; *label* is its characters, or a word for one that has none."""

    subject_id: SubjectId
    kind: str
    label: str
    meaning: str


def item_names(tx: Transaction, subjects: Iterable[SubjectId]) -> dict[SubjectId, ItemName]:
    """Return what each of *subjects* is known by that is in the mirror."""
    rows = tx.execute(
        "SELECT id AS subject_id, kind, coalesce(characters, slug) AS label, meaning FROM subject "
        "WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(subjects)),),
    )
    return {name.subject_id: name for name in records(ItemName, rows)}


class _Assignment(NamedTuple):
    id: AssignmentId
    state: AssignmentState


def assignment_states(tx: Transaction) -> dict[AssignmentId, AssignmentState]:
    """Return where every assignment stands, as the mirror has it."""
    rows = tx.execute(
        """SELECT a.id, a.subject_id AS state_subject_id, a.subject_type AS state_kind,
                  a.srs_stage AS state_stage, a.updated_at AS state_updated_at,
                  a.unlocked_at IS NOT NULL AND NOT a.hidden AND s.hidden_at IS NULL AS state_counted
           FROM assignment AS a LEFT JOIN subject AS s ON s.id = a.subject_id"""
    )
    return {assignment.id: assignment.state for assignment in records(_Assignment, rows)}


def hidden_subjects(tx: Transaction) -> frozenset[SubjectId]:
    """Return the subjects that WaniKani has hidden."""
    return frozenset(
        subject for (subject,) in tx.execute("SELECT id FROM subject WHERE hidden_at IS NOT NULL")
    )
