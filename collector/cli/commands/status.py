"""`status`: what a person wants to see, from the state alone, without network."""

from functools import partial

import click

from collector.cli.accounts import each_account
from collector.cli.commands.status_view import status_view
from collector.cli.output import drawing_width, echo, echo_drawing
from collector.cli.startup import load_settings_with_warnings, system_clock
from collector.config.settings import Settings
from collector.core.advice import replace_command
from collector.core.clock import Clock
from collector.core.moments import moment
from collector.storage.database import read_state
from collector.storage.state_folder import state_file
from collector.views.status import read_status


@click.command("status")
def command() -> int:
    """Show where you stand: level, stages, what waits, what is coming."""
    return status(load_settings_with_warnings(), system_clock())


def status(settings: Settings, clock: Clock) -> int:
    """Draw every account that has been polled, and return the worst exit code."""
    return each_account(settings.tokens(), partial(_show, settings, clock))


def _show(settings: Settings, clock: Clock, name: str) -> int:
    now = moment(clock.now())
    found = read_state(
        state_file(settings.collector_state, name), lambda tx: read_status(tx, now, settings.zone)
    )
    if found is None:
        echo(f"{name}: nothing collected yet in {settings.collector_state}; wanikani-collector poll does it.")
        return 0
    bucket = settings.influxdb_bucket if settings.influxdb_url is not None else None
    replace = replace_command(name, settings.tokens())
    echo_drawing(status_view(found, drawing_width(), bucket=bucket, replace=replace))
    return 0
