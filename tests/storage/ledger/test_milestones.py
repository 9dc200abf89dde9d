"""Milestones: each once, and each at a nanosecond of its own."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from collector.core.facts import Milestone
from collector.core.model import AssignmentId, SubjectId
from collector.core.moments import Moment, nanoseconds
from collector.storage.database import Store
from collector.storage.ledger import milestones
from collector.storage.transaction import Transaction
from tests.storage.any_record import any_record, few

STARTED = Milestone(AssignmentId(1), "started", Moment(100), SubjectId(1), "kanji", 3)
ANY_MILESTONE = any_record(
    Milestone,
    # Few items and few moments, so that events meet.
    assignment_id=st.sampled_from([AssignmentId(1), AssignmentId(2), AssignmentId(1001)]),
    at=st.sampled_from([Moment(5), Moment(6)]),
    offset_ns=st.just(0),
)


def times(found: list[Milestone]) -> list[int]:
    return [nanoseconds(event.at) + event.offset_ns for event in found]


@few
@given(candidates=st.lists(ANY_MILESTONE, max_size=9))
def test_every_event_is_appended_once_at_a_time_of_its_own(store: Store, candidates: list[Milestone]) -> None:
    candidates.sort(key=lambda m: m.assignment_id)
    once: dict[tuple[int, str, int], Milestone] = {}
    for each in candidates:
        once.setdefault((each.assignment_id, each.kind, each.at), each)
    with store.rehearsal() as tx:
        new = milestones.append_milestones(tx, candidates)
        assert [replace(event, offset_ns=0) for event in new] == list(once.values())
        assert len(set(times(new))) == len(new)
        assert list(milestones.milestones(tx)) == sorted(new, key=lambda m: nanoseconds(m.at) + m.offset_ns)
        assert milestones.append_milestones(tx, candidates) == []


def test_the_offset_is_that_of_the_assignment_where_it_is_free(tx: Transaction) -> None:
    (new,) = milestones.append_milestones(tx, [replace(STARTED, assignment_id=AssignmentId(4321))])
    assert new.offset_ns == 321


def test_two_events_of_one_assignment_at_one_moment_are_a_nanosecond_apart(tx: Transaction) -> None:
    new = milestones.append_milestones(tx, [STARTED, replace(STARTED, kind="unlocked")])
    assert [event.offset_ns for event in new] == [1, 2]


def test_the_same_kind_at_another_moment_is_another_event(tx: Transaction) -> None:
    later = replace(STARTED, at=Moment(200))
    milestones.append_milestones(tx, [STARTED])
    assert [event.at for event in milestones.append_milestones(tx, [STARTED, later])] == [200]


def test_lessons_are_the_starts_from_the_first_moment_to_before_the_last(tx: Transaction) -> None:
    starts = [replace(STARTED, assignment_id=AssignmentId(n), at=Moment(n * 100)) for n in (1, 2, 3)]
    passed = replace(STARTED, assignment_id=AssignmentId(4), kind="passed", at=Moment(200))
    milestones.append_milestones(tx, [*reversed(starts), passed])
    assert milestones.lessons(tx, Moment(100), Moment(300)) == [100, 200]
