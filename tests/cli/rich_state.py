"""A state in which `status` has as much to say as it can."""

from datetime import timedelta
from pathlib import Path

from collector.core.moments import DAY as DAY_LONG
from collector.core.moments import Moment, moment
from collector.core.retention import too_old
from collector.core.unknown_polls import UnknownPolls
from collector.pipeline.project import keep
from collector.simulator.learner.habits import Habits
from collector.simulator.learner.learner import Learner
from collector.simulator.world.world import World
from collector.storage import outbox, runs
from collector.storage.outbox import RejectedPoint
from collector.storage.runs import Run
from tests.harness import DAY, HOUR, NOON, Rig, only_account
from tests.views.projection.made import projection

FAILED = "WaniKani does not accept the token in WANIKANI_TOKEN: set a valid one (wanikani.com, Settings)."
UNDELIVERED = (
    "InfluxDB at http://influxdb:8086 does not let the token in INFLUXDB_TOKEN write to the bucket: "
    "run wanikani-collector setup-influxdb."
)
REFUSED = 'partial write: field type conflict: input field "reviews" is type float, already exists as integer'


def rich_state(folder: Path) -> Rig:
    """A learner of six weeks with leeches and a usual workload, projected, whose subscription has ended."""
    world = World(NOON, levels=8, per_level=16, username="hanako")
    rig = Rig(folder, world, Learner(world, seed=2, habits=Habits()))
    rig.pass_time(timedelta(days=28))
    with rig.app() as app:
        for _ in range(16):
            rig.pass_time(DAY)
            assert app.poll(only_account(app)).problem is None
    world.end_subscription()
    rig.pass_time(HOUR)
    rig.good_poll()
    with rig.app() as app:
        keep(only_account(app).store, projection(rig.clock.now().date(), 1))
    return rig


def add_problems(rig: Rig) -> None:
    """Let everything go wrong that `status` knows of."""
    rig.pass_time(2 * HOUR)
    now = moment(rig.clock.now())
    began = Moment(now - 10 * DAY_LONG)
    unknown = UnknownPolls(polls=200, oldest=began, newest=now, began=began, more=True)
    with rig.app() as app, only_account(app).store.transaction() as tx:
        runs.append_run(tx, Run(now, False, FAILED))
        runs.record_delivery(tx, now, UNDELIVERED, whole=False)
        outbox.keep_rejected(tx, [RejectedPoint("queue reviews=1.5 1", REFUSED)], now)
        outbox.count_too_old(tx, too_old([f"queue reviews=1i {began}000"], now))
        runs.keep_unknown_polls(tx, unknown)
