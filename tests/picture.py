"""Draws the README's picture of `status`: `python -m tests.picture` writes docs/images/status.svg."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from collector.cli.commands.status_brief import brief_view
from collector.core.moments import Moment, moment
from collector.pipeline.project import keep
from collector.projection.load_numpy import load_numpy
from collector.projection.project import project
from collector.simulator.learner.habits import Habits
from collector.simulator.learner.learner import Learner
from collector.simulator.world.world import World
from collector.storage.database import Store
from collector.storage.study_record import study_record
from collector.views.status import read_status
from tests.harness import Rig, only_account

FILE = Path(__file__).parent.parent / "docs" / "images" / "status.svg"
BEGINS = datetime(2024, 1, 8, 7, 0, 3, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Tokyo")


def main() -> None:
    """Simulate 200 days of a learner, polled hourly in the last 31 and projected, and draw their status."""
    with TemporaryDirectory() as folder:
        world = World(BEGINS, username="hanako")
        rig = Rig(Path(folder), world, Learner(world, habits=Habits(zone=ZONE)))
        rig.settings["collector_timezone"] = ZONE.key
        rig.pass_time(timedelta(days=169))
        rig.poll_hourly(31 * 24)
        now = moment(rig.clock.now())
        with rig.app() as app:
            _project(only_account(app).store, now)
            with only_account(app).store.reading() as tx:
                found = read_status(tx, now, ZONE)
        assert found is not None
        console = Console(
            record=True, width=80, force_terminal=True, color_system="truecolor", highlight=False
        )
        for line in brief_view(found, 80, bucket=None):
            console.print(Text.from_ansi(line.shown(true_colours=True)))
    drawn = console.export_svg(title="wanikani-collector status", unique_id="status")
    # A picture in a README loads no fonts from elsewhere.
    FILE.write_text(re.sub(r"@font-face \{.*?\}\s*", "", drawn, flags=re.DOTALL), "utf-8")


def _project(store: Store, now: Moment) -> None:
    load_numpy()
    with store.reading() as tx:
        record = study_record(tx, now, ZONE)
    assert record is not None
    keep(store, project(record))


if __name__ == "__main__":
    main()
