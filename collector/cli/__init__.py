"""The command line: parses, calls, prints, and ends with an exit code.

The table below names each command's module, which is imported only when the command runs or shows its
help: `--help` and the health check stay light.

Exit codes: 0 done · 1 a temporary failure, worth trying again · 2 something to fix.

>>> cli.list_commands(click.Context(cli))[:3]
['run', 'poll', 'status']
"""

from collections.abc import Sequence
from typing import NoReturn

import click

from collector import __version__
from collector.cli.exit import exit_with
from collector.cli.lazy_group import LazyGroup

COMMANDS = {
    "run": ("run", "Collect until stopped."),
    "poll": ("poll", "Ask WaniKani once and deliver what waits."),
    "status": ("status", "Show where you stand, and how the collector does."),
    "project": ("project", "Show what is to come, and what if."),
    "report": ("report", "Write a page with charts, for a browser."),
    "doctor": ("doctor", "Check everything, and say what to do about it."),
    "health": ("health", "Ask the running collector whether all is well."),
    "sync-check": ("sync_check", "Compare status with what WaniKani returns right now."),
    "export": ("export", "Export your data: CSV, JSON, flash cards."),
    "lookup": ("lookup", "Look up words: kanji, radicals, mnemonics."),
    "import": ("imports", "Import the past: old counts, or an archive of reviews."),
    "rebuild": ("rebuild", "Queue every point again, for a fresh database."),
    "restore-state": ("restore_state", "Put back a copy of a damaged state."),
    "move-states": ("move_states", "Move states to the shards that own them."),
    "setup-influxdb": ("setup_influxdb", "Create what InfluxDB needs before the first write."),
    "grafana": ("grafana", "Write data source, dashboards and alerts for Grafana."),
    "grafana-contacts": ("grafana_contacts", "Write Grafana's contact points for alerts."),
    "setup-stack": ("setup_stack", "Make what docker compose needs; it runs this itself."),
    "verify-stack": ("verify_stack", "Check what docker compose runs; deploy/verify does."),
    "simulate": ("simulate", "Serve a simulated WaniKani, to try things out."),
    "demo": ("demo", "Watch a simulated half year pass in a minute."),
}


@click.group(
    cls=LazyGroup,
    table=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="wanikani-collector %(version)s")
def cli() -> None:
    """Collect your WaniKani progress into InfluxDB.

    Settings come from the environment and from .env in the working directory; doctor checks them.

    Exit codes: 0 done; 1 a temporary failure, worth trying again; 2 something to fix.
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command that *arguments* name (default: those of the process), and exit with its code."""
    exit_with(lambda: cli.main(arguments, prog_name="wanikani-collector", standalone_mode=False))
