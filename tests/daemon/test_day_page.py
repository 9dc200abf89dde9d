"""What happened on a day, as the calendar asks for it."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from collector.app import App
from collector.core.stages import STAGES
from collector.daemon.jobs import Jobs
from collector.daemon.web.routes import routes
from collector.daemon.web.server import serve
from collector.simulator.learner.learner import Learner
from collector.simulator.world.account_rows import Review
from collector.simulator.world.world import World
from tests.harness import NOON, Rig, only_account

ZONE = ZoneInfo("Asia/Tokyo")
DAYS = 5


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Rig:
    """A learner of some days, polled every hour."""
    world = World(NOON, levels=2, per_level=24)
    rig = Rig(tmp_path_factory.mktemp("state"), world, Learner(world, seed=3))
    rig.settings["collector_timezone"] = ZONE.key
    rig.poll_hourly(24 * DAYS)
    return rig


@pytest.fixture(scope="module")
def app(rig: Rig) -> Iterator[App]:
    with rig.app() as app:
        yield app


@pytest.fixture(scope="module")
def client(app: App, rig: Rig) -> Iterator[httpx.Client]:
    server = serve(("127.0.0.1", 0), routes(Jobs(app), rig.clock))
    with httpx.Client(base_url=f"http://127.0.0.1:{server.server_address[1]}") as client:
        yield client
    server.shutdown()
    server.server_close()


def reviews_of(rig: Rig, day: date) -> list[Review]:
    return [review for review in rig.world.reviews if review.counted_at.astimezone(ZONE).date() == day]


def details(client: httpx.Client, day: date) -> tuple[Any, Any]:
    answer = client.get(f"/account/account/day/{day}")
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    ((found, of),) = answer.json()["days"].items()
    assert found == day.isoformat()
    return of, answer.json()["items"]


@pytest.fixture
def day(rig: Rig) -> date:
    """A day with reviews and wrong answers, known from its first hour to its last."""
    return (rig.world.now - timedelta(days=2)).astimezone(ZONE).date()


def test_sessions_and_stages_hold_the_reviews_of_the_local_day(
    client: httpx.Client, rig: Rig, day: date
) -> None:
    of, _ = details(client, day)
    done = reviews_of(rig, day)
    assert len(done) > 5
    stages = Counter(STAGES[review.starting_stage].replace("_", " ") for review in done)
    assert {name: reviews for name, reviews, _ in of["stages"]} == stages
    assert sum(reviews for _, reviews, _, _ in of["sessions"]) == len(done)
    assert of["sessions"][0][0] == f"{min(review.counted_at for review in done).astimezone(ZONE):%H:%M}"
    right = sum(not review.meaning_wrong and not review.reading_wrong for review in done)
    assert right < len(done)


def test_wrong_items_come_with_their_wrong_answers_and_names(
    client: httpx.Client, rig: Rig, day: date
) -> None:
    of, items = details(client, day)
    wrong = Counter[int]()
    for review in reviews_of(rig, day):
        wrong[review.subject_id] += review.meaning_wrong + review.reading_wrong
    truth = {subject: times for subject, times in wrong.items() if times}
    assert dict(of["wrong"]) == truth
    assert [times for _, times in of["wrong"]] == sorted(truth.values(), reverse=True)
    subjects = {subject.id: subject for subject in rig.world.subjects}
    for subject in truth:
        kind, label, meaning = items[str(subject)]
        assert kind == subjects[subject].kind
        assert label == (subjects[subject].characters or subjects[subject].slug)
        assert meaning


def test_lessons_are_those_of_the_day_each_with_a_name(client: httpx.Client, rig: Rig) -> None:
    for number in range(DAYS + 1):
        day = NOON.astimezone(ZONE).date() + timedelta(days=number)
        of, items = details(client, day)
        started = [
            row.subject_id
            for row in rig.world.assignments
            if row.started_at is not None and row.started_at.astimezone(ZONE).date() == day
        ]
        assert sorted(of["lessons"]) == sorted(started)
        assert {str(subject) for subject in started} <= items.keys()


@pytest.mark.parametrize(
    "path",
    [
        "/account/nobody/day/2024-03-05",
        "/account/account/day/yesterday",
        "/account/account/day/",
        "/account/account/day/0001-01-01",
        "/account/account/day/2024-02-30",
        "/account/account/night/2024-03-05",
    ],
)
def test_what_is_no_account_or_no_day_is_not_found(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == HTTPStatus.NOT_FOUND


def test_a_day_without_anything_is_empty(client: httpx.Client) -> None:
    of, items = details(client, date(2030, 1, 1))
    assert not any(of.values())
    assert items == {}


def test_a_broken_state_is_reported_without_a_crash(tmp_path: Path) -> None:
    rig = Rig(tmp_path, World(NOON, levels=1, per_level=3))
    rig.good_poll()
    with rig.app() as app:
        with only_account(app).store.transaction() as tx:
            tx.execute("DROP TABLE review")
        server = serve(("127.0.0.1", 0), routes(Jobs(app), rig.clock))
        answer = httpx.get(f"http://127.0.0.1:{server.server_address[1]}/account/account/day/2024-03-04")
        server.shutdown()
        server.server_close()
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert answer.text.startswith("account: ")
