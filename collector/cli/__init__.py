"""The command line: parses, calls, prints, and ends with an exit code.

The table below names each command's module, which is imported only when the command runs or shows its
help: `--help` and the health check stay light.

Exit codes: 0 done · 1 a temporary failure, worth trying again · 2 something the owner must fix.

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
    "poll": ("poll", "Poll WaniKani once, and deliver queued points."),
    "status": ("status", "Show your progress, and the collector's health."),
    "project": ("project", "Project what is to come, with what-ifs."),
    "report": ("report", "Write a page with charts, for a browser."),
    "doctor": ("doctor", "Check everything, and say how to fix problems."),
    "health": ("health", "Check whether a running collector is healthy."),
    "sync-check": ("sync_check", "Compare the last poll with WaniKani right now."),
    "export": ("export", "Export your data: CSV, JSON, flash cards."),
    "lookup": ("lookup", "Look up words: kanji, radicals, mnemonics."),
    "import": ("imports", "Import the past: old counts, or an archive of reviews."),
    "rebuild": ("rebuild", "Queue every point again, for a fresh database."),
    "restore-state": ("restore_state", "Restore a damaged state from a copy."),
    "move-states": ("move_states", "Move states to the shards that own them."),
    "setup-influxdb": ("setup_influxdb", "Create what InfluxDB needs before the first write."),
    "grafana": ("grafana", "Write data source, dashboards and alerts for Grafana."),
    "grafana-contacts": ("grafana_contacts", "Write Grafana's contact points for alerts."),
    "setup-stack": ("setup_stack", "Set up the docker compose stack, which runs this."),
    "verify-stack": ("verify_stack", "Check the docker compose stack, for deploy/verify."),
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

    Exit codes: 0 done; 1 a temporary failure, worth trying again; 2 something you must fix.
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command that *arguments* name (default: those of the process), and exit with its code."""
    exit_with(lambda: cli.main(arguments, prog_name="wanikani-collector", standalone_mode=False))
