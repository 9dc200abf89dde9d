"""The mirror: WaniKani's rows as they came, and how many of them changed."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.core.model import (
    Assignment,
    AssignmentId,
    LevelProgression,
    Reset,
    ReviewRecord,
    ReviewStatistic,
    SrsSystem,
    Subject,
    SubjectId,
    Summary,
    User,
)
from collector.core.moments import SECOND, Moment
from collector.storage import mirror
from collector.storage.database import Store
from collector.storage.rows import records
from collector.storage.transaction import Transaction
from tests.storage.any_record import any_record, few
from tests.storage.samples import GUN, STUDIED, WATER, assigned

REVIEW = ReviewRecord(
    id=1,
    assignment_id=AssignmentId(1),
    subject_id=WATER.id,
    created_at=Moment(1),
    starting_srs_stage=1,
    ending_srs_stage=2,
    incorrect_meaning_answers=0,
    incorrect_reading_answers=0,
    updated_at=Moment(1),
)

Save = Callable[[Transaction, Iterable[Any]], int]
SAVES: dict[str, tuple[type, Save]] = {
    "subject": (Subject, mirror.save_subjects),
    "assignment": (Assignment, mirror.save_assignments),
    "review_statistic": (ReviewStatistic, mirror.save_review_statistics),
    "reset": (Reset, mirror.save_resets),
    "level_progression": (LevelProgression, mirror.save_level_progressions),
    "srs_system": (SrsSystem, mirror.save_srs_systems),
    "review_record": (ReviewRecord, mirror.save_review_records),
}


@pytest.mark.parametrize("table", SAVES)
@few
@given(data=st.data())
def test_rows_are_read_as_they_were_saved_and_the_same_row_changes_nothing(
    store: Store, table: str, data: st.DataObject
) -> None:
    kind, save = SAVES[table]
    rows = data.draw(st.lists(any_record(kind), max_size=3, unique_by=lambda row: row.id))
    with store.rehearsal() as tx:
        assert save(tx, rows) == len(rows)
        read: list[Any] = list(records(kind, tx.execute(f"SELECT * FROM {table} ORDER BY id")))
        assert read == sorted(rows, key=lambda row: row.id)
        assert save(tx, rows) == 0


@few
@given(before=any_record(User), after=any_record(User))
def test_there_is_one_user_as_last_saved(store: Store, before: User, after: User) -> None:
    with store.rehearsal() as tx:
        assert mirror.user(tx) is None
        assert mirror.save_user(tx, before) == 1
        assert mirror.save_user(tx, after) == (before != after)
        assert mirror.user(tx) == after


@few
@given(before=any_record(Summary), after=any_record(Summary))
def test_there_is_one_summary_as_last_saved(store: Store, before: Summary, after: Summary) -> None:
    with store.rehearsal() as tx:
        assert mirror.summary(tx) is None
        mirror.save_summary(tx, before)
        assert mirror.save_summary(tx, after) == (before != after)
        assert mirror.summary(tx) == after


def test_only_rows_that_are_new_or_different_are_counted(tx: Transaction) -> None:
    assert mirror.save_subjects(tx, [WATER, GUN]) == 2
    assert mirror.save_subjects(tx, [WATER, replace(GUN, level=9), replace(WATER, id=SubjectId(3))]) == 2


def test_an_item_that_becomes_dirty_is_not_counted_as_a_row(tx: Transaction) -> None:
    assert mirror.save_assignments(tx, [STUDIED, assigned(GUN)]) == 2


def test_rows_of_reviews_are_those_from_a_moment_on_in_the_order_of_time(tx: Transaction) -> None:
    def at(id_: int, created_at: int) -> ReviewRecord:
        return replace(REVIEW, id=id_, created_at=Moment(created_at))

    rows = [at(1, 30), at(2, 10), at(3, 20), at(4, 20)]
    mirror.save_review_records(tx, rows)
    assert [row.id for row in mirror.review_records(tx, Moment(20))] == [3, 4, 1]


def test_the_level_of_known_subjects_is_given(tx: Transaction) -> None:
    mirror.save_subjects(tx, [WATER, GUN])
    assert mirror.subject_levels(tx, [WATER.id, SubjectId(99)]) == {WATER.id: 2}
    assert mirror.subject_levels(tx, []) == {}
    assert mirror.has_subjects(tx, [])
    assert mirror.has_subjects(tx, [WATER.id, GUN.id])
    assert not mirror.has_subjects(tx, [WATER.id, SubjectId(99)])


def test_the_kanji_of_a_level_are_those_that_are_not_hidden(tx: Transaction) -> None:
    fire = replace(WATER, id=SubjectId(3))
    word = replace(WATER, id=SubjectId(4), kind="vocabulary")
    gone = replace(WATER, id=SubjectId(5), hidden_at=Moment(1))
    above = replace(WATER, id=SubjectId(6), level=3)
    mirror.save_subjects(tx, [WATER, fire, word, gone, above])
    assert sorted(mirror.kanji_of_level(tx, 2)) == [WATER.id, fire.id]


def test_a_reset_that_was_never_confirmed_was_never_done(tx: Transaction) -> None:
    confirmed = Reset(1, original_level=9, target_level=4, confirmed_at=Moment(50), updated_at=Moment(50))
    mirror.save_resets(tx, [confirmed, replace(confirmed, id=2, confirmed_at=None)])
    assert mirror.confirmed_resets(tx) == [(50, 4)]


def test_intervals_are_microseconds_by_system_and_stage(tx: Transaction) -> None:
    mirror.save_srs_systems(tx, [SrsSystem(1, ((1, 14400), (2, 28800))), SrsSystem(2, ((1, 7200),))])
    assert mirror.intervals(tx) == {1: {1: 14400 * SECOND, 2: 28800 * SECOND}, 2: {1: 7200 * SECOND}}


def test_level_progressions_are_all_there_are(tx: Transaction) -> None:
    first = LevelProgression(1, 1, Moment(1), Moment(2), None, Moment(3))
    mirror.save_level_progressions(tx, [first, replace(first, id=2, level=2)])
    assert [each.level for each in mirror.level_progressions(tx)] == [1, 2]
