"""The commands: parses, calls, prints, exit code. Heavy modules are imported by the command that needs them.

Exit codes: 0 done · 1 a passing failure, worth trying again · 2 something to fix.
"""

from collections.abc import Sequence
from typing import NoReturn

import click

from collector import __version__
from collector.cli import collecting, past, pretending, servers, taking_out
from collector.cli.exit import exit_with
from collector.cli.options import InOrder


@click.group(cls=InOrder, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="wanikani-collector %(version)s")
def cli() -> None:
    """Collect your WaniKani progress into InfluxDB.

    Settings come from the environment and from .env in the working directory; doctor checks them.

    Exit codes: 0 done; 1 a passing failure, worth trying again; 2 something to fix.
    """


for command in (
    collecting.run,
    collecting.poll,
    collecting.status,
    collecting.report,
    collecting.doctor,
    collecting.health,
    collecting.sync_check,
    taking_out.export,
    past.import_past,
    collecting.rebuild,
    servers.setup_influxdb,
    servers.grafana_contacts,
    servers.setup_stack,
    servers.verify_stack,
    pretending.simulate,
    pretending.demo,
):
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command that *arguments* name (default: those of the process), and exit with its code."""
    exit_with(lambda: cli.main(arguments, prog_name="wanikani-collector", standalone_mode=False))
