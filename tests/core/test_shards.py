"""Which shard owns an account: always exactly one, the same for ever, and as few change as can be."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.core.shards import MOST, Shard, owned, owner, parse_shard

NAMES = st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789_-", min_size=1, max_size=40)
COUNTS = st.integers(1, 60)
LEARNERS = [f"learner-{number}" for number in range(6_000)]

# States lie on volumes by these: another answer for one of them would leave histories behind.
GOLDEN = {
    "account": (1, 1, 3, 3, 3, 7),
    "anna": (1, 1, 1, 4, 4, 4),
    "ben": (1, 1, 1, 1, 1, 49),
    "a_b": (1, 1, 1, 5, 5, 75),
    "learner-17": (1, 2, 2, 5, 5, 89),
    "000": (1, 1, 1, 1, 1, 39),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_the_owner_of_a_name_never_changes(name: str) -> None:
    assert tuple(owner(name, shards) for shards in (1, 2, 3, 5, 6, 100)) == GOLDEN[name]


@given(NAMES, COUNTS)
def test_every_account_has_exactly_one_shard(name: str, shards: int) -> None:
    assert [Shard(number, shards).owns(name) for number in range(1, shards + 1)].count(True) == 1


@given(NAMES, COUNTS)
def test_a_shard_that_is_added_takes_accounts_and_moves_none_between_the_others(
    name: str, shards: int
) -> None:
    assert owner(name, shards + 1) in {owner(name, shards), shards + 1}


@given(NAMES, st.integers(2, 60))
def test_a_shard_that_is_removed_leaves_the_others_what_they_have(name: str, shards: int) -> None:
    before = owner(name, shards)
    assert before == shards or owner(name, shards - 1) == before


@pytest.mark.parametrize("shards", [1, 2, 3, 5, 10, 20])
def test_accounts_are_spread_evenly(shards: int) -> None:
    counts = Counter(owner(name, shards) for name in LEARNERS)
    even = len(LEARNERS) / shards
    assert set(counts) == set(range(1, shards + 1))
    # Five standard deviations of a fair lot.
    assert all(abs(count - even) <= 5 * even**0.5 for count in counts.values())


@pytest.mark.parametrize("shards", [1, 2, 5, 10])
def test_a_shard_more_takes_its_share_and_no_more(shards: int) -> None:
    moved = [name for name in LEARNERS if owner(name, shards) != owner(name, shards + 1)]
    share = len(LEARNERS) / (shards + 1)
    assert abs(len(moved) - share) <= 5 * share**0.5


def test_a_shard_has_its_accounts_and_one_collector_alone_has_all() -> None:
    accounts = dict.fromkeys(GOLDEN, "token")
    assert list(owned(accounts, Shard(1, 3))) == ["anna", "ben", "a_b", "000"]
    assert list(owned(accounts, Shard(2, 3))) == ["learner-17"]
    assert owned(accounts, None) == accounts


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param("2", "must be NUMBER/OF, such as 2/5", id="no number of shards"),
        pytest.param("two/5", "must be NUMBER/OF", id="words"),
        pytest.param("-1/5", "must be NUMBER/OF", id="negative"),
        pytest.param("0/5", "is 0/5, but the shards of 5 are 1/5 to 5/5", id="counted from 0"),
        pytest.param("6/5", "is 6/5, but the shards of 5 are 1/5 to 5/5", id="beyond the last"),
        pytest.param("1/0", "must be of 1 to 10,000 shards, not of 0", id="of none"),
        pytest.param(f"1/{MOST + 1}", "must be of 1 to 10,000 shards, not of 10,001", id="of too many"),
    ],
)
def test_an_invalid_shard_is_refused_in_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse_shard(text)


@given(COUNTS, st.data())
def test_a_shard_is_read_as_it_is_written(of: int, data: st.DataObject) -> None:
    shard = Shard(data.draw(st.integers(1, of)), of)
    assert parse_shard(f" {shard}\n") == shard
