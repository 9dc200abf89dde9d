"""`grafana-contacts`: Grafana's contact points for alerts, written before it starts."""

import os
import stat
from dataclasses import replace
from pathlib import Path

import click

from collector.cli.options import FILE, STDIN_OR_STDOUT
from collector.cli.output import echo
from collector.cli.startup import ineffective_settings, print_warnings
from collector.config.alerts import load_contacts
from collector.config.contacts import Contacts
from collector.core.atomic_files import check_writable, write
from collector.deployment.contact_points import contact_kinds, contact_points_file

# Addresses to post to, and tokens: for their owner, and for Grafana's group.
_MODE = 0o640


@click.command("grafana-contacts")
@click.option(
    "--out",
    type=FILE,
    default=Path("contact-points.yaml"),
    show_default=True,
    help="Where to write it: Grafana's provisioning/alerting; - for the terminal.",
)
@click.option("--test", is_flag=True, help="Add a test alert that always fires, as ALERT_TEST does.")
def command(out: Path, *, test: bool) -> int:
    """Write the contact points for Grafana, from the ALERT_… settings; run it before Grafana starts."""
    print_warnings(ineffective_settings())
    contacts = load_contacts()
    return grafana_contacts(replace(contacts, test=contacts.test or test), out)


def grafana_contacts(contacts: Contacts, out: Path) -> int:
    """Write the file, replacing one that is there, and print which contact points it has.

    Raises `FileNotWritable`.
    """
    text = contact_points_file(contacts)
    if out == STDIN_OR_STDOUT:
        click.echo(text.encode(), nl=False)
    else:
        _replace(out, text)
    _print_summary(contacts, out)
    return 0


def _replace(out: Path, text: str) -> None:
    """Write the file with the mode and, where that is allowed, the owner of the one it replaces."""
    check_writable(out, what="contact points")
    before = out.stat() if out.exists() else None
    write(out, text, what="contact points", mode=_MODE if before is None else stat.S_IMODE(before.st_mode))
    now = out.stat()
    if before is not None and (now.st_uid, now.st_gid) != (before.st_uid, before.st_gid):
        try:
            os.chown(out, before.st_uid, before.st_gid)
        except OSError:
            echo(f"{out} belonged to another user or group and is yours now: let Grafana read it.", err=True)


def _print_summary(contacts: Contacts, out: Path) -> None:
    aside = out == STDIN_OR_STDOUT
    for kind in contact_kinds(contacts):
        echo(f"Grafana sends alerts by {kind}.", err=aside)
    if not contact_kinds(contacts):
        echo(
            "Grafana sends alerts to nowhere; it shows them all the same. To receive them set ALERT_EMAIL, "
            "ALERT_NTFY_URL, ALERT_WEBHOOK_URL, ALERT_DISCORD_URL, "
            "or ALERT_TELEGRAM_TOKEN and ALERT_TELEGRAM_CHAT.",
            err=aside,
        )
    if contacts.test:
        echo(
            "A test alert fires from Grafana's next start on, until this runs without ALERT_TEST and --test.",
            err=aside,
        )
    if not aside:
        echo(f"Written to {out}.")
