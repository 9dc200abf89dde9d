"""`setup-stack`: what docker compose runs first, at every start."""

from pathlib import Path

import click

from collector.app import require_influxdb
from collector.cli.output import echo
from collector.config.contacts import Contacts
from collector.config.settings import Settings
from collector.deployment.contact_points import contact_kinds
from collector.deployment.setup import set_up_stack
from collector.deployment.volumes import Volumes

_DONE = click.style("✓ ", fg="green")


def setup_stack(settings: Settings, contacts: Contacts, into: Path, shipped: Path) -> int:
    """Make what is missing and say each thing that was made."""
    target = require_influxdb(settings, settings.influxdb_secret("admin_token"))
    made = 0
    for step in set_up_stack(target, Volumes(into.resolve()), shipped, contacts):
        if step.changed:
            echo(step.sentence, lead=_DONE)
            made += 1
    echo(f"{'The rest was there already' if made else 'Everything is there already'}. {_told(contacts)}")
    return 0


def _told(contacts: Contacts) -> str:
    kinds = contact_kinds(contacts)
    return f"Grafana tells of alarms by {', '.join(kinds)}." if kinds else "Grafana tells nobody of alarms."
