"""Who may read the page: the browser that was sent to this machine, not a site that borrows its address."""

import socket
from collections.abc import Iterator
from http import HTTPStatus

import httpx
import pytest

from collector.daemon.web.server import WebPage, serve

PATHS = ("/", "/healthz", "/startedz", "/readyz", "/metrics")
NAMES = frozenset({"collector", "nas.home"})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Where a server answers that knows two further names."""
    pages = {path: lambda: WebPage(HTTPStatus.OK, "text/plain", b"waiting: 7\n") for path in PATHS}
    server = serve(("127.0.0.1", 0), pages, NAMES)
    yield int(server.server_address[1])
    server.shutdown()
    server.server_close()


def answer(port: int, host: str, path: str = "/", method: str = "GET") -> httpx.Response:
    return httpx.request(method, f"http://127.0.0.1:{port}{path}", headers={"Host": host})


OURS = [
    "127.0.0.1", "127.0.0.1:8710", "192.168.1.5:8710", "[::1]:8710", "[fe80::1]", "localhost",
    "LOCALHOST:8710",
    "localhost.", "wanikani.localhost", "collector:8710", "nas.home", "NAS.home.:80", socket.gethostname(),
    f"{socket.gethostname().partition('.')[0]}.local:8710",
]  # fmt: skip


@pytest.mark.parametrize("host", OURS)
def test_an_address_localhost_and_a_known_name_are_answered(port: int, host: str) -> None:
    assert answer(port, host).text == "waiting: 7\n"


FOREIGN = [
    "evil.example", "evil.example:8710", "localhost.evil.example", "127.0.0.1.evil.example", "nas",
    "xnas.home",
    "nas.home.evil.example", "collector.evil.example", "127.0.0.1@evil.example", "[::1].evil.example", "",
    "1.2.3", "evil.example/127.0.0.1", "0x7f000001.evil.example", "localhostess",
]  # fmt: skip


@pytest.mark.parametrize("path", [*PATHS, "/elsewhere"])
@pytest.mark.parametrize("host", FOREIGN)
def test_a_foreign_name_learns_nothing(port: int, host: str, path: str) -> None:
    told = answer(port, host, path=path)
    assert told.status_code == HTTPStatus.MISDIRECTED_REQUEST
    assert "waiting" not in told.text
    assert "COLLECTOR_HOSTS" in told.text


def test_the_sentence_names_the_name_and_the_setting(port: int) -> None:
    assert answer(port, "stats.example.org:443").text == (
        "The collector does not answer to the name stats.example.org: open it by its IP address, or add the "
        "name to COLLECTOR_HOSTS.\n"
    )


def test_a_stranger_words_are_not_repeated(port: int) -> None:
    assert "script" not in answer(port, "<script>alert(1)</script>").text


def raw(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(request)
        return client.makefile("rb").read()


def test_of_two_names_both_must_be_ours(port: int) -> None:
    told = raw(port, b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n")
    assert told.startswith(b"HTTP/1.0 421 ")


def test_a_head_request_reveals_nothing_more(port: int) -> None:
    assert answer(port, "evil.example", method="HEAD").status_code == HTTPStatus.MISDIRECTED_REQUEST


def test_a_client_of_old_that_sends_no_name_is_answered(port: int) -> None:
    assert raw(port, b"GET /healthz HTTP/1.0\r\n\r\n").endswith(b"waiting: 7\n")


def test_no_other_site_may_embed_what_is_here(port: int) -> None:
    told = answer(port, "localhost")
    assert told.headers["cross-origin-resource-policy"] == "same-origin"
    assert told.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in told.headers
