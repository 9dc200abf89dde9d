"""`health`: ask a running collector whether all is well; what a container's health check runs.

It runs every few seconds for years: what is heavy is imported only where it is needed.
"""

import http.client
import json
import os
from urllib.parse import urlsplit

import click

from collector.config.values import is_web_address, listen_address
from collector.core.errors import NoHealthAddress

_PATIENCE_SECONDS = 8
# What stands for every address of this machine, and one of those it stands for.
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - nothing is opened here


def health(url: str | None) -> int:
    """Ask *url*, or where the settings let `run` answer; 0 when all is well, else 1 and why not.

    Of another program (the simulated WaniKani, say) any answer is enough that is no server's error.
    """
    asked = url or _readiness()
    if not is_web_address(asked):
        raise NoHealthAddress(f"{asked} is no web address: it looks like http://127.0.0.1:8710/readyz.")
    try:
        status, body = _asked(asked)
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "strerror", None) or "no answer"
        click.echo(f"Nothing answers at {asked} ({reason}).", err=True)
        return 1
    for reason in _reasons(body):
        click.echo(reason)
    return 0 if status < 500 else 1


def _readiness() -> str:
    """Return where the collector of these settings says whether it is ready."""
    text = os.environ.get("COLLECTOR_LISTEN", "").strip() or _configured()
    address = listen_address(text)
    if address is None:
        raise NoHealthAddress(
            f"COLLECTOR_LISTEN is {text}, where nothing answers: set it to HOST:PORT, such as 127.0.0.1:8710."
        )
    host = _ANYWHERE.get(address[0], address[0])
    return f"http://{f'[{host}]' if ':' in host else host}:{address[1]}/readyz"


def _configured() -> str:
    from collector.config.settings import load  # noqa: PLC0415 - a quarter of a second, and not needed in a container

    return load().collector_listen


def _asked(url: str) -> tuple[int, bytes]:
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_PATIENCE_SECONDS)
    try:
        connection.request("GET", parts.path or "/")
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def _reasons(body: bytes) -> list[str]:
    try:
        told = json.loads(body)
    except ValueError:
        return []
    reasons = told.get("reasons", []) if isinstance(told, dict) else []
    return [str(reason) for reason in reasons]
