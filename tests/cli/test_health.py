"""`health`: what a container's health check runs; it says well, or why not."""

import socket
import subprocess
import sys
import time
from http import HTTPStatus
from pathlib import Path

import pytest

from collector.daemon.web.server import WebPage, serve
from tests.cli.conftest import Cli, Served

HEAVY = ("pydantic", "structlog", "httpx", "jinja2", "sqlite3", "influxdb_client")


def test_it_asks_the_running_collector_of_its_own_settings(cli: Cli, wanikani: Served) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    with cli.started("run", COLLECTOR_LISTEN=listen, WANIKANI_URL=wanikani.url, WANIKANI_TOKEN="") as process:
        try:
            said = _until(cli, "WANIKANI_TOKEN is not set", COLLECTOR_LISTEN=listen)
        finally:
            process.terminate()
    assert said.startswith("account: WANIKANI_TOKEN is not set: put a read-only token")


def test_a_container_with_invalid_settings_stays_up_and_is_unhealthy(cli: Cli, wanikani: Served) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    given = {"COLLECTOR_LISTEN": listen, "WANIKANI_TOKEN_FILE": "/run/secrets/wanikani-token"}
    with cli.started("run", "--until-fixed", **given) as process:
        try:
            said = _until(cli, "WANIKANI_TOKEN_FILE is set although", COLLECTOR_LISTEN=listen)
        finally:
            process.terminate()
        _, err = process.communicate(timeout=20)
    assert process.returncode == 2
    assert (
        said
        == err
        == ("WANIKANI_TOKEN_FILE is set although the secret itself is set too: keep one of the two.\n")
    )


def _until(cli: Cli, words: str, **variables: str) -> str:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        done = cli("health", **variables)
        assert done.code == 1
        if words in done.out:
            return done.out
        time.sleep(0.2)
    pytest.fail(f"health never said {words}")


@pytest.mark.parametrize(
    ("status", "code"),
    [(HTTPStatus.OK, 0), (HTTPStatus.UNAUTHORIZED, 0), (HTTPStatus.SERVICE_UNAVAILABLE, 1)],
)
def test_any_answer_except_a_server_error_is_healthy(cli: Cli, status: HTTPStatus, code: int) -> None:
    server = serve(("127.0.0.1", 0), {"/asked": lambda: WebPage(status, "text/plain", b"not JSON\n")})
    try:
        url = f"http://127.0.0.1:{server.server_address[1]}/asked"
        assert cli("health", url).code == code
    finally:
        server.shutdown()
        server.server_close()


def test_where_nothing_answers_it_says_so(cli: Cli) -> None:
    done = cli("health", COLLECTOR_LISTEN="0.0.0.0:9")
    assert (done.code, done.out) == (1, "")
    assert done.err == "Nothing answers at http://127.0.0.1:9/readyz (Connection refused).\n"


def test_the_address_is_found_in_the_env_file_too(cli: Cli) -> None:
    (cli.folder / ".env").write_text("COLLECTOR_LISTEN=[::]:9\n")
    assert "http://[::1]:9/readyz" in cli("health").err


@pytest.mark.parametrize("listen", ["off", "8710"])
def test_without_an_address_it_says_which_setting(cli: Cli, listen: str) -> None:
    done = cli("health", COLLECTOR_LISTEN=listen)
    assert done.code == 2
    assert done.err.startswith(f"COLLECTOR_LISTEN is {listen}, where nothing answers: set it")


@pytest.mark.parametrize("url", ["ftp://here", "here", "http://[/", "http://a b"])
def test_an_address_that_is_none_is_said(cli: Cli, url: str) -> None:
    done = cli("health", url)
    assert done.code == 2
    assert "is not a web address" in done.err


def test_it_loads_nothing_heavy(tmp_path: Path) -> None:
    """It runs every few seconds for years, on small machines."""
    asked = [sys.executable, "-X", "importtime", "-m", "collector", "health"]
    done = subprocess.run(
        asked,
        env={"COLLECTOR_LISTEN": "127.0.0.1:9"},
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 1
    assert "http.client" in done.stderr
    assert [name for name in HEAVY if f" {name}\n" in done.stderr] == []
