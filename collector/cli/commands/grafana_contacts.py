"""`grafana-contacts`: Grafana's contact points for alerts, written before it starts."""

from dataclasses import replace
from pathlib import Path

import click

from collector.cli.options import FILE, STDIN_OR_STDOUT
from collector.cli.output import echo
from collector.cli.startup import ineffective_settings, print_warnings
from collector.config.alerts import load_contacts
from collector.config.contacts import Contacts
from collector.deployment.contact_points import contact_kinds, contact_points_file
from collector.deployment.private_file import write_private


@click.command("grafana-contacts")
@click.option(
    "--out",
    type=FILE,
    default=Path("contact-points.yaml"),
    show_default=True,
    help="File to write, in Grafana's folder provisioning/alerting; - prints it.",
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
        kept = write_private(out, text, what="contact points")
        if not kept:
            echo(
                f"{out} belonged to another user or group and is yours now: make sure that Grafana can read "
                "it.",
                err=True,
            )
    _print_summary(contacts, out)
    return 0


def _print_summary(contacts: Contacts, out: Path) -> None:
    aside = out == STDIN_OR_STDOUT
    for kind in contact_kinds(contacts):
        echo(f"Grafana sends alerts by {kind}.", err=aside)
    if not contact_kinds(contacts):
        echo(
            "Grafana only shows alerts and sends no notifications. To receive them, set ALERT_EMAIL, "
            "ALERT_NTFY_URL, ALERT_WEBHOOK_URL, ALERT_DISCORD_URL, or ALERT_TELEGRAM_TOKEN and "
            "ALERT_TELEGRAM_CHAT.",
            err=aside,
        )
    if contacts.test:
        echo(
            "A test alert fires from Grafana's next start, until you run this without ALERT_TEST and --test.",
            err=aside,
        )
    if not aside:
        echo(f"Written to {out}.")
