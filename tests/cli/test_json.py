"""`--json`: one document on standard output, everything else on standard error, the same exit codes."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.cli.conftest import Cli, Finished, Served

COMMANDS = ("status", "doctor", "sync-check")


def _document(done: Finished) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(done.out)
    made = datetime.fromisoformat(document["generated_at"])
    assert document["generated_at"].endswith("Z")
    assert abs((made - datetime.now(UTC)).total_seconds()) < 60
    return document


def test_each_document_says_what_the_text_says(cli: Cli) -> None:
    cli("poll")
    for command in COMMANDS:
        done = cli(command, "--json")
        assert (done.code, done.err) == (0, "")
        document = _document(done)
        if command == "doctor":
            assert document["ok"] is True
            assert {each["severity"] for each in document["findings"]} == {"ok", "note"}
            assert {each["account"] for each in document["findings"]} == {None, "account"}
            continue
        (account,) = document["accounts"]
        assert (account["account"], account["ok"], document["problems"]) == ("account", True, [])
        assert account["last_successful_poll_at"].endswith("Z")


def test_status_has_the_numbers_that_its_text_has(cli: Cli) -> None:
    cli("poll")
    (account,) = _document(cli("status", "--json"))["accounts"]
    words = " ".join(cli("status").out.split())
    assert f"Waiting {account['reviews_waiting']} reviews and {account['lessons_waiting']} lessons" in words
    assert f"Level {account['level']} for" in words
    assert f"{account['points_waiting']:,} points, until INFLUXDB_URL is set" in words
    assert account["stages"]["lesson"] == account["lessons_waiting"] > 0
    assert len(account["reviews_due_by_hour"]) == 24
    assert account["reviews_today"] is account["locked"] is account["last_delivery_at"] is None


def test_what_has_changed_since_the_poll_is_a_difference_that_is_explained(
    cli: Cli, wanikani: Served
) -> None:
    cli("poll")
    world = wanikani.api.world
    world.advance(datetime.now(UTC))
    world.start(world.lessons()[0])
    done = cli("sync-check", "--json")
    assert done.code == 0
    (account,) = _document(done)["accounts"]
    assert account["ok"] is True
    assert all(each["explained"] for each in account["differences"])
    (lessons,) = [each for each in account["differences"] if each["what"] == "lessons"]
    assert int(lessons["stored"]) == int(lessons["wanikani"]) + 1


@pytest.mark.parametrize("command", COMMANDS)
def test_settings_that_cannot_be_read_leave_a_document_of_the_same_shape(cli: Cli, command: str) -> None:
    done = cli(command, "--json", COLLECTOR_POLL_EVERY="5h")
    assert done.code == cli(command, COLLECTOR_POLL_EVERY="5h").code == 2
    assert "COLLECTOR_POLL_EVERY must be" in done.err
    document = _document(done)
    if command == "doctor":
        (finding,) = document["findings"]
        assert (document["ok"], finding["severity"]) == (False, "action")
        assert finding["sentence"].startswith("COLLECTOR_POLL_EVERY must be")
    else:
        assert document["accounts"] == []
        assert document["problems"][0].startswith("COLLECTOR_POLL_EVERY must be")


def test_an_account_that_fails_is_in_the_document_with_the_others(cli: Cli) -> None:
    cli("poll")
    (cli.state / "ann.sqlite3").write_bytes(b"no database" * 999)
    ann = {"WANIKANI_ACCOUNTS__ANN__TOKEN": "wrong-canary"}
    done = cli("status", "--json", **ann)
    assert done.code == 2
    assert done.err.startswith("ann: The state ")
    fine, broken = _document(done)["accounts"]
    assert (fine["account"], fine["ok"], fine["level"]) == ("account", True, 1)
    assert (broken["account"], broken["ok"], broken["level"]) == ("ann", False, None)
    assert "damaged" in broken["problems"][0]
    assert broken.keys() == fine.keys()
    assert [each["account"] for each in _document(cli("status", "account", "--json", **ann))["accounts"]] == [
        "account"
    ]


def test_a_rejected_token_and_a_missing_first_poll_are_problems_of_the_account(cli: Cli) -> None:
    (account,) = _document(cli("status", "--json"))["accounts"]
    assert account["problems"] == ["Nothing was collected yet: run wanikani-collector poll."]
    cli("poll")
    done = cli("sync-check", "--json", WANIKANI_TOKEN="canary-wrong")
    assert done.code == 2
    (account,) = _document(done)["accounts"]
    assert "does not accept the token" in account["problem"]
    assert account["differences"] == []


def test_an_unknown_name_leaves_a_document_without_accounts(cli: Cli) -> None:
    done = cli("status", "nobody", "--json")
    assert done.code == 2
    assert _document(done)["accounts"] == []
    assert _document(done)["problems"] == done.err.splitlines()
