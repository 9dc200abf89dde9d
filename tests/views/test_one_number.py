"""Status, page and points tell one number where they tell the same thing."""

import re
from pathlib import Path

import pytest

from collector.simulator.learner.learner import Learner
from collector.simulator.learner.sample_accounts import DILIGENT_HABITS, STRONG_SKILL
from collector.simulator.world.world import World
from collector.views.report import headline
from tests.harness import DAY, NOON, Rig
from tests.lines import latest
from tests.views.shown import report_of, status_text


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    """A learner with some kanji of a large level passed, so that nine of ten are not all of them."""
    world = World(NOON, levels=3, per_level=90)
    rig = Rig(tmp_path / "state", world, Learner(world, seed=1, skill=STRONG_SKILL, habits=DILIGENT_HABITS))
    rig.pass_time(8 * DAY)
    rig.good_poll()
    return rig


def test_kanji_are_counted_against_those_required_everywhere(rig: Rig) -> None:
    report = report_of(rig)
    point = latest(rig.database(), "level")
    passed, required, total = (int(point[f"kanji_{which}"]) for which in ("passed", "required", "total"))
    assert 0 < passed < required < total
    assert re.findall(r"Kanji passed +(\d+) .* of (\d+)", status_text(rig)) == [(str(passed), str(required))]
    (card,) = [card for card in headline.cards(report) if card.label == "Level"]
    assert card.note.startswith(f"{passed} of {required} kanji")
