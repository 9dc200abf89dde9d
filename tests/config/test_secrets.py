from pathlib import Path

import pytest

from collector.config.secrets import Secret
from collector.core.errors import UnusableSecret


def _problem(secret: Secret) -> str:
    with pytest.raises(UnusableSecret) as caught:
        secret.read()
    assert caught.value.exit_code == 2
    assert "canary" not in str(caught.value)
    return str(caught.value)


def test_a_token_is_read_without_the_whitespace_around_it() -> None:
    assert Secret("WANIKANI_TOKEN", "\n  abc-1 \r\n").read() == "abc-1"


def test_a_file_is_read_anew_each_time(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("old")
    secret = Secret("WANIKANI_TOKEN", file=file)
    assert secret.read() == "old"
    file.write_text("new\n")
    assert secret.read() == "new"


def test_a_missing_token_says_where_to_get_one() -> None:
    assert _problem(Secret("WANIKANI_TOKEN")) == (
        "WANIKANI_TOKEN is not set: put a read-only token from "
        "wanikani.com/settings/personal_access_tokens there."
    )


def test_a_missing_secret_of_influxdb_says_how_to_give_it() -> None:
    assert "set INFLUXDB_TOKEN, or INFLUXDB_TOKEN_FILE to a file" in _problem(Secret("INFLUXDB_TOKEN"))


@pytest.mark.parametrize("text", ["canary one", "canary\none", "canary-é", "“canary”", "canary\x07"])
def test_a_token_with_what_no_header_can_carry_is_refused(text: str) -> None:
    assert _problem(Secret("WANIKANI_TOKEN", text)).startswith(
        "WANIKANI_TOKEN contains a space or a character"
    )


def test_a_password_may_hold_spaces_and_letters_of_any_language() -> None:
    assert Secret("INFLUXDB_PASSWORD", "correct horse  バッテリー\n").read() == "correct horse  バッテリー"
    assert "no password has" in _problem(Secret("INFLUXDB_PASSWORD", "canary\none"))


def test_an_empty_file_differs_from_a_missing_one(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(" \n")
    assert _problem(Secret("WANIKANI_TOKEN", file=tmp_path / "token")).startswith(
        "WANIKANI_TOKEN_FILE is empty"
    )


def test_a_missing_file_a_folder_and_binary_data_give_different_errors(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    assert "does not exist" in _problem(Secret("WANIKANI_TOKEN", file=tmp_path / "nothing"))
    assert "cannot be read (Is a directory)" in _problem(Secret("WANIKANI_TOKEN", file=tmp_path))
    assert "is not a text file" in _problem(Secret("WANIKANI_TOKEN", file=tmp_path / "binary"))


def test_a_token_put_into_the_variable_of_the_file_is_not_repeated() -> None:
    said = _problem(Secret("WANIKANI_TOKEN", file=Path("0f0f0f0f-1111-2222-3333-canarytoken00")))
    assert said.startswith("WANIKANI_TOKEN_FILE names a file that does not exist")
    assert said.endswith("the token itself goes into WANIKANI_TOKEN.")


def test_printing_a_secret_shows_nothing_of_it() -> None:
    assert "canary" not in repr(Secret("WANIKANI_TOKEN", "canary", Path("canary")))
