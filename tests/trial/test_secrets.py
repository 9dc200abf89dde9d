"""No secret comes out: not of a command, a log, the page, an export or the state, whatever others answer.

Every secret of these tests has the word "canary" in it, and `Cli` looks for that word in all that a command
prints and in every file of the state.
"""

import contextlib
import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from tests.cli.conftest import CANARY, Cli, Finished, Served
from tests.influxdb.pretend_influxdb import PretendInfluxDB
from tests.integration.servers import HTTP
from tests.serving import running
from tests.trial.figures import Figure
from tests.trial.sizes import LONG

SECRETS = {
    "INFLUXDB_ADMIN_TOKEN": "operator-canary-1",
    "IMPORT_PASSWORD": "canary-2 of old",
    "ALERT_NTFY_URL": "https://ntfy.example/canary-3",
    "ALERT_NTFY_TOKEN": "tk_canary4",
    "ALERT_WEBHOOK_URL": "https://hooks.example/canary-5?key=canary-5b",
    "ALERT_WEBHOOK_TOKEN": "canary-6",
    "ALERT_DISCORD_URL": "https://discord.example/api/webhooks/1/canary-7",
    "ALERT_TELEGRAM_TOKEN": "123456:canary-8",
    "ALERT_TELEGRAM_CHAT": "-1001",
    "GRAFANA_INFLUXDB_TOKEN": "canary-9",
    "GRAFANA_PASSWORD": "canary-10",
    "HTTP_PROXY": "http://me:canary-11@proxy.invalid:3128",
    "NO_PROXY": "127.0.0.1",
    "LOG_LEVEL": "debug",
}
# Commands that need no network, and those that ask a server once.
LOCAL = [
    ["status"], ["report", "--out", "page.html"], ["export", "known"],
    ["export", "reviews", "--format", "json"],
    ["export", "srs", "--out", "srs.csv"], ["export", "leeches", "--format", "anki", "--out", "cards.txt"],
    ["--help"], ["run", "--help"],
]  # fmt: skip
NETWORK = [
    ["doctor"], ["sync-check"], ["setup-influxdb", "--secrets", "made"], ["setup-stack", "--into", "stack"],
    ["import", "progress", "--url", "SERVER", "--username", "me"], ["verify-stack", "--into", "stack"],
    ["health", "SERVER/readyz"],
]  # fmt: skip
# Files in which a secret is to be: its reader gets it from there.
WITH_SECRETS = [["grafana-contacts", "--out", "contacts.yaml"], ["grafana", "export", "provisioning"]]
STATUSES = [200, 301, 400, 401, 403, 404, 422] if LONG else [401, 422]
FORMS = ["json", "page", "text"] if LONG else ["json"]
LOGS = ["json", "console"] if LONG else ["json"]


@dataclass(frozen=True)
class Echo:
    """A server that answers everything with what it was sent, in every place that a client may look at."""

    url: str


