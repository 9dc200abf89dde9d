"""`status`: what a person wants to see, from the state alone, without network."""

import click
from rich.console import Console

from collector.clock import Clock
from collector.commands.picture import picture
from collector.commands.standing import Standing, standing
from collector.moments import moment
from collector.settings import Settings
from collector.storage.database import open_for_reading
from collector.storage.folder import state_file


def status(settings: Settings, clock: Clock) -> int:
    """Draw every account that has been polled."""
    now = moment(clock.now())
    console = Console(highlight=False)
    for name in settings.tokens():
        found = _standing(settings, name)
        if found is None:
            click.echo(
                f"{name}: nothing collected yet in {settings.collector_state}: run wanikani-collector poll."
            )
        else:
            console.print(
                picture(found, now, settings.timezone, delivering=settings.influxdb_url is not None)
            )
    return 0


def _standing(settings: Settings, name: str) -> Standing | None:
    store = open_for_reading(state_file(settings.collector_state, name))
    if store is None:
        return None
    try:
        with store.reading() as tx:
            return standing(tx)
    finally:
        store.close()
