"""Marks on the charts: one of a kind at one moment."""

from hypothesis import given
from hypothesis import strategies as st

from collector.core.facts import Annotation, AnnotationKind
from collector.core.moments import Moment
from collector.storage.database import Store
from collector.storage.ledger import annotations
from collector.storage.transaction import Transaction
from tests.storage.any_record import any_record, few


def mark(at: int, kind: AnnotationKind, title: str = "") -> Annotation:
    return Annotation(Moment(at), kind, title, text="")


@few
@given(marks=st.lists(any_record(Annotation), max_size=5, unique_by=lambda each: (each.at, each.kind)))
def test_marks_are_read_in_the_order_of_time(store: Store, marks: list[Annotation]) -> None:
    with store.rehearsal() as tx:
        assert annotations.append_annotations(tx, marks) == marks
        assert list(annotations.annotations(tx)) == sorted(marks, key=lambda each: (each.at, each.kind))


def test_a_mark_that_is_there_stays_as_it_is(tx: Transaction) -> None:
    annotations.append_annotations(tx, [mark(5, "level_up", "Level 2")])
    new = [mark(5, "level_up", "Level 9"), mark(5, "reset"), mark(6, "level_up", "Level 3")]
    assert annotations.append_annotations(tx, new) == new[1:]
    assert [each.title for each in annotations.annotations(tx)] == ["Level 2", "", "Level 3"]


def test_a_vacation_lasts_from_its_start_to_its_end_and_one_may_go_on(tx: Transaction) -> None:
    marks = [
        mark(10, "vacation_start"),
        mark(15, "level_up"),
        mark(20, "vacation_end"),
        mark(30, "vacation_start"),
    ]
    annotations.append_annotations(tx, marks)
    assert annotations.vacations(tx) == [(10, 20), (30, None)]


def test_an_end_without_a_start_is_no_vacation(tx: Transaction) -> None:
    annotations.append_annotations(tx, [mark(10, "vacation_end")])
    assert annotations.vacations(tx) == []