@contextmanager
def echoing(status: int, form: str) -> Iterator[Echo]:
    """Answer with *status*; the body is JSON as InfluxDB and WaniKani write errors, a page, or plain text."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            said = f"{self.requestline} {dict(self.headers)} {body.decode(errors='replace')}"
            text = {
                "json": json.dumps({"error": said, "message": said, "code": said, "data": said}),
                "page": f"<html>{said}</html>",
                "text": said,
            }[form]
            self.send_response(status)
            for name in ("Location", "X-Influxdb-Version", "X-Influxdb-Error", "Server", "WWW-Authenticate"):
                self.send_header(name, (self.headers.get("Authorization") or "")[:200])
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        do_POST = do_PATCH = do_DELETE = do_GET  # noqa: N815

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    with running(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        yield Echo(f"http://127.0.0.1:{port}")


def searched(folder: Path, *but: str) -> int:
    """Look for the canary in every file below *folder* except those named; return how many were read."""
    files = [
        file for file in folder.rglob("*") if file.is_file() and not any(name in str(file) for name in but)
    ]
    for file in files:
        assert CANARY.encode() not in file.read_bytes(), file
    return len(files)


def ran(cli: Cli, words: list[str], **variables: str) -> Finished:
    """Run a command; `Cli` looks at what it prints."""
    return cli(*words, **{**SECRETS, **variables})


def test_nothing_that_is_made_of_a_healthy_life_holds_a_secret(with_influxdb: Cli, figure: Figure) -> None:
    assert ran(with_influxdb, ["poll"]).code == 0
    for words in LOCAL:
        assert ran(with_influxdb, words).code in {0, 2}, words
    for words in WITH_SECRETS:
        ran(with_influxdb, words)
    files = searched(with_influxdb.folder, "contacts.yaml", "provisioning")
    assert CANARY in (with_influxdb.folder / "contacts.yaml").read_text(), "so the search would find one"
    figure(files_searched=files)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("status", STATUSES)
def test_a_server_that_gives_back_what_it_was_sent_gets_no_secret_printed(
    with_influxdb: Cli, status: int, form: str
) -> None:
    with echoing(status, form) as echo:
        given = {"WANIKANI_URL": f"{echo.url}/v2", "INFLUXDB_URL": echo.url, "GRAFANA_URL": echo.url}
        for words in NETWORK:
            ran(with_influxdb, [word.replace("SERVER", echo.url) for word in words], **given)
        ran(with_influxdb, ["poll"], **given)
    searched(with_influxdb.folder, "/stack/", "/made/")


MISTAKES = {
    "WANIKANI_URL": "https://me:canary@api.wanikani.com",
    "INFLUXDB_URL": "http://me:canary@host:8086",
    "COLLECTOR_LISTEN": "canary",
    "WANIKANI_TOKEN_FILE": "canary",
    "INFLUXDB_TOKEN_FILE": "/no/such/file",
    "ALERT_EMAIL": "canary",
    "ALERT_NTFY_URL": "canary",
    "COLLECTOR_HOSTS": "http://canary",
    "HTTP_PROXY": "socks5://canary",
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_a_setting_is_told_without_its_value(with_influxdb: Cli, name: str) -> None:
    for words in (
        ["doctor"],
        ["setup-stack", "--into", "stack"],
        ["grafana-contacts", "--out", "contacts.yaml"],
    ):
        ran(with_influxdb, words, **{name: MISTAKES[name]})


@pytest.mark.parametrize(
    "line", ["INFLUXDB_TOKEN='canary", "INFLUXDB_TOKEN=canary$canary", "INFLUXDB_TOKEN: canary"]
)
def test_a_line_of_the_env_file_is_told_without_its_value(with_influxdb: Cli, line: str) -> None:
    (with_influxdb.folder / ".env").write_text(f"{line}\n")
    assert ran(with_influxdb, ["doctor"]).code == 2


@pytest.mark.parametrize("form", LOGS)
def test_the_daemon_shows_no_secret_on_its_pages_and_in_its_log(
    with_influxdb: Cli, wanikani: Served, influxdb: PretendInfluxDB, form: str
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    with echoing(401, "json") as echo:
        given = {**SECRETS, "COLLECTOR_LISTEN": listen, "LOG_FORMAT": form, "INFLUXDB_URL": echo.url}
        with with_influxdb.started("run", **given) as process:
            pages = _pages(f"http://{listen}")
            process.terminate()
            out, err = process.communicate(timeout=30)
    assert "delivery" in out + err
    assert CANARY not in out + err + pages


def _pages(url: str) -> str:
    """Return all that the daemon serves, once it has polled."""
    deadline = time.monotonic() + 60
    while "last_good_poll_timestamp_seconds{" not in _text(f"{url}/metrics"):
        assert time.monotonic() < deadline, _text(f"{url}/readyz")
        time.sleep(0.2)
    paths = ("/", "/metrics", "/readyz", "/healthz", "/elsewhere?token=x")
    answers = [HTTP.get(f"{url}{path}") for path in paths]
    return "".join(f"{answer.headers} {answer.text}" for answer in answers)


def _text(url: str) -> str:
    with contextlib.suppress(httpx.TransportError):
        return HTTP.get(url).text
    return ""
