"""COLLECTOR_SHARD: which accounts this collector polls, and one sentence for each mistake."""

import socket

import pytest

from collector.config.accounts import read_accounts
from collector.config.sharding import resolved_shard, shard_warnings
from collector.core.shards import Shard
from tests.config.conftest import Mistakes, Read

ACCOUNTS = {f"WANIKANI_ACCOUNTS__{name}__TOKEN": f"{name}-token-canary" for name in ("ANNA", "BEN", "CLEO")}


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A machine that is called as the pods of a StatefulSet are."""
    monkeypatch.setattr(socket, "gethostname", lambda: "wanikani-collector-2.wanikani.svc")
    return monkeypatch


def test_without_it_every_account_is_polled_here(settings: Read) -> None:
    read = settings(**ACCOUNTS)
    assert read.shard is None
    assert list(read_accounts(read).tokens) == ["anna", "ben", "cleo"]


@pytest.mark.parametrize("of", [1, 2, 3, 5])
def test_the_shards_divide_the_accounts_among_themselves(settings: Read, of: int) -> None:
    shards = [settings(COLLECTOR_SHARD=f"{number}/{of}", **ACCOUNTS) for number in range(1, of + 1)]
    every = [read_accounts(read).tokens for read in shards]
    assert sorted(name for each in every for name in each) == ["anna", "ben", "cleo"]


def test_the_unnamed_account_belongs_to_one_shard_like_the_others(settings: Read) -> None:
    shards = [settings(COLLECTOR_SHARD=f"{number}/5", WANIKANI_TOKEN="canary") for number in range(1, 6)]
    every = [read_accounts(read).tokens for read in shards]
    assert [list(each) for each in every] == [[], [], ["account"], [], []]


def test_every_shard_knows_the_names_of_all_accounts(settings: Read) -> None:
    assert read_accounts(settings(COLLECTOR_SHARD="2/5", **ACCOUNTS)).names == {"anna", "ben", "cleo"}


def test_auto_takes_the_number_at_the_end_of_the_hosts_name(
    settings: Read, machine: pytest.MonkeyPatch
) -> None:
    assert settings(COLLECTOR_SHARD="auto/5").shard == Shard(3, 5)
    assert settings(COLLECTOR_SHARD="Auto/3").shard == Shard(3, 3)


def test_more_pods_than_shards_are_a_mistake(mistakes: Mistakes, machine: pytest.MonkeyPatch) -> None:
    (sentence,) = mistakes(COLLECTOR_SHARD="auto/2")
    assert sentence == (
        "COLLECTOR_SHARD is auto/2, but this machine is called wanikani-collector-2, and the last of 2 would "
        "end with -1: set the number of shards to the number of pods."
    )


def test_auto_on_another_machine_says_what_to_write(mistakes: Mistakes, machine: pytest.MonkeyPatch) -> None:
    machine.setattr(socket, "gethostname", lambda: "nas")
    (sentence,) = mistakes(COLLECTOR_SHARD="auto/5")
    assert sentence.startswith(
        "COLLECTOR_SHARD is auto/5, but this machine is called nas, without the -NUMBER"
    )
    assert sentence.endswith("write the shard itself, such as 2/5.")


@pytest.mark.parametrize("value", ["5", "auto", "auto/", "auto/x", "0/5", "6/5", "1/2/3"])
def test_what_is_no_shard_is_one_sentence(mistakes: Mistakes, value: str) -> None:
    (sentence,) = mistakes(COLLECTOR_SHARD=value)
    assert sentence.startswith("COLLECTOR_SHARD ")


def test_the_first_pod_is_the_first_shard() -> None:
    assert resolved_shard("auto/1", host="a-0") == Shard(1, 1)


def test_a_shard_without_accounts_says_so_and_one_with_some_does_not() -> None:
    assert shard_warnings(Shard(4, 5), []) == [
        "Shard 4/5 owns none of the accounts, so nothing is polled here."
    ]
    assert shard_warnings(Shard(4, 5), ["anna"]) == []
    assert shard_warnings(None, []) == []
