"""The page of an item in a real browser: readable in both themes and on a phone, reached from the report."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from collector.config.named_account import NamedAccount
from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.learner.learner import Learner
from collector.simulator.world.world import World
from tests.browser.chromium import PHONE, WIDE, Chromium
from tests.browser.programs import Theme
from tests.daemon.pages import daemon_pages
from tests.harness import DAY, NOON, TOKEN, Rig
from tests.views.report.lived import Lived

SEEN = """
    const shown = [...document.querySelectorAll(".picture")].filter((each) => each.offsetWidth > 0);
    return shown.map((each) => ({
        name: each.className,
        marks: each.querySelectorAll(".right, .wrong").length,
        right: each.getBoundingClientRect().right,
        label: each.querySelector("text").getBoundingClientRect().height,
    }));
"""


@pytest.fixture(scope="module")
def front(lived: Lived) -> Iterator[str]:
    """The address of the report of a learner of forty days."""
    with lived.rig.app() as app, daemon_pages(app) as client:
        yield f"{client.base_url}"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_it_is_drawn_in_the_size_of_the_screen_and_nothing_is_wider(
    browser: Chromium, front: str, lived: Lived, theme: Theme, size: tuple[int, int]
) -> None:
    subject = lived.data.leeches[0].subject_id
    browser.open(f"{front}/item/{subject}", theme, size)
    (picture,) = browser.run(SEEN)
    assert picture["name"] == f"picture {'wide' if size is WIDE else 'narrow'}"
    assert picture["marks"] == sum(review.subject_id == subject for review in lived.reviews)
    assert picture["right"] <= size[0]
    assert picture["label"] > 9
    assert browser.run("return document.documentElement.scrollWidth") <= size[0]
    assert browser.run(
        "const { scrollWidth, clientWidth } = document.querySelector('.scroll');"
        "return scrollWidth <= clientWidth"
    )
    assert browser.console() == []
    assert [one for one in browser.traffic() if not one.startswith("data:")] == [f"{front}/item/{subject}"]


def test_lines_and_words_turn_dark_with_the_page(browser: Chromium, front: str, lived: Lived) -> None:
    colours = """return [".stages .line", ".stages .name", "body"].map((name) => {
        const style = getComputedStyle(document.querySelector(name));
        return name === "body" ? style.backgroundColor : name.endsWith("line") ? style.stroke : style.fill;
    })"""
    browser.open(f"{front}/item/{lived.data.leeches[0].subject_id}", "light")
    light = browser.run(colours)
    browser.theme("dark")
    dark = browser.run(colours)
    assert len({*light, *dark}) == 6


@pytest.fixture
def several(tmp_path: Path) -> Iterator[httpx.Client]:
    """Six accounts, which are one learner's here: too many for one page."""
    world = World(NOON, levels=3, per_level=20)
    rig = Rig(tmp_path, world, Learner(world, seed=5))
    rig.pass_time(20 * DAY)
    rig.api = SimulatedWaniKani(world, token=TOKEN, requests_a_minute=10_000)
    account = NamedAccount(token=SecretStr(TOKEN))
    names = [f"learner-{number}" for number in range(6)]
    rig.settings = {"wanikani_token": None, "wanikani_accounts": dict.fromkeys(names, account)}
    with rig.app() as app, daemon_pages(app) as client:
        assert app.poll(app.accounts["learner-3"]).problem is None
        yield client


def test_from_a_list_of_accounts_to_an_item_and_back(browser: Chromium, several: httpx.Client) -> None:
    browser.open(f"{several.base_url}")
    browser.run("document.querySelector('a[href$=\"learner-3/\"]').click()")
    browser.wait_for("return document.querySelector('.main-svg') && document.querySelector('td.item a')")
    report = browser.run("return location.pathname")
    browser.run("document.querySelector('td.item a').click()")
    browser.wait_for("return document.querySelector('svg.stages')")
    assert browser.run("return location.pathname").startswith("/account/learner-3/item/")
    browser.run("document.querySelector('nav a').click()")
    browser.wait_for("return document.querySelector('.main-svg')")
    assert browser.run("return location.pathname") == report == "/account/learner-3/"
