"""Checks the collector's own settings.

Each check returns the value as it counts, or raises `ValueError` with the end of a sentence that begins with
the variable's name and says what to write.
"""

import re
from pathlib import Path
from typing import Any, get_args

from collector.config.listen import listen_address
from collector.config.loading import ACCOUNTS_FORM
from collector.config.near_answers import meant, near_interval, near_zone
from collector.config.values import (
    DEFAULT_ACCOUNT,
    PollEvery,
    SimulatedPollEvery,
    is_host_name,
    is_zone,
    looks_like_a_token,
    split_names,
)

QUOTED_STEPS = ", ".join(repr(step) for step in get_args(PollEvery))
_ACCOUNT = re.compile(r"[a-z0-9][a-z0-9_-]*")
# What a shell, Compose or systemd would have replaced, had it read the line.
_VARIABLE = re.compile(r"\$\{?[A-Za-z_][A-Za-z0-9_]*\}?|\$\([^)]*\)|`[^`]*`|(?<![^/])%[a-zA-Z](?![^/])")


def account_name(value: str | None) -> str | None:
    """Return the name that the data carries."""
    if value is not None and not value.isprintable():
        raise ValueError("must be a name on one line")
    if value is not None and looks_like_a_token(value):
        raise ValueError("looks like a token: put it into WANIKANI_TOKEN")
    return value


def is_account_name(name: str) -> bool:
    """Return True if *name*, in small letters, can be one of several accounts: it becomes a file's name."""
    return name != DEFAULT_ACCOUNT and _ACCOUNT.fullmatch(name) is not None


def account_names(value: Any) -> Any:
    """Return several accounts; their names become names of files."""
    if not isinstance(value, dict) or not all(isinstance(one, dict) for one in value.values()):
        raise ValueError(ACCOUNTS_FORM)
    wrong = [name for name in value if not _ACCOUNT.fullmatch(name.lower())]
    if wrong or DEFAULT_ACCOUNT in value:
        raise ValueError(
            f"has the name {(*wrong, DEFAULT_ACCOUNT)[0]!r}: choose another, of letters and digits"
        )
    return value


def known_interval(value: Any) -> Any:
    """Return an interval that cron can express evenly, or that only a simulated WaniKani is polled at."""
    step = str(value).lower()
    if step not in (*get_args(PollEvery), *get_args(SimulatedPollEvery)):
        raise ValueError(f"must be one of {QUOTED_STEPS}{meant(near_interval(step))}")
    return step


def known_zone(value: str | None) -> str | None:
    """Return the name of a time zone."""
    if value is not None and not is_zone(value):
        raise ValueError(
            f"must be a time zone such as Europe/Berlin or Asia/Tokyo (or UTC){meant(near_zone(value))}"
        )
    return value


def state_folder(value: Path) -> Path:
    """Return the path with `~` replaced; other variables are refused, which would name a folder `$HOME`.

    So are quotes around it, which some readers of such lines keep (`docker run --env-file`, for one).
    """
    if re.fullmatch(r"'.*'|\".*\"", str(value)):
        raise ValueError("has quotes around it, which are not removed here: write the path without them")
    variable = _VARIABLE.search(str(value))
    if variable is not None:
        raise ValueError(f"holds {variable[0]}, which is not expanded here: write the full path")
    try:
        return value.expanduser()
    except RuntimeError:
        raise ValueError("begins with ~ and the name of an unknown user: write the full path") from None


def listen_text(value: str) -> str:
    """Return `HOST:PORT` or `off`, in small letters."""
    value = value.lower()
    if value != "off" and listen_address(value) is None:
        raise ValueError("must be HOST:PORT, such as 127.0.0.1:8710, or off")
    return value


def host_names(value: str | None) -> str | None:
    """Return names with commas or blanks between them."""
    if value is not None and not all(is_host_name(name) for name in split_names(value)):
        raise ValueError(
            "must be names such as nas.home or stats.example.org, separated by commas, without http:// and "
            "port"
        )
    return value
