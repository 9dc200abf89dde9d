"""Reads settings from the environment and `.env`: every mistake becomes a sentence."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from collector.config.env_file import EnvFile, parse
from collector.core.encoding import ENCODING
from collector.core.errors import InvalidSettings

# pydantic would look for plugins in the metadata of all that is installed: 6 ms of every command.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
ENV_FILE = Path(".env")
# How settings are read from variables.
FROM_VARIABLES = ConfigDict(extra="ignore", hide_input_in_errors=True, frozen=True, validate_default=True)
ACCOUNTS_FORM = "is set with WANIKANI_ACCOUNTS__NAME__TOKEN, one variable per account"
Read = TypeVar("Read")
_Model = TypeVar("_Model", bound=BaseModel)


def read_with(make: Callable[[Mapping[str, str]], Read], env_file: Path) -> Read:
    """Return what *make* makes of the variables of the environment and `.env`, names in capitals.

    Raises `InvalidSettings` naming every variable that cannot be used.
    """
    from_file = read_env_file(env_file).values
    try:
        return make(merged(from_file, os.environ))
    except ValidationError as error:
        raise InvalidSettings("\n".join(_sentence(mistake) for mistake in error.errors())) from None


def read_model(kind: type[_Model], env_file: Path) -> _Model:
    """Read one kind of settings; raises `InvalidSettings` naming every variable that cannot be used."""
    return read_with(lambda variables: kind(**values_of(kind, variables)), env_file)


def values_of(kind: type[BaseModel], variables: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of *kind*'s fields: the variables of their names, in capitals.

    A variable `FIELD__NAME__KEY` is the value of a key of the entry NAME of a field that has entries.

    >>> from pydantic import create_model
    >>> values_of(create_model("Ours", tz=(str, ""), at=(dict, {})), {"TZ": "UTC", "AT__HOME__URL": "here"})
    {'at': {'home': {'url': 'here'}}, 'tz': 'UTC'}
    """
    found: dict[str, Any] = {}
    # What has no entries comes first: a value for the whole field hides them.
    for variable, value in sorted(variables.items()):
        field, *keys = variable.lower().split("__")
        if field in kind.model_fields:
            _put(found, [field, *keys], value)
    return found


def _put(found: dict[str, Any], keys: list[str], value: str) -> None:
    first, *rest = keys
    if not rest:
        found[first] = value
    elif isinstance(inner := found.setdefault(first, {}), dict):
        _put(inner, rest, value)


def merged(from_file: Mapping[str, str], environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of both, names in capitals; the environment wins unless it is empty.

    Of two that differ in case alone, small letters win, as most programs prefer `https_proxy`.
    """
    given = [pair for each in (from_file, environment) for pair in sorted(each.items())]
    return {name.upper(): value for name, value in given if value.strip()}


def read_env_file(env_file: Path = ENV_FILE) -> EnvFile:
    """Return the variables of `.env`; none if the file does not exist.

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
        raise InvalidSettings(f"{env_file} is not UTF-8 text: save it as lines of NAME=value.") from None
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
