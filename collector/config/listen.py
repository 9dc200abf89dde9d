"""The address a running collector listens on, for the health check, which runs every few seconds.

Light: pydantic is imported only where the variable is not set.

>>> listen_address("[::1]:8710")
('::1', 8710)
"""

import os
import re

from collector.config.values import split_names


def configured_listen() -> str:
    """Return `COLLECTOR_LISTEN`, from the environment or else from all settings; raises `InvalidSettings`."""
    return os.environ.get("COLLECTOR_LISTEN", "").strip() or _from_settings()


def _from_settings() -> str:
    from collector.config.settings import load  # noqa: PLC0415 - a quarter of a second, not needed in a container

    return load().collector_listen


def names_in_the_environment() -> frozenset[str]:
    """Return the names in `COLLECTOR_HOSTS`, known before the other settings are right: in a container."""
    return frozenset(split_names(os.environ.get("COLLECTOR_HOSTS", "")))


def listen_address(text: str) -> tuple[str, int] | None:
    """Return host and port of `HOST:PORT` (`[::1]:8710` for IPv6), or None when it is neither."""
    host, colon, port = text.rpartition(":")
    if not (colon and host and re.fullmatch("[0-9]{1,5}", port)) or int(port) > 65535:
        return None
    return host.strip("[]"), int(port)
