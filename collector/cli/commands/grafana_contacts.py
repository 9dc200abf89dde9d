"""`grafana-contacts`: whom Grafana tells, written before it starts."""

import os
import stat
from pathlib import Path

import click

from collector.cli.output import echo
from collector.config.contacts import Contacts
from collector.core.atomic_files import check_writable, write
from collector.deployment.contact_points import contact_kinds, contact_points_file

# Addresses to post to, and tokens: for their owner, and for Grafana's group.
_MODE = 0o640
_STDOUT = Path("-")


def grafana_contacts(contacts: Contacts, out: Path) -> int:
    """Write the file, and say whom it names; a file of before is replaced whole."""
    text = contact_points_file(contacts)
    if out == _STDOUT:
        click.echo(text.encode(), nl=False)
    else:
        _replace(out, text)
    _tell(contacts, out)
    return 0


def _replace(out: Path, text: str) -> None:
    """Write the file; whoever could read one of before, and nobody else, can read this one."""
    check_writable(out, what="contact points")
    before = out.stat() if out.exists() else None
    write(out, text, what="contact points", mode=_MODE if before is None else stat.S_IMODE(before.st_mode))
    now = out.stat()
    if before is not None and (now.st_uid, now.st_gid) != (before.st_uid, before.st_gid):
        try:
            os.chown(out, before.st_uid, before.st_gid)
        except OSError:
            echo(f"{out} belonged to another user or group and is yours now: let Grafana read it.", err=True)


def _tell(contacts: Contacts, out: Path) -> None:
    aside = out == _STDOUT
    for kind in contact_kinds(contacts):
        echo(f"Grafana tells of alarms by {kind}.", err=aside)
    if not contact_kinds(contacts):
        echo(
            "Grafana tells nobody of alarms; they are shown in it all the same. To be told set ALERT_EMAIL, "
            "ALERT_NTFY_URL, ALERT_WEBHOOK_URL, ALERT_DISCORD_URL, "
            "or ALERT_TELEGRAM_TOKEN and ALERT_TELEGRAM_CHAT.",
            err=aside,
        )
    if contacts.test:
        echo(
            "An alarm to try it out rings from Grafana's next start on, until this runs without ALERT_TEST "
            "and --test.",
            err=aside,
        )
    if not aside:
        echo(f"Written to {out}.")
