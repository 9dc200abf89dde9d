"""Accounts cannot disturb each other, and one server's "no" is taken once, for all of them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from collector.app import App
from collector.config.named_account import NamedAccount
from collector.core.errors import CollectorError, WrongAccount
from collector.daemon.jobs import Jobs
from collector.daemon.web.routes import routes
from collector.daemon.web.server import WebPage, serve
from collector.pipeline.rebuild import rebuild
from collector.simulator.api.application import SimulatedWaniKani
from collector.storage import outbox
from collector.storage.database import Store
from tests.harness import HOUR, TOKEN, Rig
from tests.influxdb.conftest import WRITE_TOKEN
from tests.influxdb.pretend_influxdb import PretendInfluxDB, Trouble, pretend_influxdb
from tests.lines import parsed


@pytest.fixture
def server() -> Iterator[PretendInfluxDB]:
    with pretend_influxdb() as server:
        server.admin.set_up("home", "wanikani", "operator-token")
        server.admin.allow(WRITE_TOKEN, "write", "wanikani")
        yield server


@pytest.fixture
def two(rig: Rig) -> Rig:
    """Anna and Bob, whose tokens are the same learner's here."""
    account = NamedAccount(token=SecretStr(TOKEN))
    rig.settings = {"wanikani_token": None, "wanikani_accounts": {"anna": account, "bob": account}}
    return rig


@contextmanager
def _delivering(rig: Rig, server: PretendInfluxDB) -> Iterator[Jobs]:
    rig.settings |= {
        "influxdb_url": server.url, "influxdb_org": "home", "influxdb_bucket": "wanikani",
        "influxdb_token": SecretStr(WRITE_TOKEN),
    }  # fmt: skip
    with rig.app() as app:
        yield Jobs(app)


def _poll_all(rig: Rig, jobs: Jobs) -> None:
    rig.pass_time(HOUR)
    for account in jobs.app.accounts.values():
        jobs.poll(account)


def _waiting(app: App, name: str) -> int:
    with app.accounts[name].store.reading() as tx:
        return outbox.pending(tx)


def _readiness(jobs: Jobs) -> tuple[HTTPStatus, str]:
    page = routes(jobs, jobs.app.clock)["/readyz"]()
    return page.status, " ".join(json.loads(page.body)["reasons"])


def _break(app: App, name: str) -> None:
    """Damage an account's state while it is open."""
    with app.accounts[name].store.transaction() as tx:
        tx.execute("DROP TABLE outbox")


def test_a_broken_state_stops_neither_polls_nor_deliveries_of_the_others(
    two: Rig, server: PretendInfluxDB
) -> None:
    with _delivering(two, server) as jobs:
        _poll_all(two, jobs)
        _break(jobs.app, "anna")
        _poll_all(two, jobs)
        jobs.deliver()
        assert _waiting(jobs.app, "bob") == 0
        status, reasons = _readiness(jobs)
        assert routes(jobs, jobs.app.clock)["/startedz"]().status == HTTPStatus.OK
    assert status == HTTPStatus.SERVICE_UNAVAILABLE
    assert "anna" in reasons
    assert "bob" not in reasons


def test_a_state_damaged_at_the_start_leaves_the_others_to_be_polled(two: Rig) -> None:
    two.folder.mkdir(parents=True)
    (two.folder / "anna.sqlite3").write_bytes(b"no database at all" * 100)
    with two.app() as app:
        assert list(app.accounts) == ["bob"]
        assert "damaged" in str(app.unusable["anna"])
        jobs = Jobs(app)
        _poll_all(two, jobs)
        assert "anna: The state" in _readiness(jobs)[1]


def test_when_no_state_can_be_opened_that_is_the_error(two: Rig) -> None:
    two.folder.mkdir(parents=True)
    for name in ("anna", "bob"):
        (two.folder / f"{name}.sqlite3").write_bytes(b"no database at all" * 100)
    with pytest.raises(CollectorError, match="damaged"), two.app():
        pass


