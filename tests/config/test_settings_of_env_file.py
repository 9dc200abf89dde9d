"""Settings from a `.env`: as docker compose reads it, and what is said of one that cannot be read."""

from pathlib import Path

import pytest

from collector.config.settings import load
from collector.core.errors import InvalidSettings
from tests.config.conftest import Mistakes, Read


def test_a_variable_in_a_path_of_the_env_file_is_replaced_as_compose_does(
    settings: Read, env_file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    env_file.write_text("COLLECTOR_STATE=$HOME/wk\nWANIKANI_TOKEN_FILE=${HOME}/token\n")
    read = settings()
    assert (read.collector_state, read.wanikani_token_file) == (tmp_path / "wk", tmp_path / "token")


def test_a_password_in_single_quotes_is_what_is_written(settings: Read, env_file: Path) -> None:
    env_file.write_text("INFLUXDB_USERNAME=me\nINFLUXDB_PASSWORD='pa${ss}w$$rd #1'  # mine\n")
    assert settings().influxdb_secret("password").read() == "pa${ss}w$$rd #1"


def test_a_line_that_could_mean_two_things_is_a_mistake(mistakes: Mistakes, env_file: Path) -> None:
    env_file.write_text("TZ=UTC\nINFLUXDB_PASSWORD=canary$canary\nINFLUXDB_TOKEN='canary\n")
    assert mistakes() == [
        (
            "Line 2 of .env: the $ in INFLUXDB_PASSWORD stands for a variable that is not set: write the "
            "value in single quotes, which keep every $, or set that variable."
        ),
        "Line 3 of .env: the quote before the value of INFLUXDB_TOKEN is not closed.",
    ]


def test_an_env_file_that_is_a_folder_is_a_mistake(env_file: Path) -> None:
    env_file.mkdir()
    with pytest.raises(
        InvalidSettings, match=r"^\.env cannot be read \(Is a directory\): make it a text file"
    ):
        load()


def test_an_env_file_that_is_no_text_is_a_mistake(env_file: Path) -> None:
    env_file.write_bytes(b"WANIKANI_TOKEN=\xff\xfe")
    with pytest.raises(InvalidSettings, match=r"^\.env is not UTF-8 text"):
        load()


def test_an_env_file_that_cannot_be_read_is_a_mistake(env_file: Path) -> None:
    env_file.symlink_to(env_file)  # which not even root can read
    with pytest.raises(InvalidSettings, match=r"^\.env cannot be read \(Too many levels"):
        load()
