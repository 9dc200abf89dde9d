"""The client over real sockets: a server that behaves, and one that does what servers sometimes do."""

import gzip
import json
import socket
import time
import tracemalloc
from datetime import timedelta

import pytest

from collector.core.batches import no_progress
from collector.core.clock import SystemClock
from collector.core.cursor import Endpoint
from collector.core.errors import CollectorError, RateLimited, WaniKaniUnavailable
from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.serving.server import serve
from collector.simulator.world.world import World
from collector.wanikani import decode
from collector.wanikani.body import LONGEST_BODY
from collector.wanikani.client import Conversation
from collector.wanikani.deadline import POLL_BUDGET
from collector.wanikani.fetcher import Fetcher
from collector.wanikani.http import Http
from tests.wanikani.hostile import (
    Behaviour,
    Exchange,
    Hostile,
    begun,
    drips,
    hangs,
    one_after_another,
    sends,
    whole,
)
from tests.wanikani.requests_made import NOON, TOKEN, Hurried, PassReader

USER = json.dumps(
    {
        "object": "user",
        "data_updated_at": "2024-03-04T12:00:00.000000Z",
        "data": {
            "id": "5a6a5234-a392-4a87-8f3f-33342afe8a42",
            "username": "learner",
            "level": 5,
            "subscription": {"active": True, "type": "recurring", "max_level_granted": 60},
        },
    }
).encode()


BOMB = gzip.compress(b" " * 2 * LONGEST_BODY)


def failure(conversation: Conversation) -> CollectorError:
    """What asking for the user fails with; its sentence is one line without the token."""
    with pytest.raises(CollectorError) as caught:
        decode.USER.single(conversation.get(conversation.url_of("user")).body or b"", "/user")
    sentence = str(caught.value)
    assert TOKEN not in sentence
    assert "\n" not in sentence
    assert caught.value.exit_code == 1
    return caught.value


def test_the_request_is_what_the_documentation_asks_for(conversation: Conversation, hostile: Hostile) -> None:
    hostile.behaviour = sends(whole(USER))
    conversation.get(conversation.url_of("user", {"updated_after": "2024-03-04T11:59:00.000000Z"}))
    (request,) = hostile.requests
    assert request.path == "/v2/user?updated_after=2024-03-04T11%3A59%3A00.000000Z"
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert request.headers["wanikani-revision"] == "20170710"
    assert "if-none-match" not in request.headers


NEVER_GOOD = [
    pytest.param(hangs, "did not answer in time", id="hangs"),
    pytest.param(drips(b"HTTP/1.1 200 OK\r\n"), "did not answer in time", id="drips its head"),
    pytest.param(drips(b"HTTP/1.1 200 OK\r\n\r\n"), "too slowly", id="drips without a length"),
    pytest.param(drips(begun(10**6)), "too slowly", id="drips what it promised"),
    pytest.param(drips(begun(10**6)[:40], b""), "did not answer in time", id="stops in its headers"),
    pytest.param(drips(begun(100) + USER[:50], b""), "did not answer in time", id="stops in its body"),
]


@pytest.mark.parametrize(("behaviour", "sentence"), NEVER_GOOD)
def test_a_poll_whose_time_ends_lets_go_of_a_server_that_does_not_end(
    conversation: Conversation, hostile: Hostile, clock: Hurried, behaviour: Behaviour, sentence: str
) -> None:
    hostile.behaviour = behaviour
    clock.skipped += POLL_BUDGET - timedelta(seconds=0.6)
    began = time.monotonic()
    assert sentence in str(failure(conversation))
    assert time.monotonic() - began < 3


