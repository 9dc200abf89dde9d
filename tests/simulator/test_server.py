import threading
from collections.abc import Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime

import httpx
import pytest

from collector.simulator.api import PretendWaniKani
from collector.simulator.learner import Learner
from collector.simulator.server import Server, serve, sped_up
from collector.simulator.world import World
from tests.simulator.playing import NOON, TOKEN

HEADERS = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def server(api: PretendWaniKani) -> Iterator[Server]:
    with serve(api) as server:
        yield server


def test_the_api_answers_on_a_port_with_the_worlds_date_and_no_other(server: Server) -> None:
    with httpx.Client(base_url=server.url, headers=HEADERS) as client:
        response = client.get("user")
    assert response.json()["object"] == "user"
    assert [parsedate_to_datetime(date) for date in response.headers.get_list("Date")] == [NOON]


def test_links_lead_back_to_the_port(world: World) -> None:
    with (
        serve(PretendWaniKani(world, token=TOKEN, per_page=10)) as server,
        httpx.Client(base_url=server.url, headers=HEADERS) as client,
    ):
        next_url = client.get("subjects").json()["pages"]["next_url"]
        assert next_url.startswith(server.url)
        assert client.get(next_url).json()["data"][0]["id"] == 11


def test_a_connection_is_kept_through_all_kinds_of_answers(server: Server, api: PretendWaniKani) -> None:
    api.fail("/v2/resets", status=503, body="<html>Maintenance</html>")
    connections = set()
    with httpx.Client(base_url=server.url, headers=HEADERS) as client:
        etag = client.get("subjects").headers["ETag"]
        for name, status in [("subjects", 304), ("resets", 503), ("nothing", 404), ("user", 200)]:
            response = client.get(name, headers={"If-None-Match": etag})
            assert response.status_code == status
            stream = response.extensions["network_stream"]
            connections.add(stream.get_extra_info("client_addr"))
    assert len(connections) == 1


def test_a_body_that_nobody_reads_is_not_taken_for_the_next_request(server: Server) -> None:
    with httpx.Client(base_url=server.url, headers=HEADERS) as client:
        assert client.post("user", json={"user": {}}).status_code == 405
        assert client.get("user").status_code == 200


def test_many_clients_at_once_are_served_and_the_world_stays_whole(world: World) -> None:
    learner = Learner(world)
    moments = iter(NOON + timedelta(hours=n) for n in range(10_000))
    api = PretendWaniKani(world, token=TOKEN, live=lambda: learner.live_until(next(moments)))
    statuses: list[int] = []

    def ask_often(url: str) -> None:
        with httpx.Client(base_url=url, headers=HEADERS) as client:
            statuses.extend(client.get("assignments").status_code for _ in range(20))

    with serve(api) as server:
        threads = [threading.Thread(target=ask_often, args=(server.url,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert statuses == [200] * 80
    assert len(api.requests) == 80


def test_a_stopped_server_gives_its_port_back(api: PretendWaniKani) -> None:
    first = serve(api)
    first.stop()
    port = int(first.url.split(":")[2].split("/")[0])
    with serve(api, port=port) as second:
        assert httpx.get(f"{second.url}user", headers=HEADERS).status_code == 200


def test_a_port_in_use_is_an_error_to_catch(server: Server, api: PretendWaniKani) -> None:
    with pytest.raises(OSError, match="in use"):
        serve(api, port=int(server.url.split(":")[2].split("/")[0]))


def test_sped_up_time_runs_as_many_times_as_fast_from_its_start() -> None:
    present = [NOON]
    start = NOON - timedelta(days=365)
    clock = sped_up(start, speed=3600, now=lambda: present[0])
    assert clock() == start
    present[0] += timedelta(seconds=2)
    assert clock() == start + timedelta(hours=2)
