"""Four hundred days of a learner, the last 120 polled and delivered by the real writer, and the truth."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from collector.core.stages import SrsStage
from collector.influxdb.influxql import create_database
from collector.simulator.learner.sample_accounts import typical_learner
from collector.simulator.world.account_rows import Review
from collector.simulator.world.world import World
from tests.grafana.projections import ProjectedLife
from tests.grafana.viewer import Viewer, own_statements, panel
from tests.harness import DAY, HOUR, NOON, Rig, only_account
from tests.integration.servers import InfluxDBV1

TOKYO = ZoneInfo("Asia/Tokyo")
# Long enough for burned items; the first poll finds a past, as with most learners.
LIFE, UNSEEN = 400 * DAY, 280 * DAY
# No item can be reviewed twice in three hours: in the last ten days every review is known exactly.
OFTEN, OFTEN_FROM = 3 * HOUR, LIFE - 10 * DAY
BUCKET = "four-hundred-days"
Groups = dict[str, int]
Rows = list[dict[str, object]]


@dataclass
class PolledLearner:
    """The world, the stages at each poll, and the server and the state folder that have it all."""

    world: World
    server: InfluxDBV1
    state: Path
    stages: list[tuple[datetime, Groups]] = field(default_factory=list)
    waiting: int = 0

    @property
    def now(self) -> datetime:
        """The last poll's moment."""
        return self.stages[-1][0]

    @property
    def viewer(self) -> Viewer:
        """A viewer of the last ninety days."""
        return Viewer(self.now, self.now, self.now, zone=TOKYO.key).back(90 * DAY)

    def ask(self, statement: str) -> list[dict[str, object]]:
        """Return the rows of a statement, times in milliseconds."""
        return self.server.query(statement, BUCKET, epoch="ms")

    def reviews(self, begin: datetime, end: datetime) -> list[Review]:
        """Return the reviews that were counted from *begin* to *end*."""
        return [each for each in self.world.reviews if begin <= each.counted_at <= end]

    def due(self, begin: datetime, end: datetime) -> Iterator[tuple[datetime, str]]:
        """Yield when items fall due after *begin* and before *end*, with the group of stages they are in."""
        for each in self.world.assignments:
            if each.available_at is not None and 0 < each.stage < 9 and begin < each.available_at < end:
                yield each.available_at, SrsStage(each.stage).group


def _groups(world: World) -> Groups:
    counts: Groups = {}
    for row in world.assignments:
        if row.unlocked_at is not None and not row.hidden:
            group = SrsStage(row.stage).group
            counts[group] = counts.get(group, 0) + 1
    return counts


def _steps() -> Iterator[timedelta]:
    """Yield the steps to each poll: the life before the first, then a day, and less in the last ten days."""
    at = UNSEEN
    yield UNSEEN
    while at < LIFE:
        step = OFTEN if at >= OFTEN_FROM else DAY
        yield step
        at += step


@pytest.fixture(scope="session")
def learner(tmp_path_factory: pytest.TempPathFactory, influxdb_v1: InfluxDBV1) -> PolledLearner:
    """Return the learner; the days are simulated once for all tests."""
    world = World(NOON, seed=7, per_level=40)
    rig = Rig(tmp_path_factory.mktemp("state"), world, typical_learner(world, seed=7))
    rig.settings = {
        "collector_timezone": TOKYO.key, "influxdb_url": influxdb_v1.url, "influxdb_bucket": BUCKET,
    }  # fmt: skip
    influxdb_v1.query(create_database(BUCKET))
    learner = PolledLearner(world, influxdb_v1, rig.folder)
    with rig.app() as app:
        account = only_account(app)
        for step in _steps():
            rig.pass_time(step)
            assert app.poll(account).problem is None
            learner.stages.append((world.now, _groups(world)))
        assert app.deliver(account).problem is None
    influxdb_v1.write(ProjectedLife(learner.now, TOKYO).lines("pretend-learner"), BUCKET)
    learner.waiting = len(world.due())
    return learner


def answers_of(learner: PolledLearner, uid: str, title: str, length: timedelta = 90 * DAY) -> dict[str, Rows]:
    """Return the answers to a panel's statements, by their letter."""
    shown = own_statements(uid, panel(uid, title), learner.viewer.back(length))
    return {ref: learner.ask(one) for ref, one in shown.items()}


def rows_of(learner: PolledLearner, uid: str, title: str, length: timedelta = 90 * DAY) -> Rows:
    (rows,) = answers_of(learner, uid, title, length).values()
    return rows
