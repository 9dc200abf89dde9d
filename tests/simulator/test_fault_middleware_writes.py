"""Faults of writes: the client cannot always know if a write was done."""

import httpx
import pytest
from werkzeug.wrappers import Request, Response

from collector.simulator.faults.fault_middleware import FaultMiddleware
from collector.simulator.faults.fault_options import FaultSampler, parse_fault_rules
from collector.simulator.serving.server import RunningServer, serve
from tests.simulator.world_moves import NOON


class RecordingApp:
    """Records the bodies it is sent."""

    def __init__(self) -> None:
        self.written: list[bytes] = []

    def __call__(self, environ, start_response):  # type: ignore[no-untyped-def]
        self.written.append(Request(environ).get_data())
        return Response("written", 201)(environ, start_response)


WRITES = [
    ("500", []),
    ("drop", []),
    ("html", []),
    ("portal", []),
    ("garbage", []),
    ("empty", []),
    ("slow", [b"review"]),
    ("lost", [b"review"]),
    ("cut", [b"review"]),
]


@pytest.mark.parametrize("method", ["PUT", "POST"])
@pytest.mark.parametrize(("kind", "written"), WRITES)
def test_each_kind_says_whether_what_was_asked_is_done(kind: str, written: list[bytes], method: str) -> None:
    app = RecordingApp()
    with _served(app, f"{kind}:1") as server:
        try:
            answer = httpx.request(method, f"{server.url}reviews", content=b"review").status_code
        except httpx.RemoteProtocolError:
            answer = None
    assert app.written == written
    assert answer == {"500": 500, "html": 503, "portal": 200, "garbage": 200, "empty": 200, "slow": 201}.get(
        kind
    )


def test_a_learner_who_sends_a_lost_review_again_sends_it_twice() -> None:
    app = RecordingApp()
    with _served(app, "lost:0.5", seed=3) as server, httpx.Client(base_url=server.url) as client:
        for number in range(20):
            while not _sent(client, f"review {number}"):
                pass
    assert set(app.written) == {b"review %d" % number for number in range(20)}
    assert len(app.written) > 20


def _sent(client: httpx.Client, text: str) -> bool:
    try:
        return client.post("reviews", content=text).status_code == 201
    except httpx.RemoteProtocolError:
        return False


def _served(app: RecordingApp, text: str, seed: int = 1) -> RunningServer:
    sampler = FaultSampler(parse_fault_rules([text]), seed)
    return serve(
        app,
        around=lambda served: FaultMiddleware(
            served, sampler, now=lambda: NOON, report=len, wait=lambda _: None
        ),
    )
