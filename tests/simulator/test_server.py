import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime

import httpx
import pytest
from werkzeug.wrappers import Response

from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.faults.scripted_faults import ConnectionDropped
from collector.simulator.learner.learner import Learner
from collector.simulator.serving.server import RunningServer, accelerated_clock, serve
from collector.simulator.world.world import World
from tests.simulator.sockets import connect, receive
from tests.simulator.world_moves import NOON, TOKEN

HEADERS = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def server(api: SimulatedWaniKani) -> Iterator[RunningServer]:
    with serve(api) as server:
        yield server


def test_the_api_answers_on_a_port_with_the_worlds_date_and_no_other(server: RunningServer) -> None:
    with httpx.Client(base_url=server.url, headers=HEADERS) as client:
        response = client.get("user")
    assert response.json()["object"] == "user"
    assert [parsedate_to_datetime(date) for date in response.headers.get_list("Date")] == [NOON]


def test_links_lead_back_to_the_port(world: World) -> None:
    with (
        serve(SimulatedWaniKani(world, token=TOKEN, per_page=10)) as server,
        httpx.Client(base_url=server.url, headers=HEADERS) as client,
    ):
        next_url = client.get("subjects").json()["pages"]["next_url"]
        assert next_url.startswith(server.url)
        assert client.get(next_url).json()["data"][0]["id"] == 11


def test_a_connection_is_kept_through_all_kinds_of_answers(
    server: RunningServer, api: SimulatedWaniKani
) -> None:
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


def test_an_unread_body_is_not_taken_for_the_next_request(server: RunningServer) -> None:
    connections = set()
    with httpx.Client(base_url=server.url, headers=HEADERS) as client:
        for body in (b"GET /v2/nothing HTTP/1.1\r\n\r\n", b"x" * 2**20):
            refused = client.post("summary", content=body)
            assert refused.status_code == 405
            good = client.get("user")
            assert good.status_code == 200
            connections |= {_connection(refused), _connection(good)}
    assert len(connections) == 1


def _connection(response: httpx.Response) -> object:
    return response.extensions["network_stream"].get_extra_info("client_addr")


@pytest.mark.parametrize("method", ["PUT", "POST", "GET"])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_reaches_the_application_however_it_is_sent(
    echo: RunningServer, method: str, chunked: bool
) -> None:
    long = b"".join(b"%d," % number for number in range(100_000))
    connections = set()
    with httpx.Client(base_url=echo.url) as client:
        for body in (b"{}", long, b"", b"after"):
            content = iter([body[:7], body[7:]]) if chunked else body
            answer = client.request(method, "anything", content=content)
            assert answer.content == (body or b"nothing")
            connections.add(_connection(answer))
    assert len(connections) == 1


def test_a_client_that_expects_100_continue_gets_it(echo: RunningServer) -> None:
    with connect(echo) as connection:
        connection.sendall(b"PUT / HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        assert connection.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"hello")
        assert receive(connection, until=b"hello").startswith(b"HTTP/1.1 200 OK\r\n")
        connection.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert receive(connection, until=b"nothing").startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_without_end_is_refused_and_the_client_can_read_so(echo: RunningServer, chunked: bool) -> None:
    parts = [b"x" * 2**16] * 64
    for _ in range(3):
        answer = httpx.post(echo.url, content=iter(parts) if chunked else b"".join(parts))
        assert answer.status_code == answer.json()["code"] == 413
        assert answer.headers["Connection"] == "close"


def test_a_refused_client_may_continue_to_send_for_a_while(echo: RunningServer) -> None:
    with connect(echo) as connection:
        connection.sendall(b"PUT / HTTP/1.1\r\nContent-Length: 9999999\r\n\r\n")
        assert receive(connection).startswith(b"HTTP/1.1 413 ")
        for _ in range(4):
            time.sleep(0.05)
            connection.sendall(b"x" * 2**16)


def test_a_client_that_asks_first_does_not_send_a_body_that_is_too_long(echo: RunningServer) -> None:
    with connect(echo) as connection:
        connection.sendall(b"PUT / HTTP/1.1\r\nContent-Length: 9999999\r\nExpect: 100-continue\r\n\r\n")
        assert receive(connection).startswith(b"HTTP/1.1 413 ")


def test_the_answer_to_head_is_that_to_get_without_its_body() -> None:
    def app(environ, start_response):  # type: ignore[no-untyped-def]
        start_response("200 OK", [("Content-Length", "4")])
        return [b"body"]

    with serve(app) as server, connect(server) as connection:
        for method, end in ((b"HEAD", b"\r\n\r\n"), (b"HEAD", b"\r\n\r\n"), (b"GET", b"body")):
            connection.sendall(method + b" / HTTP/1.1\r\n\r\n")
            assert (
                receive(connection, until=end)
                == b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n" + end.strip()
            )


def test_an_application_that_does_not_say_how_long_its_answer_is_is_read_whole() -> None:
    def app(environ, start_response):  # type: ignore[no-untyped-def]
        start_response("200 OK", [])
        return iter([b"one ", b"two"])

    with serve(app) as server, httpx.Client() as client:
        for _ in range(2):
            assert client.get(server.url).text == "one two"


def test_an_application_can_hang_up_and_the_next_request_is_answered(
    capfd: pytest.CaptureFixture[str],
) -> None:
    def app(environ, start_response):  # type: ignore[no-untyped-def]
        if environ["PATH_INFO"] == "/v2/never":
            raise ConnectionDropped
        return Response(b"good")(environ, start_response)

    with serve(app) as server, httpx.Client(base_url=server.url) as client:
        assert client.get("").text == "good"
        with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
            client.get("never")
        assert client.get("").text == "good"
    assert capfd.readouterr() == ("", "")


def test_many_clients_at_once_are_served_and_the_world_stays_whole(world: World) -> None:
    learner = Learner(world)
    moments = iter(NOON + timedelta(hours=n) for n in range(10_000))
    api = SimulatedWaniKani(world, token=TOKEN, live=lambda: learner.live_until(next(moments)))
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


def test_a_stopped_server_gives_its_port_back(api: SimulatedWaniKani) -> None:
    first = serve(api)
    first.stop()
    port = int(first.url.split(":")[2].split("/")[0])
    with serve(api, port=port) as second:
        assert httpx.get(f"{second.url}user", headers=HEADERS).status_code == 200


def test_a_port_in_use_is_an_error_to_catch(server: RunningServer, api: SimulatedWaniKani) -> None:
    with pytest.raises(OSError, match="in use"):
        serve(api, port=int(server.url.split(":")[2].split("/")[0]))


def test_sped_up_time_runs_as_many_times_as_fast_from_its_start() -> None:
    present = [NOON]
    start = NOON - timedelta(days=365)
    clock = accelerated_clock(start, speed=3600, now=lambda: present[0])
    assert clock() == start
    present[0] += timedelta(seconds=2)
    assert clock() == start + timedelta(hours=2)
