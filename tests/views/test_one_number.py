"""Status, page and points tell one number where they tell the same thing."""

import io
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from collector.cli.commands.status_view import status_view
from collector.core.moments import moment
from collector.simulator.learner.learner import Learner
from collector.simulator.learner.sample_accounts import DILIGENT_HABITS, STRONG_SKILL
from collector.simulator.world.world import World
from collector.views.report import headline
from collector.views.report.read import Report, read_report
from tests.harness import DAY, HOUR, NOON, Rig, only_account
from tests.lines import latest


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    """A learner with some kanji of a large level passed, so that nine of ten are not all of them."""
    world = World(NOON, levels=3, per_level=90)
    rig = Rig(tmp_path / "state", world, Learner(world, seed=1, skill=STRONG_SKILL, habits=DILIGENT_HABITS))
    rig.pass_time(8 * DAY)
    rig.good_poll()
    return rig


def _report(rig: Rig) -> Report:
    with rig.app() as app, only_account(app).store.reading() as tx:
        report = read_report(tx, moment(rig.clock.now()), ZoneInfo("UTC"), HOUR)
    assert report is not None
    return report


def _status(report: Report) -> str:
    console = Console(file=io.StringIO(), width=80)
    console.print(status_view(report.status, bucket=None))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_kanji_are_counted_against_those_required_everywhere(rig: Rig) -> None:
    report = _report(rig)
    point = latest(rig.database(), "level")
    passed, required, total = (int(point[f"kanji_{which}"]) for which in ("passed", "required", "total"))
    assert 0 < passed < required < total
    assert re.findall(r"Kanji passed +(\d+) .* of (\d+)", _status(report)) == [(str(passed), str(required))]
    (card,) = [card for card in headline.cards(report) if card.label == "Level"]
    assert card.note.startswith(f"{passed} of {required} kanji")
