"""The calendar in a real browser: by keyboard, in both themes, on a phone, and as the page changes."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from collector.app import App
from collector.daemon.jobs import Jobs
from collector.daemon.web.routes import routes
from collector.daemon.web.server import serve
from tests.browser.chromium import PHONE, WIDE, Chromium
from tests.browser.programs import Theme
from tests.harness import DAY, HOUR, NOON, Rig, only_account
from tests.views.report.lived import WEEKS, ZONE, Lived

TODAY = (NOON + WEEKS).astimezone(ZONE).date()
CELL = "td:focus"
DRAWN = "return document.querySelector('.calendar td.today')"
FOCUSED = "return document.activeElement.getAttribute('aria-label')"
PANEL = "return document.querySelector('.day')?.innerText"
OPENED = "return document.querySelector('.day .parts, .day .note')"


def named(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def focus_today(browser: Chromium) -> None:
    browser.run("document.querySelector('.calendar td.today').focus()")


def focused(browser: Chromium) -> str:
    return str(browser.run(FOCUSED))


@pytest.fixture
def shown(browser: Chromium, file: Path) -> Chromium:
    """The file that `report` writes, and the focus on today."""
    browser.open(file.as_uri())
    browser.wait_for(DRAWN)
    focus_today(browser)
    return browser


@pytest.mark.parametrize(
    ("keys", "days"),
    [
        (["ARROW_UP"], -1),
        (["ARROW_LEFT"], -7),
        (["ARROW_LEFT", "ARROW_LEFT", "ARROW_DOWN"], -13),
        (["ARROW_RIGHT", "ARROW_DOWN"], 8),
        # There is no day of this calendar after the fourteenth to come.
        (["ARROW_RIGHT"] * 5, 14),
        # The weekday of the first week with anything, and of the last.
        (["HOME"], -35),
        (["END"], 14),
    ],
)
def test_arrow_keys_home_and_end_walk_over_the_days(shown: Chromium, keys: list[str], days: int) -> None:
    for key in keys:
        shown.press(CELL, key)
    assert focused(shown).startswith(named(TODAY + timedelta(days=days)))
    tabbed = shown.run("return document.querySelectorAll('.calendar td[tabindex=\"0\"]').length")
    assert tabbed == 1, "one stop of the tabulator a year"


def test_enter_opens_a_day_and_escape_closes_it_and_gives_the_focus_back(shown: Chromium) -> None:
    shown.press(CELL, "ARROW_UP")
    day = focused(shown)
    shown.press(CELL, "ENTER")
    shown.wait_for(OPENED)
    assert focused(shown) == day, "the panel is called like the cell"
    assert shown.run("return document.activeElement.matches('[role=dialog]')")
    shown.press(".day", "ESCAPE")
    assert shown.run(PANEL) is None
    assert focused(shown) == day
    assert shown.run("return document.activeElement.matches('[role=gridcell]')")


def test_a_day_tells_sessions_stages_wrong_items_and_lessons(shown: Chromium, lived: Lived) -> None:
    details = lived.report.details
    assert details is not None
    day, of = next((day, of) for day, of in details["days"].items() if of["wrong"] and of["lessons"])
    back = (TODAY - date.fromisoformat(day)).days
    shown.run(
        "for (const cell of document.querySelectorAll('.calendar td[data-day]')) "
        f"if (cell.ariaLabel.startsWith('{named(TODAY - timedelta(days=back))}')) cell.click();"
    )
    shown.wait_for(OPENED)
    text = shown.run(PANEL)
    parts = ("Sessions", "Reviews by the stage they began in", "Wrong answers", "lesson", of["stages"][0][0])
    assert [part for part in parts if part not in text] == []
    for subject, _ in of["wrong"]:
        assert details["items"][str(subject)][2] in text
    assert shown.run("return document.querySelectorAll('.day a').length") == 0, "no pages of items in a file"


def test_where_items_have_pages_wrong_ones_and_lessons_lead_there(browser: Chromium, file: Path) -> None:
    served = file.with_name("served.html")
    served.write_text(
        file.read_text("utf-8").replace('data-items=""', 'data-items="item/"'), encoding="utf-8"
    )
    browser.open(served.as_uri())
    browser.wait_for(DRAWN)
    browser.run(
        "const cells = [...document.querySelectorAll('.calendar td[data-day]')];"
        "cells.find((cell) => /\\d lesson/.test(cell.ariaLabel)).click()"
    )
    browser.wait_for("return document.querySelector('.day .words a')")
    links = browser.run("return [...document.querySelectorAll('.day a')].map((a) => a.getAttribute('href'))")
    assert all(link.removeprefix("item/").isdigit() for link in links)


def test_every_cell_says_its_day_in_words(shown: Chromium, lived: Lived) -> None:
    labels: list[str] = shown.run(
        "return [...document.querySelectorAll('.calendar td[data-day]')].map((cell) => cell.ariaLabel)"
    )
    by_date = {label.partition(":")[0]: label for label in labels}
    day = TODAY - timedelta(days=1)
    done = [one for one in lived.reviews if one.counted_at.astimezone(ZONE).date() == day]
    right = sum(not one.meaning_wrong and not one.reading_wrong for one in done)
    assert f"{len(done)} review" in by_date[named(day)]
    assert f", {round(100 * right / len(done))} % right, " in by_date[named(day)]
    assert by_date[named(TODAY + timedelta(days=3))].endswith("due")
    assert "on vacation, no reviews" in by_date[named((NOON + 22 * DAY).astimezone(ZONE).date())]
    roles = shown.run("return [...document.querySelectorAll('.calendar [role=grid] td[data-day]')].length")
    assert roles == len(labels)


@pytest.mark.parametrize("kind", ["lessons", "accuracy", "minutes", "reviews"])
def test_the_choice_colours_the_days_anew_with_a_legend_of_its_own(shown: Chromium, kind: str) -> None:
    shown.run(f"document.querySelector('.shows input[value={kind}]').click()")
    legend = shown.run("return document.querySelector('.legend').innerText")
    assert {"not known", "vacation", "today", "to come"} <= set(legend.splitlines())
    assert shown.run("return new Set([...document.querySelectorAll('.weeks td')].map((cell) => "
                     "getComputedStyle(cell).backgroundColor)).size") > 3  # fmt: skip
    assert shown.console() == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_has_its_colours_in_both_themes(browser: Chromium, file: Path, theme: Theme) -> None:
    browser.open(file.as_uri(), theme)
    browser.wait_for(DRAWN)
    step = browser.run(
        "const of = (look) => getComputedStyle(document.querySelector(`.weeks .${look}`)).backgroundColor;"
        "return [of('none'), of('s5')]"
    )
    assert step == {
        "light": ["rgb(233, 235, 239)", "rgb(13, 62, 57)"],
        "dark": ["rgb(45, 52, 62)", "rgb(184, 242, 237)"],
    }[theme]  # fmt: skip


def test_on_a_phone_a_year_scrolls_in_its_own_box_with_the_newest_in_sight(
    browser: Chromium, file: Path
) -> None:
    browser.open(file.as_uri(), "light", PHONE)
    browser.wait_for(DRAWN)
    assert browser.run("return document.documentElement.scrollWidth") <= PHONE[0]
    box: dict[str, Any] = browser.run("""
        const weeks = document.querySelector(".weeks");
        const today = weeks.querySelector(".today").getBoundingClientRect();
        const edge = weeks.getBoundingClientRect();
        return {inside: today.left >= edge.left && today.right <= edge.right};
    """)
    assert box["inside"]


@pytest.fixture
def app(living: Rig) -> Iterator[App]:
    with living.app() as app:
        for _ in range(30):
            poll(app, living)
        yield app


def poll(app: App, rig: Rig) -> None:
    rig.pass_time(2 * HOUR)
    assert app.poll(only_account(app)).problem is None


@pytest.mark.parametrize("path", ["", "account/account"], ids=["of all accounts", "of one account"])
def test_a_served_page_asks_for_the_day_and_keeps_it_open_as_it_changes(
    browser: Chromium, app: App, living: Rig, address: str, path: str
) -> None:
    browser.open(f"{address}{path}", size=WIDE)
    browser.wait_for(DRAWN)
    focus_today(browser)
    browser.press(CELL, "ARROW_UP")
    browser.press(CELL, "ENTER")
    browser.wait_for("return document.querySelector('.day .parts')")
    opened = focused(browser)
    browser.run("document.querySelector('.shows input[value=lessons]').click()")
    browser.run("window.before = document.querySelector('.calendar')")
    poll(app, living)
    browser.wait_for("return document.querySelector('.calendar') !== window.before")
    browser.wait_for("return document.querySelector('.day .parts')")
    assert focused(browser) == opened, "the panel has the focus again"
    assert "Sessions" in browser.run(PANEL)
    assert browser.run("return document.querySelector('.shows input:checked').value") == "lessons"
    assert browser.console() == []


def test_a_day_that_does_not_come_is_said(browser: Chromium, living: Rig, app: App) -> None:
    server = serve(("127.0.0.1", 0), routes(Jobs(app), living.clock))
    browser.open(f"http://127.0.0.1:{server.server_address[1]}/")
    browser.wait_for(DRAWN)
    server.shutdown()
    server.server_close()
    focus_today(browser)
    browser.press(CELL, "ENTER")
    browser.wait_for(OPENED)
    said = browser.run(PANEL)
    # It would ask for itself on and on.
    browser.open("about:blank")
    assert "What happened on this day cannot be shown: the collector gave no answer." in said
