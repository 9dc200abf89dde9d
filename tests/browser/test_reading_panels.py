"""What reads Grafana's panels (`tests/grafana/screen.js`) sees the faults of a page made like Grafana's."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import Chromium, chromium
from tests.browser.programs import missing
from tests.grafana.screen import SCRIPT

# As Grafana 12 and 9.5 mark their panels.
HEADS = {
    "12": (
        '<section data-testid="data-testid Panel header Stages">'
        '<div data-testid="data-testid header-container">'
    ),
    "9.5": '<section aria-label="Stages panel"><div class="panel-header">',
    "9.5, new": '<div aria-label="Stages panel"><div data-testid="header-container">',
}
SIGN = (
    '<svg viewBox="0 0 24 24"><path d="M12,16a1,1,0,1,0,1,1A1,1,0,0,0,12,16Zm10.67,1.47-8.05-14a3,3,0,0,0'
    '-5.24,0l-8,14A3,3,0,0,0,3.94,22H20.06a3,3,0,0,0,2.61-4.53Z"/></svg>'
)
SHORT = '<div style="width: 60px; overflow: hidden; white-space: nowrap; text-overflow: ellipsis">'
TALL = '<div style="height: 20px; overflow: hidden; line-height: 20px">'
CHART = """
  <canvas width="200" height="100"></canvas>
  <script>
    const pen = document.currentScript.previousElementSibling.getContext("2d");
    pen.fillText("before", 10, 50);
    pen.clearRect(0, 0, 200, 100);
    pen.fillText("level 7", 10, 50);
    pen.textAlign = "right";
    pen.fillText("beyond the left edge", 10, 50);
  </script>
"""
Read = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def window() -> Any:
    """Return a browser of its own: what runs before every page cannot be taken back."""
    if programs := missing():
        pytest.skip(f"there is no {' and no '.join(programs)} on the PATH")
    with chromium() as window:
        window.before_every_page(SCRIPT)
        yield window


@pytest.fixture(params=HEADS)
def read(window: Chromium, request: pytest.FixtureRequest, tmp_path: Path) -> Read:
    """Return what is read of a panel with such a body, and such signs in its head."""

    def reading(body: str, signs: str = "") -> dict[str, Any]:
        page = tmp_path / "page.html"
        panel = f"{HEADS[request.param]}<h2>Stages</h2>{signs}</div><div>{body}</div>"
        page.write_text(f"<!doctype html><meta charset=utf-8><body>{panel}", "utf-8")
        window.open(page.as_uri())
        (seen,) = window.run("return screenOfPanels.read(['Stages'])")
        found: dict[str, Any] = seen
        return found

    return reading


def test_a_sound_panel_has_its_texts_and_nothing_else(read: Read) -> None:
    seen = read("<div>12</div><div style='display: none'>hidden</div>")
    assert seen["texts"] == ["12"]
    assert (seen["cut"], seen["trouble"]) == ([], 0)


@pytest.mark.parametrize("clip", [SHORT, TALL])
def test_a_sentence_that_is_cut_off_is_found(read: Read, clip: str) -> None:
    sentence = "No poll yet. Is the collector running? " * 9
    assert read(f"{clip}{sentence}</div>")["cut"] == [sentence.strip()]
    assert read(f"{clip}No</div>")["cut"] == []


def test_what_can_be_scrolled_into_view_is_not_cut_off(read: Read) -> None:
    wide = "<div style='width: 60px; overflow: auto; white-space: nowrap'>a long list of many words</div>"
    assert read(wide)["cut"] == []


def test_a_sign_of_a_warning_or_an_error_is_found(read: Read) -> None:
    assert read("12", SIGN)["trouble"] == 1
    assert read("12", '<button aria-label="Panel status"></button>')["trouble"] == 1


def test_texts_of_a_chart_are_those_drawn_last_and_whole(read: Read) -> None:
    seen = read(CHART)
    assert seen["drawn"] == ["level 7", "beyond the left edge"]
    assert seen["cut"] == ["beyond the left edge"]


def test_a_table_is_read_by_heads_and_rows_with_the_colours_of_its_cells(read: Read) -> None:
    head = '<div role="row"><span role="columnheader">day</span><span role="columnheader">00</span></div>'
    cells = '<span role="gridcell">Mon</span><span role="gridcell" style="background: #f00">3</span>'
    seen = read(f'<div role="grid">{head}<div role="row">{cells}</div></div>')
    assert seen["heads"] == ["day", "00"]
    assert seen["rows"] == [["Mon", "3"]]
    assert seen["colours"] == [["none", "rgb(255, 0, 0)"]]


def test_a_panel_that_is_still_loading_is_waited_for(read: Read, window: Chromium) -> None:
    waiting = "return screenOfPanels.waiting(['Stages'])"
    read("12", '<div aria-label="Panel loading bar"></div>')
    assert window.run(waiting) == ["Stages"]
    read("")
    assert window.run(waiting) == ["Stages"]
    read("12")
    assert window.run(waiting) == []
