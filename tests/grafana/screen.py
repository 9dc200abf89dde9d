"""What a browser shows of a dashboard: the texts of every panel, once Grafana has loaded them."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grafana.dashboard import panels_of, rows_of
from tests.browser.programs import Theme

if TYPE_CHECKING:
    from tests.browser.chromium import Chromium

WIDE, PHONE = 1600, 390
SCRIPT = (Path(__file__).parent / "screen.js").read_text("utf-8")
# Pixels of a row of Grafana's grid with the gap below it, and room for the head of the page.
_ROW, _HEAD = 38, 400
_ONE_COLUMN = 768
# Building servers and tests share the machine that runs them.
_PATIENCE = 120
Json = Mapping[str, Any]


@dataclass(frozen=True)
class SeenPanel:
    """A panel on the screen.

    *texts* are its words below the head, *drawn* those on its charts, *heads* and *rows* those of a table as
    far as it is scrolled into view, with the background *colours* of its cells; *cut* are texts that end
    before they are over, *small* those that are too small to be read, and *trouble* the
    number of signs of a warning or an error.
    """

    title: str
    texts: list[str]
    drawn: list[str]
    charts: int
    heads: list[str]
    rows: list[list[str]]
    colours: list[list[str]]
    cut: list[str]
    small: list[str]
    trouble: int

    def column(self, head: str) -> list[str]:
        """Return the cells of a column of its table."""
        place = self.heads.index(head)
        return [row[place] for row in self.rows]


class Screen:
    """A browser at a Grafana, which shows one dashboard after the other."""

    def __init__(self, browser: "Chromium", grafana: str) -> None:
        self._browser = browser
        self._grafana = grafana
        browser.before_every_page(SCRIPT)

    def show(self, dashboard: Json, parameters: Mapping[str, str], theme: Theme, width: int) -> None:
        """Open a dashboard with all its rows, high enough that Grafana loads every panel."""
        asked = "&".join(f"{name}={value}" for name, value in {**parameters, "theme": theme}.items())
        url = f"{self._grafana}/d/{dashboard['uid']}?kiosk&{asked}"
        self._browser.open(url, theme, (width, _height(dashboard, width)))
        for row in rows_of(dashboard):
            if row["collapsed"]:
                self._browser.wait_for(f"return screenOfPanels.openRow({row['title']!r})", _PATIENCE)

    def resize(self, dashboard: Json, width: int) -> None:
        """Show the same dashboard on a screen of another width."""
        self._browser.size(width, _height(dashboard, width))

    def panels(self, dashboard: Json) -> list[SeenPanel]:
        """Return its panels, once all are loaded and nothing on them changes any more."""
        titles = [panel["title"] for panel in panels_of(dashboard)]
        deadline = time.monotonic() + _PATIENCE
        before: object = None
        while waiting := self._waiting(titles, before):
            assert time.monotonic() < deadline, f"still loading: {waiting}"
            before = self._read(titles)
        return [SeenPanel(**panel) for panel in self._read(titles)]

    def save(self, folder: Path, name: str) -> None:
        """Save a picture of the screen as *name*.png."""
        folder.mkdir(parents=True, exist_ok=True)
        self._browser.screenshot(folder / f"{name}.png")

    def _waiting(self, titles: Sequence[str], before: object) -> list[str]:
        """Return the panels that are not loaded, or all when something has changed since *before*."""
        waiting: list[str] = self._browser.run("return screenOfPanels.waiting(arguments[0])", titles)
        if waiting or before == self._read(titles):
            return waiting
        self._browser.run("return new Promise((done) => setTimeout(done, 300))")
        return list(titles)

    def _read(self, titles: Sequence[str]) -> Any:
        return self._browser.run("return screenOfPanels.read(arguments[0])", titles)


def _height(dashboard: Json, width: int) -> int:
    panels: list[dict[str, int]] = [panel["gridPos"] for panel in panels_of(dashboard)]
    heights = [place["h"] for place in panels]
    # On a phone all panels are below each other, and what is in a collapsed row has places of its own.
    folded = [panel["gridPos"]["h"] for row in rows_of(dashboard) for panel in row["panels"]]
    lowest = max(place["y"] + place["h"] for place in panels)
    lines = sum(heights) if width <= _ONE_COLUMN else lowest + sum(folded)
    return (lines + len(list(rows_of(dashboard)))) * _ROW + _HEAD
