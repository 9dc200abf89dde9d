"""What browsers need: preflight requests, and answers that pages of other sites may read."""

import httpx

from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.world.world import World
from tests.simulator.conftest import client_of
from tests.simulator.world_moves import TOKEN


def test_a_browser_may_ask_beforehand_without_a_token_and_for_nothing(world: World) -> None:
    api = SimulatedWaniKani(world, token=TOKEN, requests_a_minute=1)
    api.fail("assignments", status=500)
    wanted = {
        "Origin": "https://elsewhere.test",
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "authorization,wanikani-revision",
    }
    with client_of(api) as client:
        client.headers.pop("Authorization")
        answer = client.options("assignments/1/start", headers=wanted)
        assert answer.status_code == 200
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "PUT" in answer.headers["Access-Control-Allow-Methods"]
        assert answer.headers["Access-Control-Allow-Headers"] == "authorization,wanikani-revision"
        assert "RateLimit-Limit" not in answer.headers
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        assert client.get("assignments").status_code == 500
        assert client.get("assignments").headers["RateLimit-Remaining"] == "0"


def test_pages_of_other_sites_may_read_every_answer(world: World) -> None:
    api = SimulatedWaniKani(world, token=TOKEN, requests_a_minute=3)
    api.fail("user", status=503)
    with client_of(api) as client:
        etag = client.get("assignments").headers["ETag"]
        answers = [
            client.get("user"),
            client.get("assignments", headers={"If-None-Match": etag}),
            client.get("nothing"),
            client.get("user"),
            client.get("user", headers={"Authorization": ""}),
        ]
    assert [answer.status_code for answer in answers] == [503, 304, 404, 429, 401]
    for answer in answers:
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "RateLimit-Reset" in answer.headers["Access-Control-Expose-Headers"]


def test_a_browser_asks_again_each_time(client: httpx.Client) -> None:
    assert client.get("user").headers["Cache-Control"] == "max-age=0, private, must-revalidate"
