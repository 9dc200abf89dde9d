"""When charts are drawn: what is on the screen first, the others after it, and nothing twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.core.moments import moment
from collector.storage.database import read_state
from collector.views.report.page import page
from collector.views.report.read import read_report
from tests.browser.chromium import WIDE, Chromium, chromium
from tests.browser.programs import missing
from tests.harness import HOUR
from tests.long_history import UNTIL, ZONE, write_ten_years

SEVEN = 7
MOST_TRIES = 5
# Notes how many charts each frame shows, and which are drawn.
WATCHED = """
    window.shownByFrame = []; window.drawn = [];
    const look = () => {
      window.shownByFrame.push(document.querySelectorAll(".plot:has(.main-svg)").length);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    let plotly;
    Object.defineProperty(window, "Plotly", {
      get: () => plotly,
      set(library) {
        plotly = library;
        const react = library.react;
        library.react = (plot, ...rest) => { window.drawn.push(plot.id); return react(plot, ...rest); };
      },
    });
"""
NEVER_IDLE = "window.requestIdleCallback = () => 0;"
# When the first chart was seen: after the frame that showed it.
FIRST_SEEN = """
    window.firstSeen = 0;
    const look = () => {
      if (!document.querySelector(".plot .main-svg")) requestAnimationFrame(look);
      else setTimeout(() => { window.firstSeen = performance.now(); });
    };
    requestAnimationFrame(look);
"""
ALL_ON_PAPER = """
    dispatchEvent(new Event("beforeprint"));
    return document.querySelectorAll(".plot:has(.main-svg)").length;
"""


@pytest.fixture
def window() -> Iterator[Chromium]:
    """A browser of its own: what runs before every page cannot be taken back."""
    if programs := missing():
        pytest.skip(f"there is no {' and no '.join(programs)} on the PATH")
    with chromium() as window:
        yield window


def test_charts_are_drawn_one_by_one_from_the_top(window: Chromium, file: Path) -> None:
    window.before_every_page(WATCHED)
    window.show(file.as_uri())
    assert window.run("return window.drawn") == [
        "stages-0", "reviews-0", "hours-0", "days-0", "accuracy-0", "levels-0",
        "coverage-0",
    ]  # fmt: skip
    assert any(0 < shown < SEVEN for shown in window.run("return window.shownByFrame"))


def test_what_is_on_the_screen_goes_first(window: Chromium, file: Path) -> None:
    window.before_every_page(WATCHED)
    window.open(f"{file.as_uri()}#levels-0", size=(WIDE[0], 500))
    window.wait_for("return window.drawn.length === 7")
    assert "levels-0" in window.run("return window.drawn.slice(0, 3)")


def test_paper_shows_all_charts_even_those_that_were_never_on_the_screen(
    window: Chromium, file: Path
) -> None:
    window.before_every_page(NEVER_IDLE)
    window.open(file.as_uri())
    window.wait_for("return document.querySelectorAll('.plot:has(.main-svg)').length === 1")
    assert window.run(ALL_ON_PAPER) == SEVEN


def test_what_did_not_change_is_not_drawn_again(window: Chromium, file: Path) -> None:
    window.before_every_page(WATCHED)
    window.show(file.as_uri())
    window.run("window.drawn = []; dispatchEvent(new Event('afterprint'))")
    window.theme("dark")
    window.wait_for("return window.drawn.length >= 6")
    window.wait_for("return new Promise((done) => setTimeout(() => done(true), 500))")
    assert len(window.run("return window.drawn")) == SEVEN, "once, in the other theme"


@pytest.fixture(scope="module")
def ten_years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that `report` writes of ten years."""
    folder = tmp_path_factory.mktemp("ten-years")
    write_ten_years(folder / "account.sqlite3")
    report = read_state(
        folder / "account.sqlite3", lambda tx: read_report(tx, moment(UNTIL), ZONE, poll_every=HOUR)
    )
    assert report is not None
    file = folder / "report.html"
    file.write_text(page([report]), encoding="utf-8")
    return file


@pytest.mark.timeout(300)
def test_of_ten_years_the_first_chart_is_seen_within_a_second(window: Chromium, ten_years: Path) -> None:
    window.before_every_page(FIRST_SEEN)
    seen: list[float] = []
    # A machine with other work may be late.
    while len(seen) < MOST_TRIES and not any(milliseconds < 1000 for milliseconds in seen):
        window.show(ten_years.as_uri())
        seen.append(window.run("return window.firstSeen"))
    assert 0 < min(seen) < 1000, seen
