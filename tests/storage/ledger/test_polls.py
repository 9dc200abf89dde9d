"""What polls counted: whole when it is read, and stored only where it changed."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from collector.core.moments import Moment
from collector.core.poll_counts import LevelState, PollCounts, Queue, Totals, Workload
from collector.storage.database import Store
from collector.storage.ledger import polls
from collector.storage.transaction import Transaction
from tests.storage.any_record import any_record, few, texts

ANY_TEN = st.lists(st.integers(0, 999), min_size=10, max_size=10).map(tuple)
ANY_POLL = any_record(
    PollCounts,
    stages=st.dictionaries(texts, ANY_TEN, max_size=3),
    totals=st.dictionaries(texts, any_record(Totals), max_size=3),
)
POLL = PollCounts(
    at=Moment(10),
    stages={"kanji": (0, 3, 0, 0, 0, 2, 0, 0, 0, 1)},
    queue=Queue(
        lessons=1,
        reviews=2,
        next_hour=3,
        next_24h=4,
        next_reviews_at=Moment(20),
        on_vacation=False,
        streak_days=5,
    ),
    totals={"kanji": Totals(meaning_correct=7, leeches=1)},
    level=LevelState(level=3, kanji_total=9, kanji_passed=2, kanji_required=8, since=None),
    workload=Workload(
        apprentice_weight=40,
        apprentice_weight_usual=35,
        apprentice_weight_high=50,
        reviews_per_day=81.43,
        reviews_per_day_capacity=120,
        seconds_per_review=None,
        seconds_per_review_usual=None,
    ),
)


@few
@given(counted=st.lists(ANY_POLL, min_size=1, max_size=4))
def test_polls_are_read_as_they_were_appended(store: Store, counted: list[PollCounts]) -> None:
    with store.rehearsal() as tx:
        for counts in counted:
            polls.append_poll(tx, counts, polls.last_poll(tx))
            assert polls.last_poll(tx) == counts
        assert list(polls.polls(tx)) == counted
        assert polls.recent_polls(tx) == counted[-2:]


def test_a_section_that_did_not_change_is_not_stored_again(tx: Transaction) -> None:
    polls.append_poll(tx, POLL, polls.last_poll(tx))
    polls.append_poll(
        tx, replace(POLL, at=Moment(11), queue=replace(POLL.queue, reviews=9)), polls.last_poll(tx)
    )
    polls.append_poll(
        tx, replace(POLL, at=Moment(12), queue=replace(POLL.queue, reviews=9)), polls.last_poll(tx)
    )
    stored = tx.execute("SELECT stages, queue, totals, level, workload FROM poll ORDER BY id").fetchall()
    assert [[section is not None for section in row] for row in stored] == [
        [True, True, True, True, True],
        [False, True, False, False, False],
        [False, False, False, False, False],
    ]


def test_a_section_that_goes_back_to_what_it_was_is_stored_again(tx: Transaction) -> None:
    empty = replace(POLL, at=Moment(11), stages={})
    for counts in (POLL, empty, replace(POLL, at=Moment(12))):
        polls.append_poll(tx, counts, polls.last_poll(tx))
    assert [counts.stages for counts in polls.polls(tx)] == [POLL.stages, {}, POLL.stages]


def test_before_the_first_poll_nothing_is_known(tx: Transaction) -> None:
    assert list(polls.polls(tx)) == []
    assert polls.last_poll(tx) is None
    assert polls.recent_polls(tx) == []
    assert (polls.first_poll(tx), polls.last_success(tx), polls.newest_before_last(tx)) == (None, None, None)


def test_the_first_and_the_newest_poll_are_known_by_their_instants(tx: Transaction) -> None:
    for at in (10, 20, 30):
        polls.append_poll(tx, replace(POLL, at=Moment(at)), polls.last_poll(tx))
    assert (polls.first_poll(tx), polls.last_success(tx)) == (10, 30)


def test_the_newest_instant_before_the_last_poll_is_known_even_where_the_clock_went_back(
    tx: Transaction,
) -> None:
    found = []
    for at in (10, 30, 20, 25, 40, 50):
        polls.append_poll(tx, replace(POLL, at=Moment(at)), polls.last_poll(tx))
        found.append(polls.newest_before_last(tx))
    assert found == [None, 10, 30, 30, 30, 40]


def test_what_stays_the_same_for_years_is_found_without_reading_their_polls(tx: Transaction) -> None:
    plan = " ".join(row[3] for row in tx.execute(f"EXPLAIN QUERY PLAN {polls._NEWEST}", (1,)))
    assert all(f"USING INDEX poll_{section}" in plan for section in ("stages", "totals", "level", "workload"))


def test_a_poll_of_an_older_version_has_no_workload(tx: Transaction) -> None:
    polls.append_poll(tx, replace(POLL, at=Moment(9), workload=None), None)
    # As older versions left it.
    tx.execute("UPDATE poll SET workload = NULL")
    polls.append_poll(tx, POLL, polls.last_poll(tx))
    assert [counts.workload for counts in polls.polls(tx)] == [None, POLL.workload]
    assert [counts.workload for counts in polls.recent_polls(tx)] == [None, POLL.workload]
