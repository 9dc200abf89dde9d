"""`status`: what a person wants to see, from the state alone, without network."""

from rich.console import Console

from collector.cli.commands.status_view import picture
from collector.cli.output import echo
from collector.config.settings import Settings
from collector.core.clock import Clock
from collector.core.errors import CollectorError
from collector.core.moments import moment
from collector.storage.database import read_state
from collector.storage.state_folder import state_file
from collector.views.status import read_status

_WIDEST = 80


def status(settings: Settings, clock: Clock) -> int:
    """Draw every account that has been polled; one whose state cannot be read does not hide the others."""
    return max(_one(settings, clock, name) for name in settings.tokens())


def _one(settings: Settings, clock: Clock, name: str) -> int:
    now = moment(clock.now())
    try:
        found = read_state(
            state_file(settings.collector_state, name), lambda tx: read_status(tx, now, settings.zone)
        )
    except CollectorError as problem:
        echo(str(problem), lead=f"{name}: ", err=True)
        return problem.exit_code
    if found is None:
        echo(f"{name}: nothing collected yet in {settings.collector_state}; wanikani-collector poll does it.")
        return 0
    console = Console(highlight=False)
    console.width = min(console.width, _WIDEST)
    delivering = settings.influxdb_url is not None
    console.print(picture(found, now, delivering=delivering))
    return 0