def test_a_pause_that_the_server_asks_for_is_kept_for_every_account(
    two: Rig, server: PretendInfluxDB
) -> None:
    with _delivering(two, server) as jobs:
        _poll_all(two, jobs)
        server.trouble(*[Trouble(status=429, headers={"Retry-After": "1800"})] * 100)
        for _ in range(20):
            two.clock.wait(timedelta(minutes=1))
            jobs.deliver()
        asked = server.requests.count("POST /api/v2/write")
        server.troubles.clear()
        two.clock.wait(timedelta(minutes=15))
        jobs.deliver()
        assert _waiting(jobs.app, "anna") == _waiting(jobs.app, "bob") == 0
    assert asked == 1


def test_of_many_accounts_only_those_that_have_something_waiting_are_looked_at(
    rig: Rig, server: PretendInfluxDB
) -> None:
    names = [f"learner{number}" for number in range(7)]
    rig.api = SimulatedWaniKani(rig.world, token=TOKEN, requests_a_minute=10_000)
    account = NamedAccount(token=SecretStr(TOKEN))
    rig.settings = {"wanikani_token": None, "wanikani_accounts": dict.fromkeys(names, account)}
    with _delivering(rig, server) as jobs:
        _poll_all(rig, jobs)
        jobs.deliver()
        assert [_waiting(jobs.app, name) for name in names] == [0] * 7
        for name in names[1:]:
            jobs.app.accounts[name].store.close()
            (rig.folder / f"{name}.sqlite3").write_bytes(b"what nobody reads")
        rig.pass_time(HOUR)
        jobs.poll(jobs.app.accounts[names[0]])
        with capture_logs() as logs:
            jobs.deliver()
        assert _waiting(jobs.app, names[0]) == 0
    assert [(entry["event"], entry["account"]) for entry in logs] == [("delivery.finished", names[0])]


def test_a_missing_influxdb_token_is_said_and_not_for_ever_fine(
    two: Rig, server: PretendInfluxDB, tmp_path: Path
) -> None:
    with _delivering(two, server) as jobs:
        pass
    token = tmp_path / "influxdb-token"
    two.settings |= {"influxdb_token": None, "influxdb_token_file": token}
    with two.app() as app:
        jobs = Jobs(app)
        _poll_all(two, jobs)
        jobs.deliver()
        status, reasons = _readiness(jobs)
        assert status == HTTPStatus.SERVICE_UNAVAILABLE
        assert "INFLUXDB_TOKEN_FILE" in reasons
        token.write_text(WRITE_TOKEN)
        two.clock.wait(timedelta(minutes=6))
        jobs.deliver()
        assert _readiness(jobs)[0] == HTTPStatus.OK


def test_after_the_end_no_job_begins(two: Rig) -> None:
    with two.app() as app:
        jobs = Jobs(app)
        assert jobs.stop(timedelta(0))
        _poll_all(two, jobs)
        assert two.api.requests == []


def test_a_username_that_another_account_is_called_by_is_refused(two: Rig) -> None:
    two.settings["wanikani_token"] = SecretStr(TOKEN)
    two.settings["wanikani_accounts"] = {"pretend-learner": NamedAccount(token=SecretStr(TOKEN))}
    with two.app() as app:
        assert isinstance(app.poll(app.accounts["account"]).problem, WrongAccount)
        assert app.poll(app.accounts["pretend-learner"]).problem is None


def test_the_name_of_the_very_first_heartbeat_is_kept(rig: Rig) -> None:
    rig.api.fail("/v2/user", 404, times=1)
    rig.settings = {"wanikani_account": "me"}
    assert rig.poll().problem is not None
    with rig.app() as app:
        account = app.accounts["account"]
        written = parsed(_lines(account.store))
        rebuild(account.store)
        assert parsed(_lines(account.store)) == written
    rig.settings = {"wanikani_account": "another"}
    rig.pass_time(HOUR)
    assert isinstance(rig.poll().problem, WrongAccount)


def _lines(store: Store) -> list[str]:
    with store.reading() as tx:
        return [row.line for row in outbox.oldest(tx, 10**6)]


def test_a_page_that_fails_is_answered_and_logged_not_dropped() -> None:
    def broken() -> WebPage:
        raise ZeroDivisionError

    server = serve(("127.0.0.1", 0), {"/readyz": broken})
    try:
        with capture_logs() as logs:
            answer = httpx.get(f"http://127.0.0.1:{server.server_address[1]}/readyz")
    finally:
        server.shutdown()
        server.server_close()
    assert answer.status_code == 500
    assert [entry["log_level"] for entry in logs] == ["error"]
