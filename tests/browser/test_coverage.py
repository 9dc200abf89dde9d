"""Lists of kanji in a real browser: the group is chosen by keyboard, in chart and table alike."""

import re
from pathlib import Path

from tests.browser.chromium import PHONE, WIDE, Chromium

BUTTON = "[name=lists-0]:checked"
SHOWN = """
    const lines = document.getElementById("coverage-0").data.filter((one) => one.visible);
    const tables = [...document.querySelectorAll("[data-group]")].filter((part) => !part.hidden);
    return {
        lines: [...new Set(lines.map((one) => one.meta))], tables: tables.map((one) => one.dataset.group),
    };
"""


def test_arrow_keys_choose_the_lists_of_chart_and_table(browser: Chromium, file: Path) -> None:
    browser.show(file.as_uri())
    assert browser.run(SHOWN) == {"lines": ["joyo"], "tables": ["joyo"]}
    browser.press(BUTTON, "ARROW_RIGHT")
    browser.wait_for(f"const shown = (() => {{{SHOWN}}})(); return shown.lines[0] === 'jlpt'")
    assert browser.run(SHOWN) == {"lines": ["jlpt"], "tables": ["jlpt"]}
    assert browser.console() == []


def test_a_point_says_its_share_with_one_unit_and_how_many_that_are(browser: Chromium, file: Path) -> None:
    browser.show(file.as_uri())
    browser.run("Plotly.Fx.hover('coverage-0', [{ curveNumber: 0, pointNumber: 0 }])")
    browser.wait_for("return document.querySelector('#coverage-0 .hoverlayer text')")
    said = (
        "return [...document.querySelectorAll('#coverage-0 .hoverlayer text')].map((one) => one.textContent)"
    )
    assert any(re.fullmatch(r"[\d.]+ %: \d+ of 80", text) for text in browser.run(said))


def test_nothing_of_it_is_wider_than_a_phone(browser: Chromium, file: Path) -> None:
    for size in (WIDE, PHONE):
        browser.show(file.as_uri(), "dark", size)
        width = "const table = document.querySelector('.lists'); return table.scrollWidth - table.clientWidth"
        assert browser.run(width) == 0
        assert browser.run("return document.documentElement.scrollWidth") == size[0]
