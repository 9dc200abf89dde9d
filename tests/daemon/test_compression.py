"""Page and script are sent compressed to whoever takes it, and plain to whoever does not."""

from collections.abc import Iterator
from http import HTTPStatus

import httpx
import pytest

from collector.daemon.jobs import Jobs
from collector.daemon.web.routes import routes
from collector.daemon.web.server import serve
from collector.views.report.plotly_js import plotly_js, plotly_js_gzipped
from tests.harness import Rig, only_account

PACKED = {"Accept-Encoding": "gzip, deflate, br, zstd"}
PLAIN = {"Accept-Encoding": "identity"}
SCRIPT = "/plotly.min.js"
# What draws the first picture, in all: a fifth of the 4.9 MB that it once took.
FIRST_PICTURE = 980_000


@pytest.fixture
def client(rig: Rig) -> Iterator[httpx.Client]:
    """A browser before the pages of a daemon that has polled."""
    with rig.app() as app:
        app.poll(only_account(app))
        server = serve(("127.0.0.1", 0), routes(Jobs(app), rig.clock))
        with httpx.Client(base_url=f"http://127.0.0.1:{server.server_address[1]}") as client:
            yield client
        server.shutdown()
        server.server_close()


def sent(client: httpx.Client, path: str, headers: dict[str, str]) -> bytes:
    """Return the bytes of the body as they were sent."""
    with client.stream("GET", path, headers=headers) as answer:
        return b"".join(answer.iter_raw())


@pytest.mark.parametrize("path", ["/", SCRIPT])
def test_both_forms_are_the_same_page(client: httpx.Client, path: str) -> None:
    packed, plain = (client.get(path, headers=headers) for headers in (PACKED, PLAIN))
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert len(sent(client, path, PLAIN)) == int(plain.headers["content-length"])


def test_the_script_is_sent_as_it_is_stored(client: httpx.Client) -> None:
    assert sent(client, SCRIPT, PACKED) == plotly_js_gzipped()
    assert sent(client, SCRIPT, PLAIN) == plotly_js().encode()


def test_the_first_picture_takes_a_fifth_of_what_it_took(client: httpx.Client) -> None:
    assert len(sent(client, "/", PACKED)) + len(sent(client, SCRIPT, PACKED)) < FIRST_PICTURE


@pytest.mark.parametrize("path", ["/", SCRIPT])
def test_a_kept_form_is_not_taken_for_the_other(client: httpx.Client, path: str) -> None:
    packed, plain = (client.get(path, headers=headers).headers["etag"] for headers in (PACKED, PLAIN))
    codes = [
        client.get(path, headers={**accepted, "If-None-Match": kept}).status_code
        for accepted, kept in ((PACKED, packed), (PLAIN, plain), (PACKED, plain), (PLAIN, packed))
    ]
    assert codes == [HTTPStatus.NOT_MODIFIED] * 2 + [HTTPStatus.OK] * 2


@pytest.mark.parametrize("headers", [PACKED, PLAIN], ids=["packed", "plain"])
@pytest.mark.parametrize("path", ["/", SCRIPT])
def test_its_head_says_what_the_page_would_be(
    client: httpx.Client, path: str, headers: dict[str, str]
) -> None:
    head = client.head(path, headers=headers)
    assert int(head.headers["content-length"]) == len(sent(client, path, headers))
    assert head.content == b""


@pytest.mark.parametrize("path", ["/metrics", "/healthz", "/readyz", "/nowhere"])
def test_what_programs_read_stays_plain(client: httpx.Client, path: str) -> None:
    answer = client.get(path, headers=PACKED)
    assert {"content-encoding", "vary"}.isdisjoint(answer.headers)


def test_a_client_that_names_no_encoding_gets_the_plain_page(client: httpx.Client) -> None:
    del client.headers["Accept-Encoding"]
    assert sent(client, "/", {}).startswith(b"<!doctype html>")
