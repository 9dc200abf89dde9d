"""What every command of the command line begins with."""

import threading
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collector.config.settings import Settings
    from collector.core.clock import SystemClock

from pathlib import Path

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


class InOrder(click.Group):
    """Lists the commands in the order they are added in: the one most wanted first."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands."""
        return list(self.commands)


def settings() -> "Settings":
    """Return the settings, with what seems not meant said aloud; raises `InvalidSettings`."""
    from collector.cli.context import settings_with_warnings

    return settings_with_warnings()


def clock() -> "SystemClock":
    """Return the clock of a process that nothing stops but its end."""
    from collector.core.clock import SystemClock

    return SystemClock(threading.Event())
