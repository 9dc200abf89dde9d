"""What shows ages and days takes WaniKani's time where this machine's clock is behind it."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from collector.cli.commands.status_view import status_view
from collector.core.moments import SECOND, Moment, moment
from collector.simulator.learner.learner import Learner
from collector.simulator.world.world import World
from collector.storage import runs
from collector.views.present import present
from collector.views.report import headline
from collector.views.report.read import Report, read_report
from tests.harness import HOUR, NOON, Rig, only_account

DAYS_BEHIND = timedelta(hours=46)


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    """A learner who was polled for two days by a fast WaniKani."""
    world = World(NOON, levels=3, per_level=24)
    rig = Rig(tmp_path / "state", world, Learner(world, seed=1))
    rig.poll_hourly(48)
    return rig


def _report(rig: Rig, clock_now: Moment) -> Report:
    with rig.app() as app, only_account(app).store.reading() as tx:
        report = read_report(tx, clock_now, ZoneInfo("UTC"), HOUR)
        assert present(tx, clock_now) == (report.data.now if report else None)
    assert report is not None
    return report


def _status(report: Report, bucket: str | None = None) -> str:
    return " ".join(" ".join(line.plain for line in status_view(report.status, 80, bucket=bucket)).split())


def test_status_counts_the_hours_that_the_page_counts(rig: Rig) -> None:
    report = _report(rig, moment(rig.clock.now() - DAYS_BEHIND))
    (due,) = [card.value for card in headline.cards(report) if card.label == "Next 24 hours"]
    assert int(due) > 0
    said = _status(report)
    assert f"Next 24 hours {due} reviews" in said
    assert "Last poll 0 s ago" in said


def test_a_clock_that_is_right_is_taken(rig: Rig) -> None:
    later = moment(rig.clock.now() + 5 * HOUR)
    assert _report(rig, later).status.now == later
    assert "Last poll 5 h ago" in _status(_report(rig, later))


def test_a_delivery_is_as_old_as_the_clock_that_dated_it_says(rig: Rig) -> None:
    behind = moment(rig.clock.now() - DAYS_BEHIND)
    with rig.app() as app, only_account(app).store.transaction() as tx:
        runs.record_delivery(tx, behind, "", whole=True)
    assert "Delivered 5 min ago" in _status(_report(rig, Moment(behind + 300 * SECOND)), bucket="wanikani")
