"""The page of one item: what truly happened to it, at an address that the other pages lead to."""

import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from html.parser import HTMLParser
from http import HTTPStatus
from urllib.parse import urljoin

import httpx
import pytest
from pydantic import SecretStr

from collector.app import App
from collector.config.named_account import NamedAccount
from collector.core.stages import SrsStage
from collector.daemon.web.server import TEXT, WebPage, serve
from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.world.account_rows import Review
from collector.simulator.world.world import World
from collector.views.report.page import page
from tests.daemon.pages import daemon_pages
from tests.daemon.stripping_proxy import PREFIX, stripping_proxy
from tests.harness import NOON, TOKEN, Rig, only_account
from tests.views.report.lived import ZONE, Lived


class Cells(HTMLParser):
    """The rows of the page's tables, as the texts of their cells; times as they are given to machines."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._within = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within = tag in {"td", "time", "span"}
        if tag == "tr":
            self.rows.append([])
        if tag == "td":
            self.rows[-1].append("")
        if tag == "time":
            self.rows[-1][-1] = str(dict(attrs)["datetime"])
            self._within = False

    def handle_endtag(self, tag: str) -> None:
        self._within = self._within and tag != "td"

    def handle_data(self, data: str) -> None:
        if self._within and self.rows and self.rows[-1] and "T" not in self.rows[-1][-1]:
            self.rows[-1][-1] += data


@pytest.fixture(scope="module")
def pages(lived: Lived) -> Iterator[httpx.Client]:
    """The pages of a learner of forty days, with a vacation and a reset."""
    with lived.rig.app() as app, daemon_pages(app) as client:
        yield client


def shown_reviews(html: str) -> list[tuple[datetime, str, str]]:
    """Return moment, stages and answers of the reviews in the table, in the order of time."""
    rows = [row for row in Cells(html).rows if len(row) == 4 and row[1].startswith("review")]
    return sorted((datetime.fromisoformat(row[0]), row[1].removeprefix("review: "), row[2]) for row in rows)


def true_review(review: Review) -> tuple[datetime, str, str]:
    stages = (
        SrsStage(stage).label.replace("_", " ") for stage in (review.starting_stage, review.ending_stage)
    )
    facets = (("meaning", review.meaning_wrong), ("reading", review.reading_wrong))
    wrong = ", ".join(f"{name} {times}" for name, times in facets if times)
    return review.counted_at, " → ".join(stages), wrong or "none"


def test_it_has_every_review_of_the_item_as_it_truly_was(pages: httpx.Client, lived: Lived) -> None:
    reviewed = sorted({review.subject_id for review in lived.reviews})
    assert len(reviewed) > 30
    for subject in reviewed:
        truth = [true_review(review) for review in lived.reviews if review.subject_id == subject]
        assert shown_reviews(pages.get(f"/item/{subject}").text) == truth


def test_the_leeches_of_the_report_lead_to_their_pages(pages: httpx.Client, lived: Lived) -> None:
    links = re.findall(r'class="item [a-z_]+"><a href="([^"]+)">', pages.get("/").text)
    assert links == [f"account/account/item/{leech.subject_id}" for leech in lived.data.leeches[:20]]
    assert all(pages.get(f"/{link}").status_code == HTTPStatus.OK for link in links)


def test_the_file_of_the_report_has_no_link(lived: Lived) -> None:
    assert "<a " not in page([lived.report])


def test_below_a_path_of_a_reverse_proxy_page_and_report_lead_to_each_other(
    pages: httpx.Client, lived: Lived
) -> None:
    with stripping_proxy(str(pages.base_url).rstrip("/")) as proxy:
        front = f"{proxy.url}/"
        link = re.findall(r'<a href="(account/account/item/[^"]+)">', httpx.get(front).text)[0]
        item = urljoin(front, link)
        (back,) = re.findall(r'<a href="([^"]+)">Report', httpx.get(item).text)
        assert urljoin(item, back) == f"{front}account/account/"
        assert all(path.startswith(f"{PREFIX}/") for path in proxy.asked)


def test_it_makes_no_request_and_allows_none(pages: httpx.Client, lived: Lived) -> None:
    html = pages.get(f"/item/{lived.data.leeches[0].subject_id}").text
    assert "default-src 'none'" in unescape(html)
    assert "<script" not in html
    assert re.findall(r'(?:src|href)="([^"]*)"', html) == ["data:,", "../"]


@pytest.mark.parametrize(
    "number", ["999999", "0", "-1", "x", "%2e%2e", "1%2f2", "9" * 40, "1 OR 1=1", "<b>", "١"]
)
def test_an_unknown_item_is_answered_in_one_sentence(pages: httpx.Client, number: str) -> None:
    answer = pages.get(f"/item/{number}")
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert answer.headers["content-type"] == TEXT
    assert answer.text.startswith("There is no item ")
    assert answer.text.count("\n") == 1
    assert "<" not in answer.text


def test_what_did_not_change_is_not_sent_again(pages: httpx.Client, lived: Lived) -> None:
    address = f"/item/{lived.data.leeches[0].subject_id}"
    etag = pages.get(address).headers["etag"]
    assert pages.get(address, headers={"If-None-Match": etag}).status_code == HTTPStatus.NOT_MODIFIED


def test_times_are_those_of_the_learner(pages: httpx.Client, lived: Lived) -> None:
    assert f"({ZONE.key})" in pages.get(f"/item/{lived.data.leeches[0].subject_id}").text


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[App, httpx.Client]]:
    """Two accounts, which are one learner's here; anna's alone was polled."""
    rig = Rig(tmp_path_factory.mktemp("several"), World(NOON, levels=2, per_level=20))
    rig.api = SimulatedWaniKani(rig.world, token=TOKEN, requests_a_minute=10_000)
    account = NamedAccount(token=SecretStr(TOKEN))
    rig.settings = {"wanikani_token": None, "wanikani_accounts": {"anna": account, "bob_2": account}}
    with rig.app() as app, daemon_pages(app) as client:
        assert app.poll(app.accounts["anna"]).problem is None
        yield app, client


def test_of_several_accounts_an_item_has_an_address_for_each(several: tuple[App, httpx.Client]) -> None:
    _, client = several
    answer = client.get("/account/anna/item/1")
    assert answer.status_code == HTTPStatus.OK
    (back,) = re.findall(r'<a href="([^"]+)">Report', answer.text)
    report = urljoin("/account/anna/item/1", back)
    assert report == "/account/anna/"
    assert client.get(report).status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/item/1", "There are several accounts: ask for /account/NAME/item/1.\n"),
        ("/account/carl/item/1", "There is no such account. Accounts: anna, bob_2.\n"),
        ("/account/anna%2Fitem%2F1/item/1", "There is no such account. Accounts: anna, bob_2.\n"),
        (
            "/account/bob_2/item/1",
            "bob_2: nothing collected yet; the first successful poll brings the items.\n",
        ),
    ],
)
def test_of_several_accounts_what_is_not_there_is_a_sentence(
    several: tuple[App, httpx.Client], path: str, sentence: str
) -> None:
    answer = several[1].get(path)
    assert (answer.status_code, answer.text) == (HTTPStatus.NOT_FOUND, sentence)


@pytest.mark.parametrize("path", ["/item/", "/item", "/account/anna/item/", "/account//item/1", "/item/1/2"])
def test_half_an_address_is_not_found(several: tuple[App, httpx.Client], path: str) -> None:
    assert several[1].get(path).status_code == HTTPStatus.NOT_FOUND


def test_a_name_in_an_address_is_decoded_and_takes_no_part_of_the_path() -> None:
    seen: list[tuple[str, ...]] = []

    def noted(*names: str) -> WebPage:
        seen.append(names)
        return WebPage(HTTPStatus.OK, TEXT, b"")

    server = serve(("127.0.0.1", 0), {"/account/*": noted, "/account/*/item/*": noted})
    base = f"http://127.0.0.1:{server.server_address[1]}"
    for path in ("/account/a%2Fb/item/5", "/account/%E6%B0%B4", "/account/*", "/account/%2A/item/%20"):
        assert httpx.get(f"{base}{path}").status_code == HTTPStatus.OK
    server.shutdown()
    server.server_close()
    assert seen == [("a/b", "5"), ("水",), ("*",), ("*", " ")]


def test_a_state_that_breaks_is_said_and_no_traceback(rig: Rig) -> None:
    with rig.app() as app, daemon_pages(app) as client:
        app.poll(only_account(app))
        with only_account(app).store.transaction() as tx:
            tx.execute("DROP TABLE milestone")
        answer = client.get("/item/1")
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert answer.text.startswith("account: ")
