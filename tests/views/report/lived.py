"""Some weeks of a learner's life, polled, and what they truly were."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from collector.app import App
from collector.core.moments import moment
from collector.simulator.learner.learner import Learner
from collector.simulator.world.account_rows import Review
from collector.simulator.world.world import World
from collector.views.report.data import ReportData
from collector.views.report.read import Report, read_report
from tests.harness import DAY, HOUR, NOON, Rig, only_account

ZONE = ZoneInfo("Asia/Tokyo")
WEEKS = timedelta(days=40)


@dataclass
class Lived:
    """A world, the report and the state of it, and the truth beside: stages at each poll by local day."""

    world: World
    report: Report
    rig: Rig
    stages: dict[date, list[int]] = field(default_factory=dict)

    @property
    def data(self) -> ReportData:
        """What the charts are drawn from."""
        return self.report.data

    @property
    def reviews(self) -> list[Review]:
        """The reviews since the first poll."""
        return [review for review in self.world.reviews if review.counted_at > NOON + HOUR]


def report_now(app: App, rig: Rig) -> Report:
    with only_account(app).store.reading() as tx:
        report = read_report(tx, moment(rig.clock.now()), ZoneInfo("UTC"), HOUR, with_details=True)
    assert report is not None
    return report


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """Forty days, polled every three hours; a vacation, and a reset near the end."""
    world = World(NOON, levels=4, per_level=30)
    rig = Rig(tmp_path_factory.mktemp("state"), world, Learner(world, seed=3))
    stages: dict[date, list[int]] = {}
    rig.settings["collector_timezone"] = ZONE.key
    with rig.app() as app:
        while world.now < NOON + WEEKS:
            rig.pass_time(HOUR if not stages else 3 * HOUR)
            report = app.poll(only_account(app))
            assert report.problem is None
            stages[world.now.astimezone(ZONE).date()] = stages_of(world)
            # Right after a poll: what is reviewed between one and a reset leaves no trace.
            happen(world)
        return Lived(world, report_now(app, rig), rig, stages)


def stages_of(world: World) -> list[int]:
    counts = [0] * 10
    for row in world.assignments:
        counts[row.stage] += row.unlocked_at is not None and not row.hidden
    return counts


def happen(world: World) -> None:
    """Let the learner go on vacation on the 20th day and come back on the 24th, and reset on the 29th."""
    day = (world.now - NOON) // DAY
    if day == 20 and world.user.vacation_since is None:
        world.begin_vacation()
    if day == 24 and world.user.vacation_since is not None:
        world.end_vacation()
    if day == 29 and not len(world.resets):
        world.request_reset(1)
        world.carry_out_reset()
