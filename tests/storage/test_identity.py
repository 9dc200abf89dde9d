"""Whose state this is."""

from collector.storage.identity import Identity, identity, save_identity
from collector.storage.transaction import Transaction


def test_a_new_state_is_of_no_account(tx: Transaction) -> None:
    assert identity(tx) is None


def test_the_user_becomes_known_and_the_name_stays(tx: Transaction) -> None:
    save_identity(tx, Identity("hanako", None))
    assert identity(tx) == Identity("hanako", None)
    save_identity(tx, Identity("hanako", "0f0f"))
    assert identity(tx) == Identity("hanako", "0f0f")
