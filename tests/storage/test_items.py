"""Items: what WaniKani teaches, joined with where the learner stands."""

from dataclasses import replace

import pytest

from collector.core.model import AssignmentId, Item, ReviewStatistic, Subject, SubjectId
from collector.core.moments import Moment
from collector.core.stages import SrsStage
from collector.statistics.differences import AssignmentState
from collector.storage import items, mirror
from collector.storage.items import KnownItem, ListedItem
from collector.storage.transaction import Transaction
from tests.storage.samples import ANSWERED, GUN, STUDIED, WATER, assigned

HIDDEN = replace(WATER, id=SubjectId(3), hidden_at=Moment(5))
WORD = replace(WATER, id=SubjectId(4), kind="vocabulary", slug="water-word", characters="水")


def save(tx: Transaction, *subjects: Subject, statistics: tuple[ReviewStatistic, ...] = ()) -> None:
    """Save *subjects*, each with an assignment."""
    mirror.save_subjects(tx, subjects)
    mirror.save_assignments(tx, [assigned(subject) for subject in subjects])
    mirror.save_review_statistics(tx, statistics)


def test_an_item_is_an_assignment_with_its_subject_and_statistic(tx: Transaction) -> None:
    save(tx, WATER, statistics=(ANSWERED,))
    assert list(items.items(tx)) == [
        Item(
            subject_id=WATER.id,
            kind="kanji",
            stage=5,
            unlocked=True,
            passed=True,
            available_at=STUDIED.available_at,
            hidden=False,
            level=2,
            has_reading=True,
            label="水",
            meaning_text="water",
            meaning_correct=5,
            meaning_incorrect=1,
            meaning_streak=2,
            reading_correct=3,
            reading_incorrect=2,
            reading_streak=1,
        )
    ]


def test_an_item_without_a_statistic_was_never_answered(tx: Transaction) -> None:
    save(tx, WATER)
    (item,) = items.items(tx)
    assert (item.meaning_correct, item.meaning_streak, item.reading_incorrect) == (0, 0, 0)


def test_an_item_whose_subject_is_not_known_has_no_level_and_no_name(tx: Transaction) -> None:
    mirror.save_assignments(tx, [STUDIED])
    (item,) = items.items(tx)
    assert (item.level, item.label, item.meaning_text, item.hidden) == (None, "", "", False)


def test_an_item_is_hidden_with_its_assignment_or_with_its_subject(tx: Transaction) -> None:
    save(tx, WATER, HIDDEN, WORD)
    mirror.save_assignments(tx, [replace(assigned(WORD), hidden=True)])
    assert {item.subject_id: item.hidden for item in items.items(tx)} == {1: False, 3: True, 4: True}


def test_a_subject_without_characters_is_called_by_its_slug(tx: Transaction) -> None:
    save(tx, WATER, GUN)
    assert [item.label for item in items.items(tx)] == ["水", "gun"]
    assert items.name_of(tx, WATER.id) == "kanji 水"
    assert items.name_of(tx, GUN.id) == "radical gun"
    assert items.name_of(tx, SubjectId(99)) == "subject 99"


@pytest.mark.parametrize(
    ("kind", "readings", "has_reading"),
    [
        ("kanji", (), True),
        ("vocabulary", (), True),
        ("radical", ("じゅう",), False),
        ("kana_vocabulary", ("じゅう",), False),
        ("a kind of next year", ("じゅう",), True),
        ("a kind of next year", (), False),
    ],
)
def test_a_reading_is_asked_by_kind_and_of_new_kinds_that_have_readings(
    tx: Transaction, kind: str, readings: tuple[str, ...], has_reading: bool
) -> None:
    save(tx, replace(WATER, kind=kind, readings=readings))
    (item,) = items.items(tx)
    assert item.has_reading is has_reading
    known = items.known_item(tx, STUDIED.id)
    assert known == KnownItem(STUDIED.id, WATER.id, kind, 2, has_reading)


def test_an_item_is_known_once_its_assignment_is(tx: Transaction) -> None:
    assert items.known_item(tx, STUDIED.id) is None
    mirror.save_assignments(tx, [STUDIED])
    assert items.known_item(tx, STUDIED.id) == KnownItem(STUDIED.id, WATER.id, "kanji", None, True)


def test_a_listed_item_has_all_that_a_person_knows_it_by(tx: Transaction) -> None:
    save(tx, WATER)
    assert items.listed_item(tx, WATER.id) == ListedItem(
        subject_id=WATER.id,
        kind="kanji",
        level=2,
        slug="water",
        characters="水",
        meanings=("water", "fluid"),
        readings=("すい",),
        other_meanings=(),
        other_readings=("みず",),
        stage=SrsStage.GURU_1,
    )


def test_a_locked_item_has_no_stage(tx: Transaction) -> None:
    mirror.save_subjects(tx, [WATER, WORD])
    mirror.save_assignments(tx, [replace(assigned(WORD), unlocked_at=None)])
    assert [item.stage for item in items.listed_items(tx)] == [None, None]


def test_items_are_listed_by_level_radicals_first_and_hidden_ones_left_out(tx: Transaction) -> None:
    radical = replace(GUN, id=SubjectId(9), level=2)
    save(tx, WORD, WATER, HIDDEN, radical, GUN)
    gone = replace(WATER, id=SubjectId(7))
    mirror.save_subjects(tx, [gone])
    mirror.save_assignments(tx, [replace(assigned(gone), hidden=True)])
    assert [item.subject_id for item in items.listed_items(tx)] == [GUN.id, radical.id, WATER.id, WORD.id]


def test_a_hidden_subject_is_found_when_it_is_asked_for(tx: Transaction) -> None:
    save(tx, HIDDEN)
    found = items.listed_item(tx, HIDDEN.id)
    assert found is not None
    assert found.subject_id == HIDDEN.id
    assert items.listed_item(tx, SubjectId(99)) is None
    assert items.hidden_subjects(tx) == {HIDDEN.id}


def test_an_assignment_counts_when_it_is_unlocked_and_nothing_of_it_is_hidden(tx: Transaction) -> None:
    save(tx, WATER, HIDDEN, WORD, GUN)
    mirror.save_assignments(
        tx, [replace(assigned(WORD), hidden=True), replace(assigned(GUN), unlocked_at=None)]
    )
    states = items.assignment_states(tx)
    assert states[STUDIED.id] == AssignmentState(
        subject_id=WATER.id, kind="kanji", stage=5, counted=True, updated_at=STUDIED.updated_at
    )
    counted = {assignment for assignment, state in states.items() if state.counted}
    assert (len(states), counted) == (4, {STUDIED.id})


def test_an_assignment_counts_also_while_its_subject_is_not_known(tx: Transaction) -> None:
    mirror.save_assignments(tx, [STUDIED])
    assert items.assignment_states(tx)[AssignmentId(101)].counted is True
