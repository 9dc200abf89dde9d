"""Reads settings from the environment and `.env`: every mistake becomes a sentence."""

import logging
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from collector.core.encoding import ENCODING
from collector.core.errors import InvalidSettings

ENV_FILE = Path(".env")
# How every kind of settings is read. Variables of the other kinds are none of its business.
FROM_ENVIRONMENT = SettingsConfigDict(
    env_file=ENV_FILE,
    env_ignore_empty=True,
    env_file_encoding=ENCODING,
    extra="ignore",
    hide_input_in_errors=True,
    frozen=True,
)
ACCOUNTS_FORM = "is set by WANIKANI_ACCOUNTS__NAME__TOKEN, one variable an account"
_Kind = TypeVar("_Kind", bound=BaseSettings)


def read_settings(kind: type[_Kind], env_file: Path) -> _Kind:
    """Read one kind of settings; raises `InvalidSettings` naming every variable that cannot be used."""
    # Its warnings have only the number of a line; `typos` explains more.
    logging.getLogger("dotenv").setLevel(logging.ERROR)
    read_env_file(env_file)
    try:
        return kind(_env_file=env_file)
    except ValidationError as error:
        raise InvalidSettings("\n".join(_sentence(mistake) for mistake in error.errors())) from None
    except SettingsError:
        raise InvalidSettings(f"WANIKANI_ACCOUNTS {ACCOUNTS_FORM}.") from None


def read_env_file(env_file: Path = ENV_FILE) -> str:
    """Return the text of `.env`, empty if there is none; raises `InvalidSettings` if it cannot be read."""
    try:
        # A named pipe can be read only once, and that is left to the settings.
        return "" if env_file.is_fifo() else env_file.read_text(encoding=ENCODING)
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError:
        raise InvalidSettings(f"{env_file} is not text in UTF-8: save it as lines of NAME=value.") from None
    except OSError as error:
        raise InvalidSettings(
            f"{env_file} cannot be read ({error.strerror}): make it a text file of NAME=value lines "
            "that the collector's user can read."
        ) from None


def _sentence(mistake: Any) -> str:
    name = "__".join(str(part).upper() for part in mistake["loc"])
    message = mistake["msg"].removeprefix("Value error, ")
    if not name:
        return f"{message}."
    if mistake["type"] == "literal_error":
        message = f"must be one of {mistake['ctx']['expected']}"
    if mistake["type"] == "bool_parsing":
        message = "must be yes or no"
    return f"{name} {message[0].lower()}{message[1:]}."
