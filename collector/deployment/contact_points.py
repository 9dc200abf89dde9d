"""Grafana's contact points, in the form of its file provisioning. Pure.

Source: grafana.com/docs, "Use configuration files to provision alerting resources"; tested on Grafana 9.5.
Grafana does not start when a value is empty, so empty ones are left out. It takes addresses for templates: a
`{{` in one that is not meant so lets the notification fail (a webhook's in 9.5 and 12.2).

>>> from collector.config.contacts import Contacts
>>> contact_kinds(Contacts(emails=("me@example.com",)))
['email']
"""

from collections.abc import Iterator, Mapping

from collector.config.contacts import Contacts, Post
from collector.deployment.provisioning_text import escape_dollars, provisioning_text

NAME = "WaniKani"
FOLDER = "WaniKani"
KINDS = ("email", "ntfy", "webhook", "discord", "telegram")
# Grafana wants a receiver. Without contacts it gets this one, which is always muted, so that no failed
# delivery is logged. Uids and names are in Grafana's database: they must not change.
PLACEHOLDER = "nobody"
PLACEHOLDER_ADDRESS = "nobody@localhost"
MUTE_TIME = "wanikani-nobody-to-tell"
TEST_RULE = "wanikani-test"

# In its first minute a new Grafana still notifies by its own default, mail to `<example@email.com>`: it reads
# the provisioned policy again after `alertmanager_config_poll_interval`, 60 s. No alert may fire before that.
TEST_PENDING = "1m"

_TITLE = (
    "{{ range .Alerts.Firing }}{{ .Annotations.summary }} {{ end }}"
    "{{ if not .Alerts.Firing }}Resolved: {{ .CommonLabels.alertname }}{{ end }}"
)
_MESSAGE = (
    "{{ range .Alerts.Firing }}{{ .Annotations.description }}\n"
    "{{ if .Annotations.dashboard_url }}{{ .Annotations.dashboard_url }}\n"
    "{{ else if .DashboardURL }}{{ .DashboardURL }}\n{{ end }}{{ end }}"
    "{{ range .Alerts.Resolved }}Resolved: {{ .Annotations.summary }}\n{{ end }}"
)
# Telegram has no title.
_ALL = f"{_TITLE}\n{_MESSAGE}"

Json = dict[str, object]


def contact_points_file(contacts: Contacts) -> str:
    """Return the text of the file."""
    return provisioning_text(contact_points(contacts))


def contact_points(contacts: Contacts) -> Json:
    """Return the content of the file; receivers of an earlier file are deleted from Grafana."""
    configured = dict(_receivers(contacts))
    receivers = configured or {
        PLACEHOLDER: _receiver(PLACEHOLDER, "email", {"addresses": PLACEHOLDER_ADDRESS})
    }
    removed = [kind for kind in (*KINDS, PLACEHOLDER) if kind not in receivers]
    return {
        "apiVersion": 1,
        "contactPoints": [{"orgId": 1, "name": NAME, "receivers": list(receivers.values())}],
        "deleteContactPoints": [{"orgId": 1, "uid": _uid(kind)} for kind in removed],
        "policies": [_policy(muted=not configured)],
        **_mute_times(wanted=not configured),
        **_test_rule(wanted=contacts.test),
    }


def contact_kinds(contacts: Contacts) -> list[str]:
    """Return the kinds of the configured contact points, such as `email`."""
    return [kind for kind, _ in _receivers(contacts)]


def _receivers(contacts: Contacts) -> Iterator[tuple[str, Json]]:
    if contacts.emails:
        mail = {"addresses": ";".join(contacts.emails), "subject": _TITLE, "message": _MESSAGE}
        yield "email", _receiver("email", "email", {**mail, "singleEmail": True})
    for kind, post in (("ntfy", contacts.ntfy), ("webhook", contacts.webhook)):
        if post is not None:
            yield kind, _receiver(kind, "webhook", _webhook_settings(post))
    if contacts.discord is not None:
        channel = {"url": literal(contacts.discord.url), "title": _TITLE, "message": _MESSAGE}
        yield "discord", _receiver("discord", "discord", channel)
    if contacts.telegram is not None:
        chat = {"bottoken": contacts.telegram.token, "chatid": contacts.telegram.chat, "message": _ALL}
        yield "telegram", _receiver("telegram", "telegram", {**chat, "parse_mode": "None"})


def _webhook_settings(post: Post) -> Json:
    settings: Json = {"url": literal(post.url), "httpMethod": "POST", "title": _TITLE, "message": _MESSAGE}
    bearer = {"authorization_scheme": "Bearer", "authorization_credentials": post.token}
    return settings | (bearer if post.token else {})


def literal(address: str) -> str:
    """Return the template that Grafana turns into *address*.

    >>> print(literal("https://hook.example/{{me}}"))
    https://hook.example/{{ "{{" }}me}}
    """
    return address.replace("{{", '{{ "{{" }}')


def _receiver(kind: str, grafana_type: str, settings: Mapping[str, object]) -> Json:
    written = {name: escape_dollars(value) for name, value in settings.items()}
    return {"uid": _uid(kind), "type": grafana_type, "settings": written, "disableResolveMessage": False}


def _uid(kind: str) -> str:
    return f"wanikani-{kind}"


def _policy(*, muted: bool) -> Json:
    everything = {
        "receiver": NAME,
        "object_matchers": [["alertname", "=~", ".+"]],
        "mute_time_intervals": [MUTE_TIME],
    }
    return {
        "orgId": 1,
        "receiver": NAME,
        "group_by": ["grafana_folder", "alertname", "account"],
        "group_wait": "1m",
        "group_interval": "5m",
        "repeat_interval": "1d",
        "routes": [everything] if muted else [],
    }


def _mute_times(*, wanted: bool) -> Json:
    if not wanted:
        return {"deleteMuteTimes": [{"orgId": 1, "name": MUTE_TIME}]}
    always = [{"times": [{"start_time": "00:00", "end_time": "24:00"}]}]
    return {"muteTimes": [{"orgId": 1, "name": MUTE_TIME, "time_intervals": always}]}


def _test_rule(*, wanted: bool) -> Json:
    if not wanted:
        return {"deleteRules": [{"orgId": 1, "uid": TEST_RULE}]}
    model = {
        "refId": "C",
        "type": "math",
        "expression": "1 == 1",
        "datasource": {"type": "__expr__", "uid": "__expr__"},
    }
    rule = {
        "uid": TEST_RULE,
        "title": "Test notification",
        "condition": "C",
        "data": [{"refId": "C", "datasourceUid": "__expr__", "model": model}],
        "noDataState": "OK",
        "execErrState": "OK",
        "for": TEST_PENDING,
        "annotations": {
            "summary": "WaniKani alerts reach you.",
            "description": "This is only a test: remove ALERT_TEST to stop it.",
        },
    }
    return {"groups": [{"orgId": 1, "name": "test", "folder": FOLDER, "interval": "1m", "rules": [rule]}]}
