"""The rows of one item are found by key, whatever the state holds besides."""

from dataclasses import replace

import pytest

from collector.core.facts import Milestone, Review
from collector.core.model import AssignmentId, SubjectId
from collector.core.moments import HOUR, Moment
from collector.storage import item_rows, ledger, mirror
from collector.storage.transaction import Transaction
from tests.storage.samples import ANSWERED, GUN, STUDIED, WATER, answered, assigned


def review(at: int, assignment: AssignmentId = STUDIED.id) -> Review:
    return Review(
        assignment_id=assignment,
        at=Moment(at * HOUR),
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


def test_the_rows_are_those_of_the_item_in_the_order_of_time(tx: Transaction) -> None:
    mirror.save_subjects(tx, [WATER, GUN])
    mirror.save_assignments(tx, [STUDIED, assigned(GUN)])
    mirror.save_review_statistics(tx, [ANSWERED, answered(GUN)])
    ledger.reviews.append_reviews(tx, [review(9), review(3), review(5, AssignmentId(102))])
    unlocked = Milestone(STUDIED.id, "unlocked", Moment(20), WATER.id, "kanji", 2)
    started = replace(unlocked, kind="started", at=Moment(30))
    ledger.milestones.append_milestones(tx, [started, unlocked])
    assert item_rows.subject(tx, WATER.id) == WATER
    assert item_rows.assignment(tx, WATER.id) == STUDIED
    assert item_rows.review_statistic(tx, WATER.id) == ANSWERED
    assert [each.at for each in item_rows.reviews(tx, STUDIED.id)] == [3 * HOUR, 9 * HOUR]
    assert [each.kind for each in item_rows.milestones(tx, STUDIED.id)] == ["unlocked", "started"]


def test_of_an_unknown_subject_there_is_nothing(tx: Transaction) -> None:
    unknown = SubjectId(99)
    found = (item_rows.subject, item_rows.assignment, item_rows.review_statistic)
    assert [read(tx, unknown) for read in found] == [None, None, None]


@pytest.mark.parametrize("hidden", ["assignment", "subject", "nothing"])
def test_hidden_items_have_names_and_are_marked(tx: Transaction, hidden: str) -> None:
    mirror.save_subjects(tx, [replace(WATER, hidden_at=Moment(9) if hidden == "subject" else None)])
    mirror.save_assignments(tx, [replace(STUDIED, hidden=hidden == "assignment")])
    (named,) = item_rows.named_items(tx)
    assert (named.label, named.hidden) == ("水", hidden != "nothing")


def test_no_table_is_read_through_for_one_item(tx: Transaction) -> None:
    asked: list[str] = []
    tx.set_trace_callback(asked.append)
    item_rows.subject(tx, WATER.id)
    item_rows.assignment(tx, WATER.id)
    item_rows.review_statistic(tx, WATER.id)
    item_rows.reviews(tx, STUDIED.id)
    item_rows.milestones(tx, STUDIED.id)
    tx.set_trace_callback(None)
    plans = [row[3] for query in asked for row in tx.execute(f"EXPLAIN QUERY PLAN {query}")]
    assert len(asked) == 5
    assert [plan for plan in plans if "SCAN" in plan] == []
    assert sum("SEARCH" in plan for plan in plans) == 5
