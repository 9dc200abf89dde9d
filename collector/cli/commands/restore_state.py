"""`restore-state`: put back a copy of a damaged state."""

from datetime import datetime

import click

from collector.cli.accounts import account_named
from collector.cli.marks import OK, PROBLEM
from collector.cli.output import echo
from collector.cli.startup import load_settings_with_warnings, system_clock
from collector.config.accounts import read_accounts
from collector.config.settings import Settings
from collector.core.advice import replace_command
from collector.core.errors import NothingToRestore
from collector.core.moments import moment
from collector.core.wording import age
from collector.storage.copies import StateCopy, copies, put_back
from collector.storage.soundness import is_sound
from collector.storage.state_folder import lock, state_file


@click.command("restore-state")
@click.option("--account", metavar="NAME", help="Account, if there are several.")
@click.option("--copy", "day", metavar="DAY", help="Day of the copy (default: the newest sound one).")
@click.option("--yes", is_flag=True, help="Restore the copy; without it the copies are only listed.")
def command(account: str | None, day: str | None, yes: bool) -> int:
    """List the copies of a state; with --yes, restore one.

    `run` and `poll` make a copy a day, in the folder copies beside the state. The present state is kept
    beside it under another name. Stop the collector first.
    """
    settings = load_settings_with_warnings()
    return restore_state(settings, account_named(settings, account), day, system_clock().now(), sure=yes)


def restore_state(settings: Settings, account: str, day: str | None, now: datetime, *, sure: bool) -> int:
    """List the copies of the state of *account*, or put back that of *day* (None: the newest sound one).

    Raises `NothingToRestore` when there is none, and what `lock` and `put_back` do.
    """
    state = state_file(settings.collector_state, account)
    sound = {copy.day: copy for copy in copies(state) if _listed(copy, now)}
    copy = next(iter(sound.values()), None) if day is None else sound.get(day)
    if copy is None:
        which = f" of {day}" if day else ""
        raise NothingToRestore(f"There is no sound copy{which} of {state} in the folder copies beside it.")
    if not sure:
        echo(f"To restore the copy of {copy.day}, stop the collector and add --yes.")
        return 0
    with lock(settings.collector_state):
        aside = put_back(copy.path, state, now)
    echo(f"Restored the copy of {copy.day}; the previous state is kept as {aside}.")
    if settings.influxdb_url is not None:
        echo("InfluxDB may hold points that this copy lacks: before the collector starts again, run")
        echo(replace_command(account, read_accounts(settings).tokens), lead="  ")
    return 0


def _listed(copy: StateCopy, now: datetime) -> bool:
    """Print a line about *copy* and return True if it can be put back."""
    sound = is_sound(copy.path)
    polled = f"polled {age(copy.polled_at, moment(now))} ago" if copy.polled_at else "never polled"
    echo(f"{copy.day}: {f'sound, {polled}' if sound else 'damaged'}", lead=OK if sound else PROBLEM)
    return sound
