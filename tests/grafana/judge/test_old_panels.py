"""The judge names the faults that panels had in real Grafanas.

They are those of version ef7b28e; the faults were seen in 12.2 and 9.5.
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.grafana.judge.frames import OLD, RELEASES, TODAY
from tests.grafana.judge.judge import Seen, judge
from tests.grafana.judge.rules import faults
from tests.grafana.judge.scene import Scene, question
from tests.grafana.judge.test_every_panel import LIFE, MIXED_UP

PANELS = json.loads((Path(__file__).parent / "old_panels.json").read_text("utf-8"))
NO_REVIEW = (
    "No reviews known in this time range. They are known from the first poll on, each at the next poll."
)
Old = Callable[[str, str, str], Seen]


@pytest.fixture(scope="module")
def old(scenes: dict[str, Scene]) -> Old:
    """A look at one of them, by release, title and scene: all of a release are judged at once."""
    found: dict[tuple[str, str, str], Seen] = {}
    places = [(scene, uid, panel) for scene in (LIFE, MIXED_UP) for uid in PANELS for panel in PANELS[uid]]
    for release in RELEASES:
        asked = [(uid, question(release, scenes[scene], uid, panel)) for scene, uid, panel in places]
        for (scene, _, panel), seen in zip(places, judge(release, asked), strict=True):
            found[release, panel["title"], scene] = seen
    return lambda *of: found[of]


@pytest.mark.parametrize("title", ["When you study", "When you are at your best"])
def test_heads_that_read_value_and_have_no_colours(old: Old, title: str) -> None:
    seen = old(TODAY, title, LIFE)
    found = faults(seen)
    assert "a head reads 'value'" in found
    assert "a cell of 'value' shows the sentence for a panel without data" in found
    assert "no column matches the override byRegexp /^[0-9]{2}$/" in found
    assert {cell.get("colour") for _, cell in seen.cells()} == {None}
    assert "a head reads 'value'" not in faults(old(OLD, title, LIFE))


def test_weekdays_that_are_not_sorted(old: Old) -> None:
    seen = old(TODAY, "When you study", LIFE)
    assert r"a transformation names 'weekday\\hour', which is not there" in faults(seen)
    assert [row[0] for row in seen.texts] != ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def test_labels_that_are_nothing_but_dots(old: Old) -> None:
    (fault,) = faults(old(TODAY, "Days per level", LIFE))
    assert "labels are cut off, such as '...'" in fault
    assert faults(old(OLD, "Days per level", LIFE)) == []


def test_a_null_that_reads_as_a_sentence_or_takes_its_row_along(old: Old) -> None:
    title = "Every level, and every attempt"
    assert "a cell of 'days' shows the sentence for a panel without data" in faults(old(TODAY, title, LIFE))
    assert any("rows were answered and" in fault for fault in faults(old(OLD, title, LIFE)))


def test_leeches_in_the_order_of_the_server(old: Old) -> None:
    ranks = [row[0] for row in old(TODAY, "The items that cost most", MIXED_UP).texts]
    assert ranks != sorted(ranks, key=int)
