"""`grafana-contacts`: whom Grafana tells, written before it starts."""

import json
from pathlib import Path

from collector.commands.saying import say
from collector.commands.writing import check_writable, write
from collector.contacts.places import Contacts
from collector.contacts.provisioned import configured, contact_points

# Addresses to post to, and tokens: for their owner, and for Grafana's group.
_MODE = 0o640
_HEAD = "# Made by `wanikani-collector grafana-contacts` for Grafana; it holds secrets.\n"


def grafana_contacts(contacts: Contacts, out: Path) -> int:
    """Write the file, and say whom it names; a file of before is replaced whole."""
    check_writable(out, what="contact points")
    # JSON is YAML, and leaves no doubt what is text.
    text = json.dumps(contact_points(contacts), indent=2, ensure_ascii=True)
    write(out, f"{_HEAD}{text}\n", what="contact points", mode=_MODE)
    for kind in configured(contacts):
        say(f"Grafana tells of alarms by {kind}.")
    if not configured(contacts):
        say(
            "Grafana tells nobody of alarms; they are shown in it all the same. To be told set ALERT_EMAIL, "
            "ALERT_NTFY_URL, ALERT_WEBHOOK_URL, ALERT_DISCORD_URL, "
            "or ALERT_TELEGRAM_TOKEN and ALERT_TELEGRAM_CHAT."
        )
    if contacts.test:
        say("An alarm to try it out rings from Grafana's next start on, until this runs without ALERT_TEST.")
    say(f"Written to {out}.")
    return 0
