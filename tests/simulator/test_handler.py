"""What clients send that is no request, and clients that go away: refused or forgotten without a word."""

import json
import socket
import struct
import threading

import httpx
import pytest
from werkzeug.wrappers import Response

from collector.simulator.serving.server import RunningServer, serve
from tests.simulator.sockets import connect, receive

NO_REQUEST = [
    pytest.param(b"PUT / HTTP/1.1\r\nContent-Length: five\r\n\r\nhello", 400, id="no number"),
    pytest.param(b"PUT / HTTP/1.1\r\nContent-Length: -5\r\n\r\nhello", 400, id="less than nothing"),
    pytest.param(b"PUT / HTTP/1.1\r\nContent-Length: \xb2\r\n\r\nhello", 400, id="no digit of ours"),
    pytest.param(b"PUT / HTTP/1.1\r\nContent-Length:\r\n\r\nhello", 400, id="an empty length"),
    pytest.param(
        b"PUT / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400, id="two lengths"
    ),
    pytest.param(
        b"PUT / HTTP/1.1\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n", 413, id="a very long length"
    ),
    pytest.param(
        b"PUT / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400,
        id="a length and chunks",
    ),
    pytest.param(b"PUT / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 400, id="another encoding"),
    pytest.param(
        b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n", 400, id="chunks that are none"
    ),
    pytest.param(
        b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n", 400, id="a chunk below nothing"
    ),
    pytest.param(b"GET http://[ HTTP/1.1\r\n\r\n", 400, id="an address that is none"),
    pytest.param(b"GET / HTTP/one\r\n\r\n", 400, id="a version that is none"),
    pytest.param(b"GET / HTTP/3.0\r\n\r\n", 505, id="a version to come"),
    pytest.param(b"HELLO\r\n\r\n", 400, id="a word"),
    pytest.param(b"GET / and / more / words HTTP/1.1\r\n\r\n", 400, id="too many words"),
    pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\xff\r\n\r\n", 400, id="a greeting of TLS"),
    pytest.param(b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n", 414, id="an address too long"),
    pytest.param(b"GET / HTTP/1.1\r\nX: " + b"x" * 70_000 + b"\r\n\r\n", 431, id="a header too long"),
    pytest.param(b"GET / HTTP/1.1\r\n" + b"X: x\r\n" * 200 + b"\r\n", 431, id="too many headers"),
]


@pytest.mark.parametrize(("sent", "status"), NO_REQUEST)
def test_a_malformed_request_is_refused_in_json_and_nothing_is_logged(
    echo: RunningServer, capfd: pytest.CaptureFixture[str], sent: bytes, status: int
) -> None:
    with connect(echo) as connection:
        connection.sendall(sent)
        head, _, body = receive(connection).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"\r\nConnection: close" in head
    assert b"\r\nDate:" not in head
    assert json.loads(body)["code"] == status
    assert httpx.get(echo.url).status_code == 200
    assert capfd.readouterr() == ("", "")


GONE = [
    pytest.param(b"", id="before it asked"),
    pytest.param(b"\r\n", id="after an empty line"),
    pytest.param(b"GET", id="in the first line"),
    pytest.param(b"GET / HTTP/1.1\r\nHost", id="in a header"),
    pytest.param(b"PUT / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhe", id="in its body"),
    pytest.param(b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe", id="in a chunk"),
    pytest.param(b"PUT / HTTP/1.1\r\nContent-Length: 9999999\r\n\r\nhe", id="after a body too long"),
    pytest.param(b"GET /large HTTP/1.1\r\n\r\n" * 20, id="before it read the answers"),
]


@pytest.mark.parametrize("sent", GONE)
@pytest.mark.parametrize("reset", [False, True])
def test_a_client_that_goes_away_is_nothing_to_speak_of(
    capfd: pytest.CaptureFixture[str], sent: bytes, reset: bool
) -> None:
    with serve(Response(b"x" * 2**20)) as server:
        with connect(server) as connection:
            connection.sendall(sent)
            if reset:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        assert httpx.get(server.url).status_code == 200
        _wait_for_the_end_of_all_connections()
    assert capfd.readouterr() == ("", "")


def _wait_for_the_end_of_all_connections() -> None:
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(1)
