"""Reads settings from the environment and `.env`: every mistake becomes a sentence."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict, SettingsError

from collector.config.env_file import EnvFile, parse
from collector.core.encoding import ENCODING
from collector.core.errors import InvalidSettings

ENV_FILE = Path(".env")
# How every kind of settings is read. Variables of the other kinds are none of its business.
FROM_ENVIRONMENT = SettingsConfigDict(
    env_ignore_empty=True,
    extra="ignore",
    hide_input_in_errors=True,
    frozen=True,
)
ACCOUNTS_FORM = "is set by WANIKANI_ACCOUNTS__NAME__TOKEN, one variable an account"
_Kind = TypeVar("_Kind", bound=BaseSettings)


class _Variables(EnvSettingsSource):
    """Reads a kind of settings from *variables*, by the same rules as from the environment."""

    def __init__(self, kind: type[BaseSettings], variables: Mapping[str, str]) -> None:
        # An empty one counts as unset, and hides nothing.
        self._variables = {name.lower(): value for name, value in variables.items() if value}
        super().__init__(kind)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return self._variables


def read_settings(kind: type[_Kind], env_file: Path) -> _Kind:
    """Read one kind of settings; raises `InvalidSettings` naming every variable that cannot be used."""
    from_file = read_env_file(env_file).values
    try:
        # What is handed over wins over the environment, which is read once more: so both are merged here.
        return kind(**_Variables(kind, merged(from_file, os.environ))())
    except ValidationError as error:
        raise InvalidSettings("\n".join(_sentence(mistake) for mistake in error.errors())) from None
    except SettingsError:
        raise InvalidSettings(f"WANIKANI_ACCOUNTS {ACCOUNTS_FORM}.") from None


def merged(from_file: Mapping[str, str], environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of both, names in capitals; the environment wins unless it is empty.

    Of two that differ in case alone, small letters win, as most programs prefer `https_proxy`.
    """
    given = [pair for each in (from_file, environment) for pair in sorted(each.items())]
    return {name.upper(): value for name, value in given if value.strip()}


def read_env_file(env_file: Path = ENV_FILE) -> EnvFile:
    """Return what `.env` says, nothing if there is none.

    Raises `InvalidSettings` if it cannot be read, naming each line that could mean two things.
    """
    found = parse(_text_of(env_file), os.environ, str(env_file))
    if found.mistakes:
        raise InvalidSettings("\n".join(found.mistakes))
    return found


def _text_of(env_file: Path) -> str:
    try:
        return env_file.read_text(encoding=ENCODING)
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
    message = mistake["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
    if not name:
        return f"{message}."
    if mistake["type"] == "literal_error":
        message = f"must be one of {mistake['ctx']['expected']}"
    if mistake["type"] == "bool_parsing":
        message = "must be yes or no"
    return f"{name} {message[0].lower()}{message[1:]}{'' if message.endswith('?') else '.'}"
