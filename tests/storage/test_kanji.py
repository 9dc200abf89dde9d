"""Kanji with what the learner did: nothing that is hidden, and nothing that is no kanji."""

from dataclasses import replace

from collector.core.facts import Milestone, MilestoneKind
from collector.core.model import KanjiEvent, StudiedKanji, SubjectId
from collector.core.moments import Moment
from collector.storage import kanji, mirror
from collector.storage.ledger import milestones
from collector.storage.transaction import Transaction
from tests.storage.samples import GUN, STUDIED, WATER, assigned

FIRE = replace(WATER, id=SubjectId(3), characters="火")


def test_kanji_are_listed_with_their_dates_and_those_without_an_assignment_too(tx: Transaction) -> None:
    mirror.save_subjects(tx, [WATER, GUN, FIRE])
    mirror.save_assignments(tx, [STUDIED, assigned(GUN)])
    assert list(kanji.kanji(tx)) == [
        StudiedKanji(WATER.id, "水", 2, started_at=Moment(30), passed_at=Moment(40)),
        StudiedKanji(FIRE.id, "火", 2, started_at=None, passed_at=None),
    ]


def test_a_hidden_assignment_leaves_the_kanji_and_a_hidden_subject_does_not(tx: Transaction) -> None:
    mirror.save_subjects(tx, [WATER, replace(FIRE, hidden_at=Moment(5))])
    mirror.save_assignments(tx, [replace(STUDIED, hidden=True), assigned(FIRE)])
    assert list(kanji.kanji(tx)) == [StudiedKanji(WATER.id, "水", 2, started_at=None, passed_at=None)]


def test_starts_and_passes_of_kanji_are_listed_in_order_and_none_of_hidden_ones(tx: Transaction) -> None:
    fire = assigned(FIRE)
    mirror.save_assignments(tx, [STUDIED, assigned(GUN), replace(fire, hidden=True)])
    happened: list[tuple[MilestoneKind, int]] = [("passed", 40), ("started", 30), ("unlocked", 20)]
    milestones.append_milestones(
        tx,
        [
            Milestone(row.id, kind, Moment(at), row.subject_id, row.subject_type, level=1)
            for row in (STUDIED, assigned(GUN), fire)
            for kind, at in happened
        ],
    )
    assert list(kanji.kanji_events(tx)) == [
        KanjiEvent(WATER.id, Moment(30), passed=False),
        KanjiEvent(WATER.id, Moment(40), passed=True),
    ]


def test_the_lists_that_were_counted_are_those_of_the_last_time(tx: Transaction) -> None:
    assert kanji.counted_lists(tx) is None
    kanji.note_counted_lists(tx, "one")
    kanji.note_counted_lists(tx, "two")
    assert kanji.counted_lists(tx) == "two"
