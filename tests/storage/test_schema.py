"""The tables: a column for each field, a mark of our own, and triggers that miss no change."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from collector.core import facts, model, projection_facts
from collector.core.confirmed_time import Confirmation
from collector.core.cursor import Cursor
from collector.core.moments import Moment
from collector.core.projection import ProjectedWeek
from collector.core.retention import PointsTooOld
from collector.core.unknown_polls import UnknownPolls
from collector.reconstruction.snapshots import ItemState
from collector.storage import ledger, mirror, mnemonics, outbox, runs, schema
from collector.storage.columns import columns_of
from collector.storage.identity import Identity
from collector.storage.transaction import Transaction
from tests.storage.samples import ANSWERED, GUN, STUDIED, WATER, answered, assigned

OTHER_ASSIGNMENT, OTHER_STATISTIC = assigned(GUN), answered(GUN)

# Which record each table keeps, and the columns beside its fields.
TABLES: dict[str, tuple[type, set[str]]] = {
    "user": (model.User, {"one"}),
    "summary": (model.Summary, {"one"}),
    "subject": (model.Subject, {"meaning"}),
    "mnemonic": (mnemonics._Row, set()),
    "assignment": (model.Assignment, set()),
    "review_statistic": (model.ReviewStatistic, set()),
    "reset": (model.Reset, set()),
    "level_progression": (model.LevelProgression, set()),
    "srs_system": (model.SrsSystem, set()),
    "review_record": (model.ReviewRecord, set()),
    "cursor": (Cursor, set()),
    "baseline": (ItemState, {"assignment_id"}),
    "account": (Identity, {"one"}),
    "heartbeat": (facts.Heartbeat, {"id"}),
    "held_heartbeat": (ledger.heartbeats.HeldHeartbeat, {"id"}),
    "confirmation": (Confirmation, {"one"}),
    "milestone": (facts.Milestone, {"time"}),
    "level_attempt": (facts.LevelAttempt, {"id"}),
    "annotation": (facts.Annotation, set()),
    "forecast": (facts.ForecastHour, {"id"}),
    "leech": (facts.LeechRank, {"id"}),
    "review": (facts.Review, {"time"}),
    "session": (facts.Session, {"id"}),
    "study_hour": (facts.StudyHour, {"id"}),
    "study_day": (facts.StudyDay, {"id"}),
    "projected_day": (projection_facts.ProjectedBand, {"id"}),
    "projected_level": (projection_facts.ProjectedLevel, {"id", "made_at"}),
    "projected_pace": (projection_facts.ProjectedPace, set()),
    "projected_week": (ProjectedWeek, {"made_at"}),
    "projection_score": (projection_facts.ProjectionScore, set()),
    "coverage": (facts.Coverage, {"id"}),
    "imported_counts": (facts.ImportedCounts, set()),
    "outbox": (outbox._Batch, set()),
    "rejected": (outbox.RejectedPoint, {"id", "at"}),
    "too_old": (PointsTooOld, {"one"}),
    "unknown_polls": (UnknownPolls, {"one"}),
    "run": (runs.Run, {"id"}),
    "delivery": (runs.DeliveryState, {"one"}),
}
# What these keep is no record of one row: `ledger.polls`, `baselines`, `projections` and `kanji` say what.
OTHERS = {"poll", "dirty", "statistics_read", "checksum", "commits", "projection", "counted_lists"}
# The version of the tables, and what they are then.
PINNED = (9, "d508edc7faf68d78")


@pytest.fixture
def empty() -> Iterator[sqlite3.Connection]:
    """A database in which nothing was written."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    yield connection
    connection.close()


def names_of(connection: sqlite3.Connection, query: str) -> set[str]:
    return {name for (name,) in connection.execute(query)}


@pytest.mark.parametrize("table", TABLES)
def test_a_table_has_a_column_for_each_field_of_its_record(tx: Transaction, table: str) -> None:
    record, beside = TABLES[table]
    columns = names_of(tx, f"SELECT name FROM pragma_table_xinfo('{table}')")
    assert columns == set(columns_of(record).names) | beside


