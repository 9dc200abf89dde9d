"""A projection is due on the first successful poll of a local day, and after a tenth of the items changed."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from collector.config.values import DEFAULT_ACCOUNT
from collector.core.errors import WaniKaniUnavailable
from collector.core.moments import Moment, moment
from collector.core.projection import Projection
from collector.pipeline.poll_report import PollReport
from collector.pipeline.project import keep
from collector.pipeline.projection_due import is_due
from collector.simulator.world.world import World
from tests.harness import DAY, HOUR, NOON, Rig

TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    """A learner at the very beginning, whose first level has some twenty radicals."""
    return Rig(tmp_path / "state", World(NOON, levels=2, per_level=400))


def due(rig: Rig, report: PollReport, zone: ZoneInfo = TOKYO, tried: Moment | None = None) -> bool:
    with rig.app() as app, app.accounts[DEFAULT_ACCOUNT].store.reading() as tx:
        return is_due(tx, report, zone, tried)


def project(rig: Rig, report: PollReport) -> None:
    with rig.app() as app:
        keep(app.accounts[DEFAULT_ACCOUNT].store, Projection(report.at, "UTC", 1, "A test.", None, ()))


def begun(rig: Rig, lessons: int) -> PollReport:
    """Return the poll an hour later, of which so many *lessons* are what changed."""
    for item in rig.world.lessons()[:lessons]:
        rig.world.start(item)
    rig.pass_time(HOUR)
    return rig.good_poll()


def test_the_first_good_poll_of_all_and_of_a_local_day_is_due(rig: Rig) -> None:
    report = rig.good_poll()
    assert report.at == moment(NOON.replace(second=5))
    assert due(rig, report)
    project(rig, report)
    assert not due(rig, report)
    # It is nine in the evening in Tokyo.
    for hours, new_day in ((2, False), (1, True)):
        rig.pass_time(hours * HOUR)
        report = rig.good_poll()
        assert due(rig, report) == new_day
        assert not due(rig, report, ZoneInfo("UTC"))


def test_more_than_a_tenth_of_the_items_changed_is_due(rig: Rig) -> None:
    items = len(rig.world.lessons())
    assert items > 20
    project(rig, begun(rig, 0))
    report = begun(rig, items // 10)
    assert report.changed_rows
    assert not due(rig, report)
    report = begun(rig, 1)
    assert due(rig, report)
    # What changed before does not count again.
    project(rig, report)
    assert not due(rig, begun(rig, items // 10))


def test_one_that_was_tried_counts_as_made(rig: Rig) -> None:
    tried = begun(rig, 0).at
    report = begun(rig, 0)
    assert due(rig, report)
    assert not due(rig, report, tried=tried)
    report = begun(rig, len(rig.world.lessons()) // 10 + 1)
    assert due(rig, report, tried=tried)
    assert not due(rig, report, tried=report.at)
    rig.pass_time(DAY)
    assert due(rig, rig.good_poll(), tried=report.at)


def test_nothing_is_projected_after_a_poll_that_failed_or_changed_nothing(rig: Rig) -> None:
    project(rig, rig.good_poll())
    report = begun(rig, 0)
    assert report.changed_rows == 0
    assert not due(rig, report)
    rig.pass_time(DAY)
    rig.api.fail("/v2/user", 503, times=1000)
    report = rig.poll()
    assert isinstance(report.problem, WaniKaniUnavailable)
    assert not due(rig, report)
