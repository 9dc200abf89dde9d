"""The daemon's jobs: nothing a poll throws ends them, and a refused token stops only the asking."""

import json
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from collector.app import App
from collector.config.settings import NamedAccount
from collector.daemon.jobs import Collecting
from collector.daemon.web.routes import pages
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
def collecting(app: App) -> Collecting:
    return Collecting(app)


def _ready(collecting: Collecting) -> tuple[HTTPStatus, str]:
    page = pages(collecting, collecting.app.clock)["/readyz"]()
    return page.status, " ".join(json.loads(page.body)["reasons"])


def _poll(rig: Rig, collecting: Collecting) -> None:
    rig.pass_time(HOUR)
    collecting.poll(only_account(collecting.app))


def test_a_rejected_token_stops_the_asking_not_the_heartbeats(
    rig: Rig, collecting: Collecting, token_file: Path
) -> None:
    _poll(rig, collecting)
    token_file.write_text("another-token")
    _poll(rig, collecting)
    asked = len(rig.api.requests)
    for _ in range(3):
        _poll(rig, collecting)
    assert len(rig.api.requests) == asked
    status, reason = _ready(collecting)
    assert status == HTTPStatus.SERVICE_UNAVAILABLE
    assert "put it into the file that WANIKANI_TOKEN_FILE names" in reason
    _close(collecting)
    beats = [fields for _, fields in of(rig.database(), "collector")]
    assert [(beat["ok"], beat["token_ok"]) for beat in beats] == [(1, 1), (0, 0), (0, 0), (0, 0), (0, 0)]


def test_a_new_token_in_the_file_resumes_the_asking(
    rig: Rig, collecting: Collecting, token_file: Path
) -> None:
    token_file.write_text("another-token")
    _poll(rig, collecting)
    assert _replaced(collecting) == []
    token_file.write_text(f"  {TOKEN}\n")
    assert _replaced(collecting) == [only_account(collecting.app)]
    _poll(rig, collecting)
    assert _ready(collecting) == (HTTPStatus.OK, "")


def test_a_missing_token_file_is_waited_for(rig: Rig, collecting: Collecting, token_file: Path) -> None:
    token_file.unlink()
    _poll(rig, collecting)
    assert rig.api.requests == []
    assert "WANIKANI_TOKEN_FILE" in _ready(collecting)[1]
    token_file.write_text(TOKEN)
    assert len(_replaced(collecting)) == 1


def test_a_poll_that_throws_what_nobody_expected_is_a_failed_poll(rig: Rig, collecting: Collecting) -> None:
    _poll(rig, collecting)
    rig.api.before("/v2/summary", _explode)
    with capture_logs() as logs:
        _poll(rig, collecting)
    assert [entry["event"] for entry in logs] == ["job failed in a way nobody expected"]
    _poll(rig, collecting)
    assert _ready(collecting) == (HTTPStatus.OK, "")
    _close(collecting)
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


def test_metrics_name_the_account_and_what_waits(rig: Rig, collecting: Collecting) -> None:
    _poll(rig, collecting)
    text = pages(collecting, collecting.app.clock)["/metrics"]().body.decode()
    assert 'wanikani_collector_token_ok{account="pretend-learner"} 1.0' in text
    assert 'wanikani_collector_polls_total{account="account",result="good"} 1.0' in text
    waiting = next(
        line for line in text.splitlines() if line.startswith("wanikani_collector_outbox_pending{")
    )
    assert float(waiting.split()[-1]) > 0


def test_an_outage_of_wanikani_shows_in_the_heartbeats_and_ends(rig: Rig, collecting: Collecting) -> None:
    _poll(rig, collecting)
    rig.api.fail("/v2/user", 503, times=1000)
    for _ in range(5):
        _poll(rig, collecting)
    assert _ready(collecting)[0] == HTTPStatus.SERVICE_UNAVAILABLE
    rig.api.recover()
    _poll(rig, collecting)
    assert _ready(collecting)[0] == HTTPStatus.OK
    _close(collecting)
    database = rig.database()
    assert latest(database, "annotation", kind="outage")["title"] == "Outage over"


def _replaced(collecting: Collecting) -> list[Account]:
    found: list[Account] = []
    collecting.watch(found.append)
    return found


def _explode() -> None:
    raise ZeroDivisionError


def _close(collecting: Collecting) -> None:
    """Let go of the state, so that the test can read what was committed."""
    only_account(collecting.app).store.close()
