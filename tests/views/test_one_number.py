"""Status, page and points give the same number for the same thing."""

import re
from pathlib import Path

import pytest

from collector.simulator.learner.learner import Learner
from collector.simulator.learner.sample_accounts import DILIGENT_HABITS, STRONG_SKILL
from collector.simulator.world.world import World
from collector.views.report import headline
from collector.views.workload import gauges
from tests.harness import DAY, NOON, Rig, only_account
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


def test_the_workload_is_the_same_everywhere(tmp_path: Path) -> None:
    world = World(NOON, levels=3, per_level=90)
    rig = Rig(tmp_path / "state", world, Learner(world, seed=1, skill=STRONG_SKILL, habits=DILIGENT_HABITS))
    with rig.app() as app:
        for _ in range(18):
            assert app.poll(only_account(app)).problem is None
            rig.pass_time(DAY)
    point = latest(rig.database(), "workload")
    weight = round(100 * int(point["apprentice_weight"]) / int(point["apprentice_weight_usual"]))
    reviews = round(100 * float(point["reviews_per_day"]) / int(point["reviews_per_day_capacity"]))
    counts = report_of(rig).status.counts
    assert counts is not None
    assert [each.percent for each in gauges(counts.workload)][:2] == [weight, reviews]
    told = f"{weight} % of your usual apprentice weight, {reviews} % of your capacity"
    assert told in " ".join(status_text(rig).split())
