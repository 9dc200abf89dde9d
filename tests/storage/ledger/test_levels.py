"""Attempts at levels: appended when they are new or changed."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from collector.core.facts import LevelAttempt
from collector.core.moments import Moment
from collector.storage.database import Store
from collector.storage.ledger import levels
from collector.storage.transaction import Transaction
from tests.storage.any_record import any_record, few

ATTEMPT = LevelAttempt(progression_id=1, level=2, unlocked_at=Moment(10), passed_at=None, abandoned=False)
PASSED = replace(ATTEMPT, passed_at=Moment(20))


@few
@given(seen=st.lists(any_record(LevelAttempt), max_size=4, unique_by=lambda attempt: attempt.progression_id))
def test_attempts_are_read_as_they_were_appended(store: Store, seen: list[LevelAttempt]) -> None:
    with store.rehearsal() as tx:
        assert levels.append_level_attempts(tx, seen) == seen
        assert list(levels.level_attempts(tx)) == seen


def test_an_attempt_that_is_as_it_was_last_seen_is_not_appended_again(tx: Transaction) -> None:
    levels.append_level_attempts(tx, [ATTEMPT])
    assert levels.append_level_attempts(tx, [ATTEMPT]) == []
    assert levels.append_level_attempts(tx, [PASSED]) == [PASSED]
    assert levels.append_level_attempts(tx, [ATTEMPT]) == [ATTEMPT]


def test_an_attempt_that_one_answer_holds_twice_is_appended_once(tx: Transaction) -> None:
    assert levels.append_level_attempts(tx, [ATTEMPT, ATTEMPT, PASSED, PASSED]) == [ATTEMPT, PASSED]


def test_the_last_sighting_of_an_attempt_counts_and_the_first_started_comes_first(tx: Transaction) -> None:
    earlier = LevelAttempt(progression_id=7, level=1, unlocked_at=Moment(5), passed_at=None, abandoned=True)
    levels.append_level_attempts(tx, [ATTEMPT, earlier])
    levels.append_level_attempts(tx, [PASSED])
    assert list(levels.level_attempts(tx)) == [ATTEMPT, earlier, PASSED]
    assert levels.level_attempts_now(tx) == [earlier, PASSED]
