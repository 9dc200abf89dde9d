"""The daemon's jobs: nothing a poll throws ends them, and a refused token stops only the asking."""

import json
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from collector.app import App
from collector.config.named_account import NamedAccount
from collector.core.log_events import LogEvent
from collector.daemon.jobs import Jobs
from collector.daemon.web.routes import routes
from collector.pipeline.account import Account
from tests.harness import HOUR, TOKEN, Rig, only_account
from tests.lines import latest, of


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.write_text(TOKEN)
    return path


@pytest.fixture
def app(rig: Rig, token_file: Path) -> Iterator[App]:
    rig.settings = {"wanikani_token": None, "wanikani_token_file": token_file}
    with rig.app() as app:
        yield app


@pytest.fixture
def jobs(app: App) -> Jobs:
    return Jobs(app)


def _ready(jobs: Jobs) -> tuple[HTTPStatus, str]:
    page = routes(jobs, jobs.app.clock)["/readyz"]()
    return page.status, " ".join(json.loads(page.body)["reasons"])


def _poll(rig: Rig, jobs: Jobs) -> None:
    rig.pass_time(HOUR)
    jobs.poll(only_account(jobs.app))


def test_a_rejected_token_stops_the_asking_not_the_heartbeats(rig: Rig, jobs: Jobs, token_file: Path) -> None:
    _poll(rig, jobs)
    token_file.write_text("another-token")
    _poll(rig, jobs)
    asked = len(rig.api.requests)
    for _ in range(3):
        _poll(rig, jobs)
    assert len(rig.api.requests) == asked
    status, reason = _ready(jobs)
    assert status == HTTPStatus.SERVICE_UNAVAILABLE
    assert "put it into the file that WANIKANI_TOKEN_FILE names" in reason
    _close(jobs)
    beats = [fields for _, fields in of(rig.database(), "collector")]
    assert [(beat["ok"], beat["token_ok"]) for beat in beats] == [(1, 1), (0, 0), (0, 0), (0, 0), (0, 0)]


def test_a_new_token_in_the_file_resumes_the_asking(rig: Rig, jobs: Jobs, token_file: Path) -> None:
    token_file.write_text("another-token")
    _poll(rig, jobs)
    assert _replaced(jobs) == []
    token_file.write_text(f"  {TOKEN}\n")
    assert _replaced(jobs) == [only_account(jobs.app)]
    _poll(rig, jobs)
    assert _ready(jobs) == (HTTPStatus.OK, "")


def test_a_missing_token_file_is_waited_for(rig: Rig, jobs: Jobs, token_file: Path) -> None:
    token_file.unlink()
    _poll(rig, jobs)
    assert rig.api.requests == []
    assert "WANIKANI_TOKEN_FILE" in _ready(jobs)[1]
    token_file.write_text(TOKEN)
    assert len(_replaced(jobs)) == 1


def test_a_poll_with_an_unexpected_exception_is_a_failed_poll(rig: Rig, jobs: Jobs) -> None:
    _poll(rig, jobs)
    rig.api.before("/v2/summary", _explode)
    with capture_logs() as logs:
        _poll(rig, jobs)
    assert [entry["event"] for entry in logs] == [LogEvent.JOB_CRASHED]
    _poll(rig, jobs)
    assert _ready(jobs) == (HTTPStatus.OK, "")
    _close(jobs)
    assert [fields["ok"] for _, fields in of(rig.database(), "collector")] == [1, 0, 1]


def test_a_sentence_about_the_token_names_the_setting_it_came_from(rig: Rig, tmp_path: Path) -> None:
    rig.settings = {
        "wanikani_token": None,
        "wanikani_accounts": {
            "anna": NamedAccount(token=SecretStr("wrong")),
            "bob": NamedAccount(token=SecretStr(TOKEN)),
        },
    }
    with rig.app() as app:
        assert "WANIKANI_ACCOUNTS__ANNA__TOKEN" in str(app.poll(app.accounts["anna"]).problem)
        assert app.poll(app.accounts["bob"]).problem is None


def test_an_outage_of_wanikani_shows_in_the_heartbeats_and_ends(rig: Rig, jobs: Jobs) -> None:
    _poll(rig, jobs)
    rig.api.fail("/v2/user", 503, times=1000)
    for _ in range(5):
        _poll(rig, jobs)
    assert _ready(jobs)[0] == HTTPStatus.SERVICE_UNAVAILABLE
    rig.api.recover()
    _poll(rig, jobs)
    assert _ready(jobs)[0] == HTTPStatus.OK
    _close(jobs)
    database = rig.database()
    assert latest(database, "annotation", kind="outage")["title"] == "Outage over"


def _replaced(jobs: Jobs) -> list[Account]:
    found: list[Account] = []
    jobs.watch_tokens(found.append)
    return found


def _explode() -> None:
    raise ZeroDivisionError


def _close(jobs: Jobs) -> None:
    """Let go of the state, so that the test can read what was committed."""
    only_account(jobs.app).store.close()
