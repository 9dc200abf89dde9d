"""The variables that are read one by one, before the settings or without them. Light: imports nothing.

An empty variable counts as unset, as in the settings.
"""

import os
import sys


def names() -> list[str]:
    """Return the names of all variables."""
    return list(os.environ)


def debugging() -> bool:
    """Return True if `LOG_LEVEL` is debug, whatever the other settings are."""
    return os.environ.get("LOG_LEVEL", "").lower() == "debug"


def colours() -> bool | None:
    """Return False if `NO_COLOR` is set, else True if `FORCE_COLOR` is; None: only terminals get colours.

    Sources: no-color.org, force-color.org.
    """
    if os.environ.get("NO_COLOR"):
        return False
    return True if os.environ.get("FORCE_COLOR") else None


def true_colours() -> bool:
    """Return True if `COLORTERM` announces more than 256 colours, as many terminals do."""
    return os.environ.get("COLORTERM", "").lower() in {"truecolor", "24bit"}


def grafana_url() -> str:
    """Return `GRAFANA_URL`, where the stack's Grafana is; empty if there is none."""
    return os.environ.get("GRAFANA_URL", "")


def grafana_password() -> str | None:
    """Return `GRAFANA_PASSWORD`, for a Grafana whose administrator's password was changed."""
    return os.environ.get("GRAFANA_PASSWORD") or None


# What a Python process needs to start as this one did; no setting, and no secret.
_OF_THE_SYSTEM = (
    "PATH",
    "LANG",
    "LC_ALL",
    "TZ",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "SYSTEMROOT",
    "PYTHONHOME",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONPYCACHEPREFIX",
    "PYTHONTZPATH",
)


def child_variables() -> dict[str, str]:
    """Return the environment of a process that runs this program's own modules and has no secret."""
    kept = {name: os.environ[name] for name in _OF_THE_SYSTEM if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(sys.path)}
