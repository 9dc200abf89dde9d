import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.utils import parsedate_to_datetime

import httpx
import pytest

from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.faults.fault_middleware import FaultMiddleware
from collector.simulator.faults.fault_options import (
    KINDS,
    SLOW_SECONDS,
    STATUS,
    FaultSampler,
    parse_fault_rules,
)
from collector.simulator.faults.scripted_faults import ConnectionDropped
from collector.simulator.serving.server import serve
from collector.simulator.world.world import World
from tests.simulator.world_moves import NOON, TOKEN, assignment

HEADERS = {"Authorization": f"Bearer {TOKEN}"}


def in_process(api: SimulatedWaniKani, *texts: str, seed: int = 0) -> FaultMiddleware:
    sampler = FaultSampler(parse_fault_rules(texts), seed)
    return FaultMiddleware(api, sampler, now=lambda: NOON, report=len)


@contextmanager
def faulty_client(
    api: SimulatedWaniKani,
    *texts: str,
    seed: int = 1,
    reported: list[str] | None = None,
    wait: Callable[[float], object] = lambda _: None,
) -> Iterator[httpx.Client]:
    """Serve *api* with faults and yield a client of it."""
    reports = [] if reported is None else reported
    sampler = FaultSampler(parse_fault_rules(texts), seed)
    with (
        serve(
            api,
            around=lambda app: FaultMiddleware(
                app, sampler, now=lambda: api.world.now, report=reports.append, wait=wait
            ),
        ) as server,
        httpx.Client(base_url=server.url, headers=HEADERS, timeout=10) as client,
    ):
        yield client


def test_about_the_chosen_share_meets_faults_and_the_same_seed_picks_the_same(
    world: World,
) -> None:
    api = SimulatedWaniKani(world, token=TOKEN, requests_a_minute=10**6)

    def statuses(seed: int) -> list[int]:
        app = in_process(api, "500:0.2", "404:10%", seed=seed)
        with httpx.Client(transport=httpx.WSGITransport(app=app), headers=HEADERS) as client:
            return [client.get("http://wanikani.invalid/v2/user").status_code for _ in range(200)]

    first = statuses(seed=1)
    share = Counter(first)
    assert 25 <= share[500] <= 55
    assert 10 <= share[404] <= 30
    assert statuses(seed=1) == first != statuses(seed=2)


def test_trouble_of_one_endpoint_and_its_resources_meets_no_other(api: SimulatedWaniKani) -> None:
    with faulty_client(api, "502:1:assignments") as client:
        names = ("assignments", "assignments/7", "assignments?ids=1", "assignments_too", "user")
        statuses = [client.get(name).status_code for name in names]
    assert statuses == [502, 502, 502, 404, 200]


def test_a_share_of_nothing_meets_nothing(api: SimulatedWaniKani) -> None:
    with faulty_client(api, "drop:0", "500:0%") as client:
        assert {client.get("user").status_code for _ in range(30)} == {200}


@pytest.mark.parametrize("status", [400, 401, 403, 404, 418, 422, 500, 503, 520, 599])
def test_an_error_has_wanikanis_shape_and_the_worlds_date(
    world: World, api: SimulatedWaniKani, status: int
) -> None:
    world.advance(NOON + timedelta(days=100))
    with faulty_client(api, f"{status}:1") as client:
        answer = client.get("user")
    assert answer.status_code == answer.json()["code"] == status
    assert answer.json()["error"]
    assert answer.headers["Content-Type"] == "application/json"
    assert [parsedate_to_datetime(date) for date in answer.headers.get_list("Date")] == [world.now]
    assert api.requests == []


def test_a_limit_says_when_the_minute_of_the_world_ends(world: World, api: SimulatedWaniKani) -> None:
    world.advance(NOON + timedelta(seconds=20))
    with faulty_client(api, "429:1") as client:
        answer = client.get("user")
    assert answer.json() == {"error": "Rate Limit Exceeded", "code": 429}
    assert answer.headers["RateLimit-Limit"] == "60"
    assert answer.headers["RateLimit-Remaining"] == "0"
    assert int(answer.headers["RateLimit-Reset"]) == (NOON + timedelta(minutes=1)).timestamp()


def test_pages_and_what_is_not_json_come_as_they_do_in_the_world(api: SimulatedWaniKani) -> None:
    kinds = ("html", "portal", "garbage", "empty")
    answers = {}
    for kind in kinds:
        with faulty_client(api, f"{kind}:1") as client:
            answers[kind] = client.get("user")
    assert [answers[kind].status_code for kind in kinds] == [503, 200, 200, 200]
    for kind in ("html", "portal"):
        assert answers[kind].headers["Content-Type"] == "text/html; charset=utf-8"
        assert answers[kind].text.startswith("<!DOCTYPE html>")
    for kind in ("garbage", "empty"):
        assert answers[kind].headers["Content-Type"] == "application/json"
        with pytest.raises(ValueError, match=r".*"):
            answers[kind].json()
    assert answers["empty"].content == b""
    assert [parsedate_to_datetime(answers[kind].headers["Date"]) for kind in kinds] == [NOON] * 4


