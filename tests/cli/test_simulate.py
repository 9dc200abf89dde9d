"""`simulate`: the learner one asks for, and what there is to try."""

import json
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus

import httpx
import pytest

from tests.cli.conftest import SECONDS, Cli

TOKEN = "pretend-token"


class Simulated:
    """A simulated WaniKani in a process of its own."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        self.said = ""
        while "wanikani-collector" not in (line := process.stdout.readline()):
            assert line or process.poll() is None, process.communicate()[1]
            self.said += line
        self.said += line
        self.process = process
        found = re.search(r"WANIKANI_URL=(\S+)", self.said)
        assert found is not None
        self.client = httpx.Client(
            base_url=found[1] + "/", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=SECONDS
        )

    def get(self, path: str) -> "dict[str, object]":
        answer = self.client.get(path)
        answer.raise_for_status()
        data: dict[str, object] = answer.json()
        return data


@contextmanager
def simulated(cli: Cli, *options: str) -> Iterator[Simulated]:
    with cli.started("simulate", "--port", "0", *options) as process:
        try:
            wanikani = Simulated(process)
            with wanikani.client:
                yield wanikani
        finally:
            process.send_signal(signal.SIGINT)


@pytest.mark.parametrize("level", [1, 4])
def test_the_learner_is_in_the_level_one_asks_for(cli: Cli, level: int) -> None:
    with simulated(cli, "--level", str(level)) as wanikani:
        user = wanikani.get("user")["data"]
        assert isinstance(user, dict)
        assert user["level"] == level
        assert f"Its learner is on level {level}" in wanikani.said


@pytest.mark.parametrize(("subscription", "level"), [("free", 4), ("lapsed", 6)])
def test_a_learner_without_a_subscription_can_study_three_levels(
    cli: Cli, subscription: str, level: int
) -> None:
    with simulated(cli, "--level", str(level), "--subscription", subscription) as wanikani:
        user = wanikani.get("user")["data"]
        assert isinstance(user, dict)
        assert user["level"] == level
        assert user["subscription"] == {
            "active": False,
            "type": "free",
            "max_level_granted": 3,
            "period_ends_at": None,
        }


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--subscription", "free", "--level", "5"), "--subscription lapsed"),
        (("--subscription", "lapsed", "--remember", "start"), "leave out one of the two"),
    ],
)
def test_a_life_that_cannot_be_is_refused(cli: Cli, options: tuple[str, ...], said: str) -> None:
    done = cli("simulate", *options)
    assert done.code == 2
    assert said in " ".join(done.err.split())


def test_what_a_client_calls_now_does_not_lie_in_the_future(cli: Cli) -> None:
    """However long the past took to live: the real service's clock is right."""
    with simulated(cli, "--days", "400") as wanikani:
        now = datetime.now(UTC).isoformat()
        answer = wanikani.client.get("assignments", params={"updated_after": now})
        assert answer.status_code == HTTPStatus.OK


def test_a_faster_one_says_how_often_to_ask_for_every_hour_of_its_time(cli: Cli) -> None:
    with simulated(cli, "--days", "1", "--speed", "240") as wanikani:
        assert "export COLLECTOR_POLL_EVERY=15s\n" in wanikani.said
        assert "wanikani-collector run" in wanikani.said


def _lesson(wanikani: Simulated) -> int:
    """Do a lesson before the learner does; return the assignment's id."""
    while True:
        waiting = wanikani.get("assignments?immediately_available_for_lessons")["data"]
        assert isinstance(waiting, list)
        for row in waiting:
            if wanikani.client.put(f"assignments/{row['id']}/start").status_code == HTTPStatus.OK:
                return int(row["id"])


def test_a_client_that_studies_stops_the_learner(cli: Cli) -> None:
    with simulated(cli, "--days", "0", "--speed", "3600") as wanikani:
        mine = _lesson(wanikani)
        others = wanikani.get("review_statistics")["total_count"]
        review = {"assignment_id": mine, "incorrect_meaning_answers": 0, "incorrect_reading_answers": 0}
        until = time.monotonic() + SECONDS
        while wanikani.client.post("reviews", json={"review": review}).status_code == 422:
            assert time.monotonic() < until
        mine_now = wanikani.get(f"assignments/{mine}")["data"]
        assert isinstance(mine_now, dict)
        assert mine_now["srs_stage"] == 2
        # Hours have gone by for our own assignment alone.
        assert wanikani.get("review_statistics")["total_count"] == others
        wanikani.process.send_signal(signal.SIGINT)
        _, err = wanikani.process.communicate()
        assert err.count("so the simulated learner has stopped") == 1


