"""`health`: checks a running collector; a container's health check runs it.

It runs every few seconds for years, so it imports nothing heavy.
"""

import http.client
import json
from urllib.parse import urlsplit

import click

from collector.cli.output import echo
from collector.config.listen import configured_listen, listen_address
from collector.config.values import is_web_address
from collector.core.errors import NoHealthAddress

_TIMEOUT_SECONDS = 8
# What stands for every address of this machine, and one of those it stands for.
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - nothing is opened here  # nosec B104


@click.command("health")
@click.argument("url", required=False)
def command(url: str | None) -> int:
    """Check a running collector: exit with 0 if it is healthy, else print why not and exit with 1.

    It is contacted at COLLECTOR_LISTEN, or at URL.
    """
    return health(url)


def health(url: str | None) -> int:
    """Request *url* (default: where `run` listens); return 0 if it is healthy, else print why and return 1.

    Of another program (the simulated WaniKani, say) any answer is enough that is no server's error.
    Raises `NoHealthAddress` when there is no address to ask.
    """
    asked = url or _readiness()
    if not is_web_address(asked):
        raise NoHealthAddress(f"{asked} is not a web address: use one such as http://127.0.0.1:8710/readyz.")
    try:
        status, body = _get(asked)
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "strerror", None) or "no answer"
        echo(f"Nothing answers at {asked} ({reason}).", err=True)
        return 1
    for reason in _reasons(body):
        echo(reason)
    return 0 if status < 500 else 1


def _readiness() -> str:
    """Return where the collector of these settings answers whether it is ready."""
    text = configured_listen()
    address = listen_address(text)
    if address is None:
        raise NoHealthAddress(
            f"COLLECTOR_LISTEN is {text}, where nothing answers: set it to HOST:PORT, such as 127.0.0.1:8710."
        )
    host = _ANYWHERE.get(address[0], address[0])
    return f"http://{f'[{host}]' if ':' in host else host}:{address[1]}/readyz"


def _get(url: str) -> tuple[int, bytes]:
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_TIMEOUT_SECONDS)
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
