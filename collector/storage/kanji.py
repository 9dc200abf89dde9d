"""The kanji that WaniKani teaches, what is known of when each was learned, and which lists were counted."""

from collections.abc import Iterator

from collector.core.model import KanjiEvent, StudiedKanji
from collector.storage.rows import records, value
from collector.storage.transaction import Transaction

_KANJI = """
SELECT s.id AS subject_id, coalesce(s.characters, s.slug) AS characters, s.level,
       iif(a.hidden, NULL, a.started_at) AS started_at, iif(a.hidden, NULL, a.passed_at) AS passed_at
FROM subject AS s LEFT JOIN assignment AS a ON a.subject_id = s.id
WHERE s.kind = 'kanji' AND s.hidden_at IS NULL ORDER BY s.id
"""
_EVENTS = """
SELECT m.subject_id, m.at, m.kind = 'passed' AS passed
FROM milestone AS m JOIN assignment AS a ON a.id = m.assignment_id
WHERE m.subject_type = 'kanji' AND m.kind IN ('started', 'passed') AND NOT a.hidden ORDER BY m.time
"""


def kanji(tx: Transaction) -> Iterator[StudiedKanji]:
    """Yield the kanji that are not hidden, by subject."""
    return records(StudiedKanji, tx.execute(_KANJI))


def kanji_events(tx: Transaction) -> Iterator[KanjiEvent]:
    """Yield when kanji were started and passed, in the order of time; nothing of hidden assignments."""
    return records(KanjiEvent, tx.execute(_EVENTS))


def counted_lists(tx: Transaction) -> str | None:
    """Return the version of the lists that were counted last; None before the first time."""
    found: str | None = value(tx.execute("SELECT version FROM counted_lists"))
    return found


def note_counted_lists(tx: Transaction, version: str) -> None:
    """Store the *version* of the lists that are counted now."""
    tx.execute(
        "INSERT INTO counted_lists (one, version) VALUES (1, ?) "
        "ON CONFLICT (one) DO UPDATE SET version = excluded.version",
        (version,),
    )
