"""A server that sends a byte now and then holds a request no longer than was agreed."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta

import httpx
import pytest

from collector.http.deadline import DeadlineClient, exchange_within

LIMIT = timedelta(seconds=0.6)
Serve = Callable[[socket.socket], None]


@contextmanager
def serving(serve: Serve) -> Iterator[str]:
    """Serve every connection by *serve*, in a thread of its own; yields host and port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    threading.Thread(target=_served, args=(serve, connection), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield f"127.0.0.1:{listener.getsockname()[1]}"


def _served(serve: Serve, connection: socket.socket) -> None:
    with closing(connection), suppress(OSError):
        serve(connection)


def dripping(begin: bytes, drop: bytes) -> Serve:
    """Send *begin*, then *drop* again and again, faster than any single read may take."""

    def serve(connection: socket.socket) -> None:
        connection.sendall(begin)
        while True:
            connection.sendall(drop)
            time.sleep(0.05)

    return serve


DRIPS = [
    pytest.param("http", dripping(b"HTTP/1.1 200 OK\r\n", b"X"), id="the head"),
    pytest.param("http", dripping(b"HTTP/1.1 200 OK\r\n", b"X-Drop: 1\r\n"), id="headers"),
    pytest.param("http", dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), id="words beforehand"),
    pytest.param("http", dripping(b"HTTP/1.1 200 OK\r\n\r\n", b" "), id="the body"),
    pytest.param("https", dripping(b"\x16\x03\x03\x3f\xff\x02\x00\x3f\xfb", b"\0"), id="the greeting of TLS"),
]


@pytest.mark.parametrize(("scheme", "serve"), DRIPS)
def test_an_exchange_ends_in_time_whatever_drips(scheme: str, serve: Serve) -> None:
    with serving(serve) as address, DeadlineClient(verify=False, timeout=5) as client:
        began = time.monotonic()
        with exchange_within(LIMIT), pytest.raises(httpx.TimeoutException):
            client.get(f"{scheme}://{address}/")
        assert time.monotonic() - began < 2


def test_what_goes_by_a_proxy_keeps_to_it_too() -> None:
    with serving(dripping(b"HTTP/1.1 200 Connection established\r\n", b"X-Drop: 1\r\n")) as address:
        began = time.monotonic()
        with (
            DeadlineClient(timeout=5, proxy=f"http://{address}") as client,
            exchange_within(LIMIT),
            pytest.raises(httpx.TimeoutException),
        ):
            client.get("https://wanikani.invalid/")
        assert time.monotonic() - began < 2


def test_a_server_that_does_not_read_is_let_go() -> None:
    def reads_nothing(connection: socket.socket) -> None:
        time.sleep(3)

    with serving(reads_nothing) as address, DeadlineClient(timeout=5) as client:
        began = time.monotonic()
        with exchange_within(LIMIT), pytest.raises(httpx.TimeoutException):
            client.post(f"http://{address}/", content=b"x" * 50_000_000)
        assert time.monotonic() - began < 2


def test_what_is_in_time_is_read_and_the_next_exchange_has_its_own_time() -> None:
    def answers(connection: socket.socket) -> None:
        while connection.recv(65536):
            time.sleep(0.4)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    with serving(answers) as address, DeadlineClient(timeout=5) as client:
        for _ in range(2):
            with exchange_within(LIMIT):
                assert client.get(f"http://{address}/").text == "ok"


def test_the_time_of_one_thread_is_not_that_of_another() -> None:
    def answers(connection: socket.socket) -> None:
        connection.recv(65536)
        time.sleep(0.5)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    with serving(answers) as address, DeadlineClient(timeout=5) as client:
        texts: list[str] = []
        other = threading.Thread(target=lambda: texts.append(client.get(f"http://{address}/").text))
        with exchange_within(timedelta(seconds=0.1)):
            other.start()
            with pytest.raises(httpx.TimeoutException):
                client.get(f"http://{address}/")
        other.join()
    assert texts == ["ok"]
