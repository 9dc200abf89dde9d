"""`/status.json`: the document of `status --json`, read from the state and not from WaniKani."""

import json
from pathlib import Path

import pytest

from collector.cli.commands.status_to_json import status_to_json
from tests.daemon.pages import daemon_pages
from tests.harness import HOUR, TOKEN, Rig, only_account


def test_it_is_the_document_that_the_command_prints(
    rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rig.good_poll()
    with rig.app() as app, daemon_pages(app) as browser:
        served = browser.get("/status.json")
        one = browser.get("/account/account/status.json")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLLECTOR_STATE", str(rig.folder))
    monkeypatch.setenv("WANIKANI_TOKEN", TOKEN)
    assert status_to_json(rig.clock) == 0
    assert served.json() == one.json() == json.loads(capsys.readouterr().out)
    assert served.json()["accounts"][0]["lessons_waiting"] > 0
    headers = ("Content-Type", "Cache-Control", "X-Content-Type-Options", "Cross-Origin-Resource-Policy")
    assert [served.headers[name] for name in headers] == [
        "application/json; charset=utf-8", "no-store", "nosniff", "same-origin",
    ]  # fmt: skip


def test_it_follows_each_poll_and_each_quarter_of_an_hour_and_asks_wanikani_nothing(rig: Rig) -> None:
    rig.good_poll()
    with rig.app() as app, daemon_pages(app) as browser:

        def account() -> dict[str, object]:
            (only,) = browser.get("/status.json").json()["accounts"]
            return dict(only)

        first = account()
        assert first["lessons_waiting"] == len(rig.world.lessons())
        rig.world.start(rig.world.lessons()[0])
        asked = len(rig.api.requests)
        assert account() == first
        assert len(rig.api.requests) == asked
        app.poll(only_account(app))
        assert account()["lessons_waiting"] == len(rig.world.lessons())
        assert account()["reviews_due_later_today"] == 1
        rig.pass_time(5 * HOUR)
        assert account()["reviews_due_later_today"] == 0


def test_what_is_not_there_or_cannot_be_read_is_said_in_a_document_too(rig: Rig) -> None:
    rig.good_poll()
    with rig.app() as app, daemon_pages(app) as browser:
        none = browser.get("/account/nobody/status.json")
        with only_account(app).store.transaction() as tx:
            tx.execute("DROP TABLE run")
        broken = browser.get("/status.json")
        foreign = browser.get("/status.json", headers={"Host": "evil.example"})
    assert none.status_code == 404
    assert (none.json()["accounts"], none.json()["problems"]) == (
        [],
        ["There is no such account. Accounts: account."],
    )
    assert broken.status_code == 200
    (account,) = broken.json()["accounts"]
    assert (account["ok"], account["level"]) == (False, None)
    assert "account.sqlite3" in account["problems"][0]
    assert foreign.status_code == 421
