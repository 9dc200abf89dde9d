"""Lists of kanji in a real browser: the group is chosen by keyboard, in chart and table alike."""

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


def test_nothing_of_it_is_wider_than_a_phone(browser: Chromium, file: Path) -> None:
    for size in (WIDE, PHONE):
        browser.show(file.as_uri(), "dark", size)
        width = "const table = document.querySelector('.lists'); return table.scrollWidth - table.clientWidth"
        assert browser.run(width) == 0
        assert browser.run("return document.documentElement.scrollWidth") == size[0]
