"""What is on the screen of a real Grafana, panel by panel, as a real browser shows it.

It runs where GRAFANA_URL names a Grafana, as `test_real_grafana`. Screenshots go to the folder that
GRAFANA_SCREENSHOTS names.
"""

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from collector.core.stages import GROUPS
from collector.influxdb.target import Generation
from grafana.dashboard import panels_of
from grafana.files import dashboards
from tests.browser.programs import Theme
from tests.grafana.conftest import Lived, SourceOf
from tests.grafana.lives import FIRST_DAY, FIVE_YEARS, LIVES, SIXTY_DAYS
from tests.grafana.screen import PHONE, WIDE, Screen, SeenPanel
from tests.grafana.screen_rules import faults

HOURS = [f"{hour:02}" for hour in range(24)]
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
WEEKS = ("Reviews by hour of the week", "Accuracy by hour of the week")
EMPTY_CELL = "–"
# Gives the panels of a dashboard by their titles, on a screen of each width.
Seen = dict[int, dict[str, SeenPanel]]
Look = Callable[[str, Generation, str, Theme], Seen]
MADE = dashboards()


@pytest.fixture(scope="session")
def look(screen: Screen, lived: Lived, source_of: SourceOf) -> Look:
    """Return a look at a dashboard: of which learner, in which InfluxDB, in which theme."""
    folder = os.environ.get("GRAFANA_SCREENSHOTS")

    @cache
    def looked(uid: str, generation: Generation, life: str, theme: Theme) -> Seen:
        parameters = {"var-datasource": source_of(generation, life), **lived(life).period}
        screen.show(MADE[uid], parameters, theme, WIDE)
        seen = {}
        for width in (WIDE, PHONE):
            screen.resize(MADE[uid], width)
            seen[width] = {panel.title: panel for panel in screen.panels(MADE[uid])}
            if folder:
                name = "-".join((uid, life.replace(" ", "-"), generation.value, theme, str(width)))
                screen.save(Path(folder), name)
        return seen

    return looked


@pytest.fixture(params=[Generation.V1, Generation.V2], ids=lambda generation: str(generation.value))
def influxdb(request: pytest.FixtureRequest) -> Generation:
    """Each generation that the dashboards are for; `tests.conftest` leaves out 2.x where none is named."""
    generation: Generation = request.param
    return generation


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("life", LIVES)
@pytest.mark.parametrize("uid", MADE)
def test_every_panel_says_what_it_should_and_no_more(
    look: Look, influxdb: Generation, uid: str, life: str, theme: Theme
) -> None:
    found = [
        f"{width} px, {panel['title']}: {fault}"
        for width, seen in look(uid, influxdb, life, theme).items()
        for panel in panels_of(MADE[uid])
        for fault in faults(seen[panel["title"]], panel, has_data=life != FIRST_DAY)
    ]
    assert not found, "\n".join(found)


@pytest.fixture
def seen(look: Look, influxdb: Generation) -> Callable[..., SeenPanel]:
    """Return a panel of a wide screen, of two months of a learner unless another life is named."""

    def panel(uid: str, title: str, life: str = SIXTY_DAYS) -> SeenPanel:
        return look(f"wanikani-{uid}", influxdb, life, "dark")[WIDE][title]

    return panel


@pytest.mark.parametrize("title", WEEKS)
def test_the_hours_of_the_week_are_24_by_7_coloured_and_a_dash_where_nothing_was(
    seen: Any, title: str
) -> None:
    table = seen("accuracy", title)
    assert table.heads == ["day", *HOURS]
    assert table.column("day") == WEEKDAYS
    cells = [
        (text, colour)
        for texts, colours in zip(table.rows, table.colours, strict=True)
        for text, colour in list(zip(texts, colours, strict=True))[1:]
    ]
    assert {text for text, colour in cells if colour == "none"} == {EMPTY_CELL}
    assert len({colour for _, colour in cells}) > 5


@pytest.mark.parametrize("life", LIVES)
def test_the_level_one_is_on_is_named_in_every_place(seen: Any, lived: Lived, life: str) -> None:
    level = str(lived(life).level)
    assert level in seen("overview", "Level and streak", life).texts
    assert seen("levels", "Level", life).texts == [level]
    assert level in seen("levels", "Days per level", life).drawn
    newest = seen("levels", "Level history", life).rows[0]
    assert (newest[0], newest[-1]) == (level, "in progress")


def test_the_legend_of_days_per_level_names_what_is_drawn(seen: Any) -> None:
    legend = {"passed in", "so far", "ended by a reset", "level"}
    assert legend & set(seen("levels", "Days per level").texts) == {"passed in", "so far"}


def test_kana_vocabulary_is_written_as_words(seen: Any) -> None:
    assert "kana vocabulary" in seen("accuracy", "Lifetime accuracy", FIVE_YEARS).column("kind")
    assert "kana vocabulary" in seen("accuracy", "Accuracy by kind", FIVE_YEARS).texts


@pytest.mark.parametrize("title", ["Stages over time", "Stages now"])
def test_stages_have_their_names(seen: Any, title: str) -> None:
    assert set(GROUPS) <= set(seen("overview", title).texts)


def test_leeches_come_in_the_order_of_rank(seen: Any) -> None:
    ranks = [int(rank) for rank in seen("leeches", "Worst leeches", FIVE_YEARS).column("rank")]
    assert ranks == list(range(1, len(ranks) + 1))
    assert len(ranks) > 10
