"""Baselines: what reviews were last derived from, and which items are not as theirs any more."""

from dataclasses import replace

from hypothesis import given

from collector.core.facts import Review
from collector.core.model import AssignmentId, Subject, SubjectId
from collector.core.moments import Moment
from collector.reconstruction.snapshots import NEVER_ANSWERED, Answers, ItemState
from collector.storage import baselines, ledger, mirror, statistics_reads
from collector.storage.baselines import DirtyItem
from collector.storage.database import Store
from collector.storage.items import KnownItem
from collector.storage.statistics_reads import StatisticsRead
from collector.storage.transaction import Transaction
from tests.storage.any_record import any_record, few
from tests.storage.samples import ANSWERED, GUN, STUDIED, WATER, answered, assigned

KNOWN = KnownItem(STUDIED.id, WATER.id, "kanji", 2, True)
NOW = ItemState(
    stage=5,
    started_at=Moment(30),
    passed_at=Moment(40),
    burned_at=None,
    resurrected_at=None,
    available_at=Moment(90),
    hidden=False,
    assignment_at=Moment(50),
    meaning=Answers(correct=5, incorrect=1, streak=2),
    reading=Answers(correct=3, incorrect=2, streak=1),
    statistic_at=Moment(51),
)


def save(tx: Transaction, *subjects: Subject) -> None:
    """Save *subjects* with an assignment and a statistic each."""
    mirror.save_subjects(tx, subjects)
    mirror.save_assignments(tx, [assigned(subject) for subject in subjects])
    mirror.save_review_statistics(tx, [answered(subject) for subject in subjects])


def only(tx: Transaction) -> DirtyItem:
    """Return the one dirty item."""
    (found,) = baselines.dirty(tx)
    return found


def test_an_item_that_was_never_seen_is_dirty_and_has_no_baseline(tx: Transaction) -> None:
    save(tx, WATER)
    assert only(tx) == DirtyItem(
        item=KNOWN, srs_id=1, since=None, due_time_moved=False, last_review_at=None, before=None, now=NOW
    )


@few
@given(state=any_record(ItemState))
def test_a_baseline_is_what_was_committed(store: Store, state: ItemState) -> None:
    with store.rehearsal() as tx:
        save(tx, WATER)
        baselines.commit_baselines(tx, [(KNOWN, NOW)])
        baselines.commit_baselines(tx, [(KNOWN, state)])
        assert list(baselines.dirty(tx)) == []
        mirror.save_assignments(tx, [replace(STUDIED, updated_at=Moment(99))])
        assert only(tx).before == state
        assert only(tx).now == replace(NOW, assignment_at=Moment(99))


def test_an_item_without_a_statistic_was_never_answered(tx: Transaction) -> None:
    mirror.save_assignments(tx, [STUDIED])
    now = only(tx).now
    assert (now.meaning, now.reading, now.statistic_at) == (NEVER_ANSWERED, NEVER_ANSWERED, None)


def test_a_statistic_without_its_assignment_is_no_item_yet(tx: Transaction) -> None:
    mirror.save_review_statistics(tx, [ANSWERED])
    assert list(baselines.dirty(tx)) == []
    mirror.save_assignments(tx, [STUDIED])
    assert only(tx).now.meaning.correct == 5


def test_stray_answers_to_the_reading_of_a_radical_say_nothing(tx: Transaction) -> None:
    save(tx, GUN)
    assert only(tx).now.reading == NEVER_ANSWERED
    assert only(tx).now.meaning == NOW.meaning
    baselines.commit_baselines(tx, [(only(tx).item, NOW)])
    mirror.save_assignments(tx, [replace(assigned(GUN), updated_at=Moment(99))])
    before = only(tx).before
    assert before is not None
    assert before.reading == NEVER_ANSWERED


def test_a_hidden_subject_hides_its_item(tx: Transaction) -> None:
    save(tx, replace(WATER, hidden_at=Moment(1)))
    assert only(tx).now.hidden is True


def test_the_last_review_of_the_item_is_given(tx: Transaction) -> None:
    save(tx, WATER)
    review = Review(
        assignment_id=STUDIED.id,
        at=Moment(7 * 10**6),
        subject_id=WATER.id,
        subject_type="kanji",
        level=2,
        starting_stage=4,
        ending_stage=5,
        meaning_incorrect=0,
        reading_incorrect=0,
        late_seconds=None,
        inferred=False,
    )
    elsewhere = replace(review, assignment_id=AssignmentId(9), at=Moment(99 * 10**6))
    ledger.reviews.append_reviews(tx, [review, replace(review, at=Moment(10**6)), elsewhere])
    assert only(tx).last_review_at == 7 * 10**6


def test_a_deferred_item_stays_dirty_and_keeps_since_when(tx: Transaction) -> None:
    save(tx, WATER)
    assert baselines.deferred_since(tx) is None
    baselines.defer(tx, KNOWN, Moment(40), due_time_moved=True)
    assert (only(tx).since, only(tx).due_time_moved) == (40, True)
    assert baselines.deferred_since(tx) == 40
    baselines.commit_baselines(tx, [(KNOWN, NOW)])
    assert baselines.deferred_since(tx) is None


def test_the_longest_deferred_item_counts(tx: Transaction) -> None:
    save(tx, WATER, GUN)
    for item, since in zip(list(baselines.dirty(tx)), (40, 30), strict=True):
        baselines.defer(tx, item.item, Moment(since), due_time_moved=False)
    assert baselines.deferred_since(tx) == 30


def test_items_come_by_subject_while_their_baselines_are_committed(tx: Transaction) -> None:
    many = [replace(WATER, id=SubjectId(number)) for number in range(1, 1203)]
    save(tx, *reversed(many))
    seen = []
    for found in baselines.dirty(tx):
        seen.append(found.item.subject_id)
        if found.item.subject_id % 2:
            baselines.commit_baselines(tx, [(found.item, found.now)])
    assert seen == [subject.id for subject in many]
    assert len(list(baselines.dirty(tx))) == len(many) // 2


def test_a_due_time_stood_if_an_item_that_nothing_touched_is_due_when_it_was(tx: Transaction) -> None:
    save(tx, WATER)
    baselines.commit_baselines(tx, [(KNOWN, NOW)])
    assert baselines.some_due_time_stood(tx, Moment(89))
    assert not baselines.some_due_time_stood(tx, Moment(90)), "it is due already"
    mirror.save_assignments(tx, [replace(STUDIED, available_at=Moment(95))])
    assert not baselines.some_due_time_stood(tx, Moment(89))
    mirror.save_assignments(tx, [replace(STUDIED, updated_at=Moment(60))])
    assert not baselines.some_due_time_stood(tx, Moment(89)), "a review may have set the same time"


def test_the_first_and_the_last_reading_of_the_statistics_are_kept(tx: Transaction) -> None:
    assert statistics_reads.statistics_read(tx) is None
    for at in (10, 20, 30):
        statistics_reads.note_statistics_read(tx, Moment(at))
    assert statistics_reads.statistics_read(tx) == StatisticsRead(first=Moment(10), last=Moment(30))
