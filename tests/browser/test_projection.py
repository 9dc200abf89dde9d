"""What is to come in a real browser: the slider of paces, by keyboard, in both themes and on a phone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from collector.app import App
from collector.core.moments import moment
from collector.core.projection_text import to_text
from collector.daemon.jobs import Jobs
from collector.daemon.web.routes import routes
from collector.daemon.web.server import serve
from collector.storage.projections import keep_projection
from collector.views.report.page import page
from tests.browser.chromium import PHONE, WIDE, Chromium
from tests.browser.programs import Theme
from tests.harness import HOUR, Rig, only_account
from tests.views.projection.made import PACES, projection
from tests.views.report.lived import ZONE, Lived

SLIDER = "#pace-0"
# The page is drawn anew after the key.
CHOSEN = """
    const traces = (id) => document.getElementById(id).data.filter((one) => "meta" in one && one.visible);
    const shown = [...document.querySelectorAll("[data-pace]")].filter((part) => !part.hidden);
    const levels = shown.find((part) => part.matches("tbody"));
    const row = document.querySelector("tr[aria-current=true]");
    return {
        meta: ["quarter-0", "year-0"].flatMap((id) => traces(id).map((one) => one.meta)),
        middle: traces("quarter-0")[1].y[0],
        sentence: shown.find((part) => part.matches("p")).textContent,
        burned: levels.querySelector("tr:last-child td:last-child").textContent,
        row: row.textContent,
        said: document.querySelector("#pace-0").getAttribute("aria-valuetext"),
    };
"""
OWN, TEN = 1, 2


@pytest.fixture(scope="module")
def projected(lived: Lived, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that `report` writes once there is a projection."""
    made = projection(lived.world.now.astimezone(ZONE).date(), 3)
    report = replace(lived.report, data=replace(lived.data, projection=made))
    file = tmp_path_factory.mktemp("projected") / "report.html"
    file.write_text(page([report]), encoding="utf-8")
    return file


def chosen(browser: Chromium, pace: int) -> dict[str, Any]:
    """Wait until both charts show *pace*, and return what the page shows."""
    browser.wait_for(
        f"const found = (() => {{{CHOSEN}}})(); return found.meta.every((one) => one === {pace})"
    )
    found: dict[str, Any] = browser.run(CHOSEN)
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_slider_redraws_band_levels_and_figures(
    browser: Chromium, projected: Path, theme: Theme, size: tuple[int, int]
) -> None:
    browser.show(projected.as_uri(), theme, size)
    before = chosen(browser, OWN)
    browser.press(SLIDER, "ARROW_RIGHT")
    after = chosen(browser, TEN)
    assert len(after["meta"]) == 2 * 3
    assert (before["middle"], after["middle"]) == (147, 150)
    assert before["sentence"].startswith("9.8 lessons a day, your own pace: 147 reviews")
    assert after["sentence"].startswith("10 lessons a day: 150 reviews")
    assert after["said"] == after["sentence"]
    assert before["burned"] != after["burned"]
    assert after["row"].startswith("10150")
    assert browser.console() == []


def test_home_and_end_lead_to_the_slowest_and_the_fastest_pace(browser: Chromium, projected: Path) -> None:
    browser.show(projected.as_uri())
    browser.press(SLIDER, "END")
    assert chosen(browser, len(PACES))["sentence"].startswith("25 lessons a day: ")
    browser.press(SLIDER, "HOME", "ARROW_RIGHT")
    assert "your own pace" in chosen(browser, OWN)["sentence"]


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_with_what_is_to_come_nothing_is_wider_than_the_screen(
    browser: Chromium, projected: Path, size: tuple[int, int]
) -> None:
    browser.show(projected.as_uri(), "light", size)
    assert browser.run("return document.documentElement.scrollWidth") <= size[0]
    cut = "[...document.querySelectorAll('.marks span')].filter((one) => one.scrollHeight > 30).length"
    assert browser.run(f"return {cut}") == 0, "a mark of the slider takes one line"


def test_the_chosen_pace_stays_when_the_theme_changes(browser: Chromium, projected: Path) -> None:
    colour = "return document.getElementById('quarter-0').data.find((one) => one.meta === 2).line.color"
    browser.show(projected.as_uri(), "light")
    browser.press(SLIDER, "ARROW_RIGHT")
    chosen(browser, TEN)
    light = browser.run(colour)
    browser.theme("dark")
    browser.wait_for(f"return (() => {{{colour}}})() !== {light!r}")
    assert set(chosen(browser, TEN)["meta"]) == {TEN}


@pytest.fixture
def app(living: Rig) -> Iterator[App]:
    """The app, with some hours collected and a projection."""
    with living.app() as app:
        for _ in range(5):
            poll(app, living)
        keep(app, living, PACES)
        yield app


def poll(app: App, rig: Rig) -> None:
    rig.pass_time(HOUR)
    assert app.poll(only_account(app)).problem is None


def keep(app: App, rig: Rig, paces: tuple[int, ...]) -> None:
    today: date = rig.world.now.date()
    made = replace(projection(today, 1, paces), at=moment(rig.world.now), zone="UTC")
    with only_account(app).store.transaction() as tx:
        keep_projection(tx, made.at, to_text(made))


def test_the_chosen_pace_stays_when_the_page_renews_itself_even_at_another_place(
    browser: Chromium, app: App, living: Rig
) -> None:
    server = serve(("127.0.0.1", 0), routes(Jobs(app), living.clock))
    try:
        browser.show(f"http://127.0.0.1:{server.server_address[1]}/")
        browser.press(SLIDER, "ARROW_RIGHT")
        chosen(browser, TEN)
        keep(app, living, (3, *PACES))
        poll(app, living)
        browser.wait_for(f"return document.querySelector('{SLIDER}').max === '{1 + len(PACES)}'")
        assert chosen(browser, TEN + 1)["sentence"].startswith("10 lessons a day: ")
        assert browser.console() == []
    finally:
        server.shutdown()
        server.server_close()