BROKEN = [
    pytest.param(sends(b""), "broke the connection", id="closed without an answer"),
    pytest.param(Exchange.reset, "broke the connection", id="reset without an answer"),
    pytest.param(sends(begun(len(USER)) + USER[:-1]), "broke the connection", id="cut before the last byte"),
    pytest.param(
        sends(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"ob"),
        "broke the connection",
        id="cut in a chunk",
    ),
    pytest.param(sends(b"SSH-2.0-OpenSSH_9.2\r\n"), "broke the connection", id="another protocol"),
    pytest.param(
        sends(whole(b"no gzip", Content_Encoding="gzip")), "broke the connection", id="no gzip after all"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("behaviour", "sentence"), BROKEN)
def test_a_broken_answer_is_asked_for_again_and_then_left_to_the_next_poll(
    conversation: Conversation, hostile: Hostile, behaviour: Behaviour, sentence: str
) -> None:
    hostile.behaviour = behaviour
    said = str(failure(conversation))
    assert sentence in said
    assert hostile.base in said
    assert len(hostile.requests) == 5


@pytest.mark.parametrize(("behaviour", "_"), BROKEN)
def test_a_broken_answer_does_no_harm_when_the_next_one_is_whole(
    conversation: Conversation, hostile: Hostile, behaviour: Behaviour, _: str
) -> None:
    hostile.behaviour = one_after_another(behaviour, sends(whole(USER)))
    assert conversation.get(conversation.url_of("user")).body == USER
    assert conversation.requests == 2


ODD = [
    pytest.param(whole(b"<html>Maintenance</html>", Content_Type="text/html"), "web page", id="a web page"),
    pytest.param(whole(b"<html>"), "web page", id="a web page that says it is JSON"),
    pytest.param(b"HTTP/1.1 200 OK\r\n\r\n" + USER[:-20], "the whole answer", id="cut JSON without a length"),
    pytest.param(
        whole(gzip.compress(USER)[:-30], Content_Encoding="gzip"), "the whole answer", id="cut gzip"
    ),
    pytest.param(whole(b""), "the whole answer", id="an empty body"),
    pytest.param(whole(USER.replace(b'"level": 5', b'"level": "5"')), "data.level", id="a number as text"),
    pytest.param(whole(b"", "304 Not Modified"), "304", id="not modified, to an unconditional question"),
    pytest.param(whole(b"", "302 Found", Location="http://evil.example/"), "redirect", id="a redirect"),
    pytest.param(whole(b"", "204 No Content"), "204", id="no content"),
]


@pytest.mark.parametrize(("answer", "sentence"), ODD)
def test_an_odd_answer_fails_at_once_and_says_what_is_odd(
    conversation: Conversation, hostile: Hostile, answer: bytes, sentence: str
) -> None:
    hostile.behaviour = sends(answer)
    assert sentence in str(failure(conversation))
    assert len(hostile.requests) == 1


GOOD = [
    pytest.param(whole(gzip.compress(USER), Content_Encoding="gzip"), id="gzip"),
    pytest.param(whole(USER, Content_Type="text/plain"), id="another content type"),
    pytest.param(b"HTTP/1.0 200 OK\r\n\r\n" + USER, id="an old protocol without a length"),
    pytest.param(b"HTTP/1.1 100 Continue\r\n\r\n" + whole(USER), id="a word beforehand"),
]


@pytest.mark.parametrize("answer", GOOD)
def test_an_unusual_answer_that_is_whole_is_read(
    conversation: Conversation, hostile: Hostile, answer: bytes
) -> None:
    hostile.behaviour = sends(answer)
    assert conversation.get(conversation.url_of("user")).body == USER


def test_a_redirect_takes_the_token_nowhere(conversation: Conversation, hostile: Hostile) -> None:
    with Hostile() as elsewhere:
        hostile.behaviour = sends(whole(b"", "307 Temporary Redirect", Location=f"{elsewhere.base}/user"))
        failure(conversation)
        assert elsewhere.requests == []


def test_a_body_without_end_is_not_kept(conversation: Conversation, hostile: Hostile) -> None:
    def floods(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            exchange.send(b" " * 2**20)

    hostile.behaviour = floods
    assert "does not end" in str(failure(conversation))


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_a_few_bytes_that_unpack_to_gigabytes_are_not_unpacked(
    conversation: Conversation, hostile: Hostile, layers: int
) -> None:
    body = BOMB
    for _ in range(layers - 1):
        body = gzip.compress(body)
    hostile.behaviour = sends(whole(body, Content_Encoding=", ".join(["gzip"] * layers)))
    tracemalloc.start()
    try:
        failure(conversation)
        assert tracemalloc.get_traced_memory()[1] < 2 * LONGEST_BODY
    finally:
        tracemalloc.stop()


def test_a_refused_connection_is_retried_and_then_left_to_the_next_poll(http: Http, clock: Hurried) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    conversation = Conversation(http, f"http://127.0.0.1:{port}/v2", TOKEN, clock)
    assert "cannot be reached: check the network and WANIKANI_URL" in str(failure(conversation))
    assert conversation.requests == 5


def test_a_host_that_does_not_exist_cannot_be_reached(http: Http, clock: Hurried) -> None:
    conversation = Conversation(http, "http://wanikani.invalid/v2", TOKEN, clock)
    assert "cannot be reached" in str(failure(conversation))


def test_a_server_without_tls_where_tls_was_asked_for_is_a_passing_failure(
    http: Http, hostile: Hostile, clock: Hurried
) -> None:
    conversation = Conversation(http, hostile.base.replace("http://", "https://"), TOKEN, clock)
    clock.skipped += POLL_BUDGET - timedelta(seconds=0.6)
    assert "check the network" in str(failure(conversation))


@pytest.mark.parametrize("retry_after", ["²", "9" * 5000, "Mon, 32 Feb 2024 99:99:99 GMT"])
def test_a_retry_after_that_says_nothing_is_a_minute(
    conversation: Conversation, hostile: Hostile, clock: Hurried, retry_after: str
) -> None:
    limited = whole(b"{}", "429 Too Many Requests", Retry_After=retry_after)
    hostile.behaviour = one_after_another(sends(limited), sends(whole(USER)))
    conversation.get(conversation.url_of("user"))
    assert clock.skipped == timedelta(minutes=1)


def test_a_lasting_rate_limit_is_reported(conversation: Conversation, hostile: Hostile) -> None:
    hostile.behaviour = sends(whole(b"{}", "429 Too Many Requests"))
    assert type(failure(conversation)) is RateLimited


def test_cookies_are_not_sent_back(conversation: Conversation, hostile: Hostile) -> None:
    hostile.behaviour = sends(whole(USER, Set_Cookie="session=another-account; Path=/"))
    conversation.get(conversation.url_of("user"))
    conversation.get(conversation.url_of("user"))
    assert [request.headers.get("cookie") for request in hostile.requests] == [None, None]


def test_an_etag_that_no_header_can_carry_back_is_forgotten(
    conversation: Conversation, hostile: Hostile
) -> None:
    hostile.behaviour = sends(whole(USER, ETag='"na\xefve"'))
    known = conversation.get(conversation.url_of("user")).validators
    assert conversation.get(conversation.url_of("user"), known).body == USER
    assert "if-none-match" not in hostile.requests[-1].headers


def test_an_answer_without_a_date_is_not_taken_for_wanikanis(
    conversation: Conversation, hostile: Hostile
) -> None:
    hostile.behaviour = sends(b"HTTP/1.1 200 OK\r\n\r\n" + USER)
    with pytest.raises(WaniKaniUnavailable, match="no Date"):
        Fetcher(conversation, {}, no_progress).fetch_one(Endpoint.USER, decode.USER)


def _has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", pytest.param("::1", marks=pytest.mark.skipif(not _has_ipv6(), reason="no IPv6 here"))],
)
def test_a_server_that_behaves_is_read_whole_and_then_hardly_at_all(http: Http, host: str) -> None:
    world = World(NOON, levels=3, per_level=12)
    moments = [NOON]
    api = SimulatedWaniKani(world, token=TOKEN, live=lambda: world.advance(moments[-1]), per_page=7)
    with serve(api, host) as server:
        reader = PassReader(lambda: Conversation(http, server.url, TOKEN, SystemClock()))
        reader.read()
        assert len(reader.rows["subjects"]) == len(world.subjects)
        for _ in range(3):
            moments.append(moments[-1] + timedelta(minutes=5))
            asked = len(api.requests)
            reader.read()
    assert [status for _, _, status in api.requests[asked:]] == [304] * 7