def test_without_a_learner_nothing_happens_by_itself(cli: Cli) -> None:
    with simulated(cli, "--days", "3", "--speed", "100000", "--no-learner") as wanikani:
        hour = wanikani.get("summary")["data_updated_at"]
        before = wanikani.get("review_statistics")
        while wanikani.get("summary")["data_updated_at"] == hour:
            pass
        assert wanikani.get("review_statistics")["data_updated_at"] == before["data_updated_at"]


def test_reviews_are_told_only_on_request(cli: Cli) -> None:
    with simulated(cli, "--days", "3") as wanikani:
        assert wanikani.get("reviews")["total_count"] == 0
    with simulated(cli, "--days", "3", "--with-reviews") as wanikani:
        told = wanikani.get("reviews")
        assert isinstance(told["total_count"], int)
        assert told["total_count"] > 0


def test_trouble_on_request_is_said_on_the_terminal_and_seen_by_the_client(cli: Cli) -> None:
    with simulated(cli, "--days", "0", "--fault", "503:1:summary") as wanikani:
        assert wanikani.client.get("user").status_code == 200
        answer = wanikani.client.get("summary?token=canary")
        assert answer.status_code == 503
        assert json.loads(answer.text)["code"] == 503
        wanikani.process.send_signal(signal.SIGINT)
        _, err = wanikani.process.communicate()
        assert "503: GET /v2/summary\n" in err
        assert "canary" not in err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        pytest.param(("--fault", "500"), "is not KIND:SHARE", id="no share"),
        pytest.param(("--fault", "gremlins:0.1"), "is no kind of trouble", id="no kind"),
        pytest.param(("--fault", "500:2"), "is no share of the requests", id="more than all"),
        pytest.param(("--level", "3", "--days", "9"), "not both", id="days and level"),
        pytest.param(("--level", "61"), "1<=x<=60", id="no such level"),
    ],
)
def test_what_cannot_be_simulated_is_said_in_a_sentence(
    cli: Cli, options: tuple[str, ...], words: str
) -> None:
    done = cli("simulate", *options)
    assert done.code == 2
    assert words in " ".join(done.err.split())


def test_a_life_that_is_remembered_goes_on_with_the_next_start(cli: Cli) -> None:
    def told(*options: str) -> tuple[object, object]:
        with simulated(cli, "--remember", "began", *options) as wanikani:
            wanted = ("reviews", "assignments?available_before=2000-01-01")
            user = wanikani.get("user")["data"]
            assert isinstance(user, dict)
            return user["started_at"], [wanikani.get(path)["total_count"] for path in wanted]

    first = told("--days", "40", "--with-reviews")
    began = (cli.folder / "began").read_text()
    assert told("--days", "3", "--with-reviews") == first
    assert (cli.folder / "began").read_text() == began


def test_what_does_not_go_together_with_remembering_is_said(cli: Cli) -> None:
    assert "leave out --speed" in cli("simulate", "--remember", "began", "--speed", "60").err
    (cli.folder / "began").write_text("yesterday")
    done = cli("simulate", "--remember", "began")
    assert (done.code, "does not say when a simulated life began" in done.err) == (2, True)


def test_a_past_that_is_remembered_goes_on_in_a_simulated_wanikani(cli: Cli) -> None:
    """What the demo of docker compose does: the collector goes on as if it had always been there."""
    kept = ("--state", "state", "--remember", "began")
    assert cli("demo", "--days", "6", *kept).code == 0
    assert "already" in cli("demo", "--days", "6", *kept).out
    with simulated(cli, "--remember", "began") as wanikani:
        url = str(wanikani.client.base_url).rstrip("/")
        done = cli("poll", WANIKANI_URL=url, WANIKANI_TOKEN="pretend-token")
        assert (done.code, done.err) == (0, "")
        assert "no rule explains" not in done.out
        assert "unexplained" not in done.out
    assert "Today" in cli("status", "--full").out
