"""The leech list: of each rank the newest row counts."""

from hypothesis import given
from hypothesis import strategies as st

from collector.core.facts import Leech, LeechRank
from collector.core.model import SubjectId
from collector.core.moments import Moment
from collector.statistics.leeches import RANKS
from collector.storage.database import Store
from collector.storage.ledger import leeches
from collector.storage.transaction import Transaction
from tests.storage.any_record import any_record, few


def leech(subject: int) -> Leech:
    return Leech(
        subject_id=SubjectId(subject),
        srs_stage=1,
        incorrect=9,
        current_streak=1,
        score=3.0,
        characters="水",
        meaning="water",
        subject_type="kanji",
    )


@few
@given(ranks=st.lists(any_record(LeechRank, rank=st.integers(1, RANKS)), max_size=5))
def test_ranks_are_read_as_they_were_appended(store: Store, ranks: list[LeechRank]) -> None:
    with store.rehearsal() as tx:
        leeches.append_leeches(tx, ranks)
        assert list(leeches.leeches(tx)) == ranks
        newest = {row.rank: row.leech for row in ranks}
        assert leeches.leeches_now(tx) == newest
        assert list(leeches.leeches_now(tx)) == sorted(newest)


def test_a_rank_that_became_free_is_known_to_be_free(tx: Transaction) -> None:
    first, second = LeechRank(Moment(1), 1, leech(5)), LeechRank(Moment(1), 2, leech(6))
    leeches.append_leeches(tx, [first, second])
    leeches.append_leeches(tx, [LeechRank(Moment(2), 1, leech(6)), LeechRank(Moment(2), 2, None)])
    assert leeches.leeches_now(tx) == {1: leech(6), 2: None}


def test_before_the_first_leech_no_rank_is_known(tx: Transaction) -> None:
    assert leeches.leeches_now(tx) == {}