@pytest.mark.parametrize("kind", ["drop", "lost"])
def test_a_connection_ends_without_an_answer(api: SimulatedWaniKani, kind: str) -> None:
    with faulty_client(api, f"{kind}:1") as client, pytest.raises(httpx.RemoteProtocolError, match="without"):
        client.get("user")
    assert len(api.requests) == (1 if kind == "lost" else 0)


def test_a_cut_answer_promises_its_whole_length_and_ends_in_the_middle(api: SimulatedWaniKani) -> None:
    received: list[bytes] = []
    with faulty_client(api, "cut:1") as client, client.stream("GET", "subjects") as answer:
        length = int(answer.headers["Content-Length"])
        with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
            received.extend(answer.iter_raw())
    assert answer.status_code == 200
    assert b"".join(received).startswith(b'{"object":"collection"')
    assert sum(map(len, received)) == length // 2


def test_an_answer_without_a_body_is_cut_before_it_begins(api: SimulatedWaniKani) -> None:
    with faulty_client(api) as client:
        etag = client.get("user").headers["ETag"]
    with faulty_client(api, "cut:1") as client, pytest.raises(httpx.RemoteProtocolError, match="without"):
        client.get("user", headers={"If-None-Match": etag})


def test_a_slow_answer_is_a_good_one_and_stops_no_other(api: SimulatedWaniKani) -> None:
    slow, others_done = threading.Event(), threading.Event()

    def wait(seconds: float) -> None:
        assert seconds == SLOW_SECONDS
        slow.set()
        assert others_done.wait(10)

    answers: list[httpx.Response] = []
    with faulty_client(api, "slow:1:summary", wait=wait) as client:
        asking = threading.Thread(target=lambda: answers.append(client.get("summary")))
        asking.start()
        assert slow.wait(10)
        assert [client.get("user").status_code for _ in range(5)] == [200] * 5
        assert answers == []
        others_done.set()
        asking.join(10)
    assert answers[0].json()["object"] == "report"


def test_every_trouble_is_said_in_one_line_with_the_path_and_nothing_else(api: SimulatedWaniKani) -> None:
    reported: list[str] = []
    with faulty_client(api, "500:1", reported=reported) as client:
        client.get("assignments", params={"token": TOKEN})
        client.put("subjects/1%0A%1B[2J", json={"token": TOKEN})
    with faulty_client(api, "drop:1", reported=reported) as client, pytest.raises(httpx.RemoteProtocolError):
        client.get("user")
    with faulty_client(api, reported=reported) as client:
        client.get("user")
    assert reported == [
        "500: GET /v2/assignments",
        "500: PUT /v2/subjects/1%0A%1B%5B2J",
        "drop: GET /v2/user",
    ]


def test_a_lesson_whose_answer_is_lost_is_done_and_cannot_be_done_again(
    world: World, api: SimulatedWaniKani
) -> None:
    lesson = assignment(world, world.lessons()[0])
    with faulty_client(api, "lost:1:assignments") as client, pytest.raises(httpx.RemoteProtocolError):
        client.put(f"assignments/{lesson.id}/start", json={"assignment": {}})
    assert lesson.stage == 1
    with faulty_client(api) as client:
        assert client.put(f"assignments/{lesson.id}/start", json={"assignment": {}}).status_code == 422


def test_a_browser_is_let_in_and_can_read_what_went_wrong(api: SimulatedWaniKani) -> None:
    with faulty_client(api, "500:1") as client:
        leave = client.options("assignments", headers={"Access-Control-Request-Method": "GET"})
        answer = client.get("assignments")
    assert (leave.status_code, answer.status_code) == (200, 500)
    assert leave.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("kind", ["drop", "lost", "cut"])
def test_in_process_a_broken_connection_reaches_the_caller(api: SimulatedWaniKani, kind: str) -> None:
    app = in_process(api, f"{kind}:1")
    with (
        httpx.Client(transport=httpx.WSGITransport(app=app), headers=HEADERS) as client,
        pytest.raises(ConnectionDropped),
    ):
        client.get("http://wanikani.invalid/v2/user")


def test_no_trouble_says_anything_on_the_terminal(
    api: SimulatedWaniKani, capfd: pytest.CaptureFixture[str]
) -> None:
    shares = [f"{kind}:0.1" for kind in ("500", *KINDS) if kind != STATUS]
    with faulty_client(api, *shares) as client:
        for _ in range(100):
            try:
                client.get("user")
            except httpx.RemoteProtocolError:
                continue
    assert capfd.readouterr() == ("", "")
