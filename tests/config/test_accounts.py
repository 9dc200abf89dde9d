from pathlib import Path

import pytest

from collector.config.accounts import read_accounts
from collector.config.settings import Settings
from collector.core.errors import UnusableSecret
from tests.config.conftest import Mistakes, Read

ANN, BEN, MINE = "ann-token-canary", "ben-token-canary", "my-token-canary"


def _tokens(settings: Settings) -> dict[str, str]:
    return {name: token.read() for name, token in read_accounts(settings).tokens.items()}


def test_several_accounts_have_a_token_each(settings: Read, tmp_path: Path) -> None:
    (tmp_path / "ben").write_text(BEN + "\n")
    read = settings(
        WANIKANI_ACCOUNTS__ANN__TOKEN=ANN, WANIKANI_ACCOUNTS__BEN__TOKEN_FILE=str(tmp_path / "ben")
    )
    assert _tokens(read) == {"ann": ANN, "ben": BEN}


def test_the_unnamed_account_is_one_of_several(settings: Read) -> None:
    read = settings(WANIKANI_ACCOUNTS__ANN__TOKEN=ANN, WANIKANI_TOKEN=MINE)
    assert _tokens(read) == {"account": MINE, "ann": ANN}


def test_accounts_can_be_named_in_the_env_file(settings: Read, env_file: Path) -> None:
    env_file.write_text(f"WANIKANI_ACCOUNTS__ANN__TOKEN={ANN}\nWANIKANI_ACCOUNTS__BEN__TOKEN={BEN}\n")
    assert _tokens(settings()) == {"ann": ANN, "ben": BEN}


def test_an_empty_token_makes_no_account(settings: Read) -> None:
    assert _tokens(settings(WANIKANI_ACCOUNTS__ANN__TOKEN="", WANIKANI_TOKEN=MINE)) == {"account": MINE}


def test_a_token_given_twice_names_its_variable(mistakes: Mistakes) -> None:
    (sentence,) = mistakes(WANIKANI_ACCOUNTS__ANN__TOKEN=ANN, WANIKANI_ACCOUNTS__ANN__TOKEN_FILE="/x")
    assert sentence.startswith(
        "WANIKANI_ACCOUNTS__ANN__TOKEN_FILE is set although the secret itself is set too"
    )


@pytest.mark.parametrize(
    "variables",
    [
        pytest.param({"WANIKANI_ACCOUNTS": ANN}, id="the variable itself"),
        pytest.param({"WANIKANI_ACCOUNTS": '{"ann": {"token": "ann-token-canary"}}'}, id="as JSON"),
        pytest.param({"WANIKANI_ACCOUNTS__ANN": ANN}, id="no word TOKEN"),
        pytest.param({"WANIKANI_ACCOUNTS__ANN": "{broken"}, id="broken JSON"),
    ],
)
def test_accounts_written_otherwise_are_a_mistake(mistakes: Mistakes, variables: dict[str, str]) -> None:
    (sentence,) = mistakes(**variables)
    assert sentence.startswith("WANIKANI_ACCOUNTS")
    assert "WANIKANI_ACCOUNTS__NAME__TOKEN, one variable per account" in sentence
    assert "canary" not in sentence


@pytest.mark.parametrize("name", ["ACCOUNT", "A/B", "../X"])
def test_a_name_that_cannot_be_a_file_or_is_taken_is_a_mistake(mistakes: Mistakes, name: str) -> None:
    (sentence,) = mistakes(**{f"WANIKANI_ACCOUNTS__{name}__TOKEN": ANN})
    assert sentence.startswith("WANIKANI_ACCOUNTS has the name ")
    assert name.lower() in sentence


def test_a_missing_token_names_its_variable(settings: Read) -> None:
    read = settings(WANIKANI_ACCOUNTS__ANN__TOKEN_FILE="/nowhere/at/all")
    with pytest.raises(
        UnusableSecret, match=r"^WANIKANI_ACCOUNTS__ANN__TOKEN_FILE names /nowhere/at/all, which"
    ):
        read_accounts(read).tokens["ann"].read()