def test_every_table_is_strict_and_of_this_list(tx: Transaction) -> None:
    ours = "FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'"
    assert names_of(tx, f"SELECT name {ours}") == set(TABLES) | OTHERS
    assert names_of(tx, f"SELECT name {ours} AND NOT strict") == set()


def test_the_tables_change_only_with_their_version(tx: Transaction) -> None:
    columns = tx.execute(
        'SELECT t.name, c.name, c.type, c."notnull", c.pk '
        "FROM pragma_table_list t, pragma_table_xinfo(t.name) c "
        "WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite_%' ORDER BY 1, 2"
    ).fetchall()
    of_indexes = "SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql NOT NULL ORDER BY 1"
    indexes = tx.execute(of_indexes).fetchall()
    digest = hashlib.sha256(repr((columns, indexes)).encode()).hexdigest()[:16]
    assert (schema.VERSION, digest) == PINNED, (
        "Users have states of the old tables. Raise VERSION in collector/storage/schema.py, alter the tables "
        "in collector/storage/upgrades.py, undo that in tests/storage/older_versions.py, and pin the pair."
    )


def test_the_mark_tells_a_state_from_an_empty_file(empty: sqlite3.Connection) -> None:
    assert schema.is_empty(empty)
    assert not schema.is_ours(empty)
    schema.create(empty)
    assert not schema.is_empty(empty)
    assert schema.is_ours(empty)
    assert schema.version(empty) == schema.VERSION


@pytest.mark.parametrize(
    "written", ["CREATE TABLE notes (text TEXT)", "PRAGMA user_version = 3", "PRAGMA application_id = 1"]
)
def test_a_file_in_which_anything_was_written_is_neither_empty_nor_ours(
    empty: sqlite3.Connection, written: str
) -> None:
    empty.execute(written)
    assert not schema.is_empty(empty)
    assert not schema.is_ours(empty)


def test_tables_that_cannot_all_be_created_are_not_created_at_all(
    empty: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "STATEMENTS", (*schema.STATEMENTS, "CREATE TABLE broken ("))
    with pytest.raises(sqlite3.OperationalError):
        schema.create(empty)
    assert schema.is_empty(empty)


SAVES: dict[str, tuple[Callable[[Transaction], int], bool]] = {
    "a new assignment": (lambda tx: mirror.save_assignments(tx, [OTHER_ASSIGNMENT]), True),
    "a new statistic": (lambda tx: mirror.save_review_statistics(tx, [OTHER_STATISTIC]), True),
    "a changed assignment": (
        lambda tx: mirror.save_assignments(tx, [replace(STUDIED, updated_at=Moment(99))]),
        True,
    ),
    "a changed statistic": (
        lambda tx: mirror.save_review_statistics(tx, [replace(ANSWERED, updated_at=Moment(99))]),
        True,
    ),
    "the same assignment": (lambda tx: mirror.save_assignments(tx, [STUDIED]), False),
    "the same statistic": (lambda tx: mirror.save_review_statistics(tx, [ANSWERED]), False),
    "a changed subject": (lambda tx: mirror.save_subjects(tx, [replace(WATER, level=9)]), False),
}


@pytest.mark.parametrize(("save", "is_dirty"), SAVES.values(), ids=SAVES)
def test_an_item_is_dirty_once_its_assignment_or_statistic_changed(
    tx: Transaction, save: Callable[[Transaction], int], is_dirty: bool
) -> None:
    mirror.save_subjects(tx, [WATER])
    mirror.save_assignments(tx, [STUDIED])
    mirror.save_review_statistics(tx, [ANSWERED])
    tx.execute("DELETE FROM dirty")
    save(tx)
    assert len(tx.execute("SELECT * FROM dirty").fetchall()) == is_dirty


def test_an_item_that_is_deferred_stays_so_when_its_rows_change(tx: Transaction) -> None:
    mirror.save_assignments(tx, [STUDIED])
    tx.execute("UPDATE dirty SET since = 7")
    mirror.save_assignments(tx, [replace(STUDIED, updated_at=Moment(99))])
    mirror.save_review_statistics(tx, [ANSWERED])
    assert tx.execute("SELECT subject_id, since FROM dirty").fetchall() == [(WATER.id, 7)]
