"""The page at `/`: as of the last poll, made anew only when there is something new."""

import re
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urljoin

import httpx
import pytest
from pydantic import SecretStr

from collector.app import App
from collector.config.named_account import NamedAccount
from collector.daemon.jobs import Jobs
from collector.daemon.web.routes import routes
from collector.daemon.web.server import serve
from collector.simulator.api.application import SimulatedWaniKani
from collector.views.report.plotly_js import plotly_js
from tests.daemon.stripping_proxy import PREFIX, stripping_proxy
from tests.harness import DAY, HOUR, TOKEN, Rig, only_account


@pytest.fixture
def app(rig: Rig) -> Iterator[App]:
    """The app, not polled yet."""
    with rig.app() as app:
        yield app


@pytest.fixture
def client(app: App, rig: Rig) -> Iterator[httpx.Client]:
    """A browser, as it were, before the daemon's pages."""
    server = serve(("127.0.0.1", 0), routes(Jobs(app), rig.clock))
    with httpx.Client(base_url=f"http://127.0.0.1:{server.server_address[1]}") as client:
        yield client
    server.shutdown()
    server.server_close()


def test_before_the_first_poll_it_says_what_to_expect(client: httpx.Client) -> None:
    answer = client.get("/")
    assert answer.status_code == HTTPStatus.OK
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "Nothing collected yet" in answer.text


def test_it_changes_with_every_poll(client: httpx.Client, app: App, rig: Rig) -> None:
    seen = set()
    for _ in range(3):
        rig.pass_time(HOUR)
        app.poll(only_account(app))
        seen.add(client.get("/").text)
    assert len(seen) == 3


def test_a_poll_is_seen_at_once_not_only_when_the_minute_is_over(
    client: httpx.Client, app: App, rig: Rig
) -> None:
    app.poll(only_account(app))
    before = client.get("/").text
    rig.world.start(rig.world.lessons()[0])
    rig.pass_time(timedelta(seconds=3))
    app.poll(only_account(app))
    assert client.get("/").text != before


def test_a_page_is_made_once_however_many_look_at_it(client: httpx.Client, app: App, rig: Rig) -> None:
    app.poll(only_account(app))
    first = client.get("/").text
    # What nobody was told of by a poll would be on a page that is made anew.
    with only_account(app).store.transaction() as tx:
        tx.execute("UPDATE account SET name = 'another'")
    assert client.get("/").text == first
    rig.pass_time(timedelta(minutes=1))
    assert "another" in client.get("/").text


def test_a_state_that_breaks_while_it_runs_does_not_hide_the_page(
    client: httpx.Client, app: App, rig: Rig
) -> None:
    app.poll(only_account(app))
    with only_account(app).store.transaction() as tx:
        tx.execute("DROP TABLE poll")
    rig.pass_time(timedelta(minutes=1))
    answer = client.get("/")
    assert answer.status_code == HTTPStatus.OK
    assert "account: " in answer.text


def test_what_did_not_change_is_not_sent_again(client: httpx.Client, app: App, rig: Rig) -> None:
    app.poll(only_account(app))
    first = client.get("/")
    again = client.get("/", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (HTTPStatus.NOT_MODIFIED, b"")
    rig.pass_time(DAY)
    app.poll(only_account(app))
    assert client.get("/", headers={"If-None-Match": first.headers["etag"]}).status_code == HTTPStatus.OK


def test_a_failed_poll_is_on_the_page(client: httpx.Client, app: App, rig: Rig) -> None:
    app.poll(only_account(app))
    rig.pass_time(HOUR)
    rig.api.fail("user", 503, times=100)
    app.poll(only_account(app))
    assert "The last poll failed" in client.get("/").text


def test_the_script_comes_from_the_daemon_itself_and_may_be_kept(client: httpx.Client) -> None:
    answer = client.get("/plotly.min.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "max-age=86400"
    assert answer.text == plotly_js()


@pytest.mark.parametrize(("path", "kept"), [("/healthz", False), ("/metrics", False), ("/", True)])
def test_only_the_page_may_be_kept(client: httpx.Client, path: str, kept: bool) -> None:
    answer = client.get(path)
    assert answer.headers["cache-control"] == ("no-cache" if kept else "no-store")
    assert ("etag" in answer.headers) is kept


def test_below_a_path_of_a_reverse_proxy_all_the_page_asks_for_is_there(client: httpx.Client) -> None:
    with stripping_proxy(str(client.base_url).rstrip("/")) as proxy:
        page = httpx.get(f"{proxy.url}/").text
        (source,) = re.findall(r'<script id="drawer" src="([^"]+)"', page)
        assert httpx.get(urljoin(f"{proxy.url}/", source)).text == plotly_js()
        assert all(path.startswith(f"{PREFIX}/") for path in proxy.asked)


def test_the_page_names_no_address_from_the_root_of_its_host(client: httpx.Client) -> None:
    page = client.get("/").text
    assert re.findall(r'(?:src|href|action)="/[^"]*"', page) == []
    assert "fetch(location.href" in page


@pytest.fixture
def many(rig: Rig) -> Iterator[httpx.Client]:
    """The daemon's pages of seven accounts, all of one learner, polled but for the last."""
    names = [f"learner{number}" for number in range(7)]
    rig.api = SimulatedWaniKani(rig.world, token=TOKEN, requests_a_minute=10_000)
    rig.settings = {
        "wanikani_token": None,
        "wanikani_accounts": {name: NamedAccount(token=SecretStr(TOKEN)) for name in names},
    }
    with rig.app() as app:
        jobs = Jobs(app)
        for name in names[:-1]:
            jobs.poll(app.accounts[name])
        server = serve(("127.0.0.1", 0), routes(jobs, rig.clock))
        with httpx.Client(base_url=f"http://127.0.0.1:{server.server_address[1]}") as client:
            yield client
        server.shutdown()
        server.server_close()


def test_many_accounts_are_a_list_and_each_has_a_page(many: httpx.Client) -> None:
    listed = many.get("/").text
    links = re.findall(r'<a href="(account/[^"]+)">', listed)
    assert links == [f"account/learner{number}/" for number in range(7)]
    assert listed.count("not checked yet") == 1
    assert "learner3" not in many.get("/account/learner2").text
    page = many.get("/account/learner3/").text
    assert page == many.get("/account/learner3").text, "the page itself adds the slash"
    assert "<h1>learner3" in page
    (source,) = re.findall(r'<script id="drawer" src="([^"]+)"', page)
    assert many.get(urljoin("/account/learner3/", source)).text == plotly_js()


@pytest.mark.parametrize(
    "path", ["/account/nobody", "/account/", "/account/*", "/account/../learner1", "/account/nobody/"]
)
def test_the_page_of_no_account_is_not_found(many: httpx.Client, path: str) -> None:
    assert many.get(path).status_code == HTTPStatus.NOT_FOUND


def test_many_accounts_are_not_read_for_a_list_a_scrape_or_a_check(many: httpx.Client, rig: Rig) -> None:
    for path in ("/", "/metrics", "/readyz"):
        many.get(path)
    for state in rig.folder.glob("*.sqlite3"):
        state.write_bytes(b"what nobody reads")
    assert "learner3" in many.get("/").text
    assert 'account="learner3"' in many.get("/metrics").text
    reasons = many.get("/readyz").json()["reasons"]
    assert reasons == ["1 account not checked yet."]
