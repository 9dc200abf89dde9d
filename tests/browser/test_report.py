"""The report in a real browser: drawn, quiet, readable in both themes and on a phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from collector import __version__
from collector.app import App
from collector.daemon.jobs import Jobs
from collector.daemon.web.routes import routes
from collector.daemon.web.server import serve
from tests.browser.chromium import PHONE, WIDE, Chromium
from tests.browser.programs import Theme
from tests.daemon.stripping_proxy import PREFIX, stripping_proxy
from tests.harness import HOUR, Rig, only_account

CHARTS = ["stages-0", "reviews-0", "hours-0", "days-0", "accuracy-0", "levels-0", "coverage-0"]


def drawn(browser: Chromium) -> dict[str, int]:
    """Return how many shapes with an extent (areas, bars, lines) each chart shows."""
    shapes: dict[str, int] = browser.run("""
        const extent = (box) => box.width + box.height;
        const shown = (shape) => extent(shape.getBoundingClientRect()) > 1;
        return Object.fromEntries([...document.querySelectorAll(".plot")].map((plot) =>
            [plot.id, [...plot.querySelectorAll(".plot path")].filter(shown).length]));
    """)
    return shapes


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_chart_is_drawn_and_the_console_is_empty(
    browser: Chromium, file: Path, theme: Theme, size: tuple[int, int]
) -> None:
    browser.show(file.as_uri(), theme, size)
    shapes = drawn(browser)
    assert sorted(shapes) == sorted(CHARTS)
    assert all(shapes.values()), shapes
    assert browser.console() == []


def test_no_request_leaves_the_page(browser: Chromium, file: Path) -> None:
    browser.show(file.as_uri())
    assert [address for address in browser.traffic() if not address.startswith("data:")] == [file.as_uri()]


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_nothing_is_wider_than_the_screen(browser: Chromium, file: Path, size: tuple[int, int]) -> None:
    browser.show(file.as_uri(), "light", size)
    assert browser.run("return document.documentElement.scrollWidth") <= size[0]
    too_wide = browser.run(
        "return [...document.querySelectorAll('.plot .main-svg')].filter((svg) => "
        "svg.getBoundingClientRect().right > innerWidth).map((svg) => svg.parentElement.id)"
    )
    assert too_wide == []


def test_the_charts_turn_dark_with_the_page_while_it_is_open(browser: Chromium, file: Path) -> None:
    text = """
        const tick = document.querySelector("#stages-0 .xtitle, #stages-0 .legendtext");
        return [getComputedStyle(tick).fill, getComputedStyle(document.body).color]
    """
    browser.show(file.as_uri(), "light")
    light = browser.run(text)
    browser.theme("dark")
    # The page hears of it, and draws anew, some time after the style has changed.
    browser.wait_for(
        f"const [chart, page] = (() => {{{text}}})(); return chart === page && page !== '{light[1]}'"
    )
    assert light[0] == light[1]


def test_on_a_phone_a_finger_on_a_chart_scrolls_instead_of_zooming(browser: Chromium, file: Path) -> None:
    mode = "return document.getElementById('stages-0').layout.dragmode"
    browser.show(file.as_uri(), "light", PHONE)
    assert browser.run(mode) is False
    browser.show(file.as_uri(), "light", WIDE)
    assert browser.run(mode) == "zoom"


@pytest.fixture
def app(living: Rig) -> Iterator[App]:
    """The app, with some days collected."""
    with living.app() as app:
        for _ in range(60):
            poll(app, living)
        yield app


def poll(app: App, rig: Rig) -> None:
    rig.pass_time(HOUR)
    assert app.poll(only_account(app)).problem is None


def test_the_page_of_a_running_collector_changes_by_itself_as_the_hours_go_by(
    browser: Chromium, app: App, living: Rig, address: str
) -> None:
    browser.show(address)
    browser.run("window.sameDocument = true")
    browser.run("Plotly.relayout('stages-0', {'xaxis.range': ['2024-03-05', '2024-03-06']})")
    first = browser.run("return document.querySelector('.fresh').textContent")
    for _ in range(30):
        poll(app, living)
    browser.wait_for(f"return document.querySelector('.fresh').textContent !== {first!r}")
    browser.wait_for("return document.getElementById('stages-0').data[0].x.length > 3")
    assert browser.run("return window.sameDocument") is True
    shown = browser.run("return document.getElementById('stages-0').layout.xaxis.range")
    assert shown == ["2024-03-05", "2024-03-06"], "what was zoomed into is kept"
    assert all(drawn(browser).values())
    assert {one.removesuffix("/") for one in browser.traffic() if not one.startswith("data:")} == {
        address.removesuffix("/"),
        f"{address}plotly.min.js?{__version__}",
    }
    assert browser.console() == []


def test_a_chart_that_cannot_be_drawn_does_not_take_the_others_with_it(browser: Chromium, file: Path) -> None:
    broken = file.with_name("broken.html")
    text = file.read_text(encoding="utf-8")
    broken.write_text(
        text.replace('data-plot="stages-0">{', 'data-plot="stages-0">no JSON {'), encoding="utf-8"
    )
    browser.open(broken.as_uri())
    browser.wait_for("return document.querySelectorAll('.plot:has(.main-svg)').length === 6")
    shapes = drawn(browser)
    assert {name for name, count in shapes.items() if not count} == {"stages-0"}
    (complaint,) = browser.console()
    assert "stages-0" in complaint


def test_when_the_collector_is_gone_the_page_says_so_until_it_is_back(
    browser: Chromium, app: App, living: Rig
) -> None:
    daemon_pages = routes(Jobs(app), living.clock)
    first = serve(("127.0.0.1", 0), daemon_pages)
    port = int(first.server_address[1])
    browser.show(f"http://127.0.0.1:{port}/")
    said = "return !document.getElementById('gone').hidden"
    assert browser.run(said) is False
    first.shutdown()
    first.server_close()
    browser.wait_for(said)
    second = serve(("127.0.0.1", port), daemon_pages)
    browser.wait_for("return document.getElementById('gone').hidden")
    second.shutdown()
    second.server_close()


@pytest.mark.parametrize("opened", ["/", ""], ids=["with its slash", "without its slash"])
def test_below_a_path_of_a_reverse_proxy_it_is_drawn_and_stays(
    browser: Chromium, address: str, opened: str
) -> None:
    with stripping_proxy(address.rstrip("/")) as proxy:
        browser.show(f"{proxy.url}{opened}")
        browser.run("window.sameDocument = true")
        asked = len(proxy.asked)
        # It asks every second.
        browser.wait_for(f"return performance.getEntriesByType('resource').length > {3}")
        assert browser.run("return window.sameDocument") is True
        assert all(drawn(browser).values())
        assert len(proxy.asked) > asked
        assert {path.partition("?")[0] for path in proxy.asked[asked:]} == {f"{PREFIX}/"}


def test_where_the_script_does_not_come_it_says_so_and_reloads_nothing_until_it_does(
    browser: Chromium, address: str
) -> None:
    with stripping_proxy(address.rstrip("/")) as proxy:
        proxy.script_hidden = True
        browser.open(f"{proxy.url}/")
        browser.run("window.sameDocument = true")
        assert browser.run("return !document.getElementById('undrawn').hidden")
        browser.wait_for("return performance.getEntriesByType('resource').length > 5")
        assert browser.run("return window.sameDocument") is True
        proxy.script_hidden = False
        browser.wait_for(
            "return document.getElementById('undrawn').hidden && document.querySelector('.main-svg')"
        )
        assert browser.run("return window.sameDocument") is True
