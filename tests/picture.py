"""Draws the README's picture of `status`: `python -m tests.picture` writes deploy/status.svg."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from collector.commands.picture import picture
from collector.commands.standing import standing
from collector.moments import moment
from collector.simulator.learner import Learner
from collector.simulator.world import World
from collector.storage import account as identities
from tests.harness import Stage, only_account

FILE = Path(__file__).parent.parent / "deploy" / "status.svg"
BEGINS = datetime(2024, 1, 8, 7, 0, 3, tzinfo=UTC)


def main() -> None:
    """Let a learner live 200 days and draw where they stand."""
    with TemporaryDirectory() as folder:
        world = World(BEGINS, username="hanako")
        stage = Stage(Path(folder), world, Learner(world))
        stage.pass_time(timedelta(days=200))
        with stage.app() as app:
            app.poll(only_account(app))
            with only_account(app).store.reading() as tx:
                assert identities.identity(tx) is not None
                found = standing(tx)
        assert found is not None
        console = Console(
            record=True, width=80, force_terminal=True, color_system="truecolor", highlight=False
        )
        console.print(picture(found, moment(stage.clock.now()), "Asia/Tokyo", delivering=False))
    drawn = console.export_svg(title="wanikani-collector status", unique_id="status")
    # A picture in a README loads no fonts from elsewhere.
    FILE.write_text(re.sub(r"@font-face \{.*?\}\s*", "", drawn, flags=re.DOTALL), "utf-8")


if __name__ == "__main__":
    main()
