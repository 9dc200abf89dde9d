"""The contact points as Grafana's file provisioning reads them. Pure.

Source: grafana.com/docs, "Use configuration files to provision alerting resources"; seen to work on
Grafana 9.5. Grafana expands `$NAME` and `$__file{…}` in these values, and does not start when one is empty:
so they are written out here, each dollar sign doubled, and only those that there are.
"""

import json
from collections.abc import Iterator, Mapping

from collector.config.contacts import Contacts, Post

NAME = "WaniKani"
FOLDER = "WaniKani"
KINDS = ("email", "ntfy", "webhook", "discord", "telegram")
NOBODY = "nobody"
NEVER = "wanikani-nobody-to-tell"
TEST = "wanikani-test"
# An address that never answers would log an error at each alarm; this one is never written to at all.
PLACEHOLDER = "nobody@localhost"

_TITLE = (
    "{{ range .Alerts.Firing }}{{ .Annotations.summary }} {{ end }}"
    "{{ if not .Alerts.Firing }}Over: {{ .CommonLabels.alertname }}{{ end }}"
)
_MESSAGE = (
    "{{ range .Alerts.Firing }}{{ .Annotations.description }}\n"
    "{{ if .DashboardURL }}{{ .DashboardURL }}\n{{ end }}{{ end }}"
    "{{ range .Alerts.Resolved }}Over: {{ .Annotations.summary }}\n{{ end }}"
)
# Where there is no title, the message says both.
_ALL = f"{_TITLE}\n{_MESSAGE}"

Json = dict[str, object]
_HEAD = "# Made by `wanikani-collector` for Grafana; it holds secrets.\n"


def as_file(contacts: Contacts) -> str:
    """Return the file's text.

    JSON is YAML, and leaves no doubt what is text. Nothing is escaped into ASCII: a character written as
    two escapes, which JSON does and YAML does not know, keeps Grafana from starting.
    """
    return f"{_HEAD}{json.dumps(contact_points(contacts), indent=2, ensure_ascii=False)}\n"


def contact_points(contacts: Contacts) -> Json:
    """Return the file's content. What a former one may have left in Grafana is deleted."""
    receivers = dict(_receivers(contacts))
    there = receivers or {NOBODY: _receiver(NOBODY, "email", {"addresses": PLACEHOLDER})}
    gone = [kind for kind in (*KINDS, NOBODY) if kind not in there]
    return {
        "apiVersion": 1,
        "contactPoints": [{"orgId": 1, "name": NAME, "receivers": list(there.values())}],
        "deleteContactPoints": [{"orgId": 1, "uid": _uid(kind)} for kind in gone],
        "policies": [_policy(muted=not receivers)],
        **_mute(needed=not receivers),
        **_test(wanted=contacts.test),
    }


def configured(contacts: Contacts) -> list[str]:
    """Return the kinds of contact points that there are."""
    return [kind for kind, _ in _receivers(contacts)]


def _receivers(contacts: Contacts) -> Iterator[tuple[str, Json]]:
    if contacts.emails:
        told = {"addresses": ";".join(contacts.emails), "subject": _TITLE, "message": _MESSAGE}
        yield "email", _receiver("email", "email", {**told, "singleEmail": True})
    for kind, post in (("ntfy", contacts.ntfy), ("webhook", contacts.webhook)):
        if post is not None:
            yield kind, _receiver(kind, "webhook", _posted(post))
    if contacts.discord is not None:
        told = {"url": contacts.discord.url, "title": _TITLE, "message": _MESSAGE}
        yield "discord", _receiver("discord", "discord", told)
    if contacts.telegram is not None:
        told = {"bottoken": contacts.telegram.token, "chatid": contacts.telegram.chat, "message": _ALL}
        yield "telegram", _receiver("telegram", "telegram", {**told, "parse_mode": "None"})


def _posted(post: Post) -> Json:
    wanted: Json = {"url": post.url, "httpMethod": "POST", "title": _TITLE, "message": _MESSAGE}
    bearer = {"authorization_scheme": "Bearer", "authorization_credentials": post.token}
    return wanted | (bearer if post.token else {})


def _receiver(kind: str, grafanas: str, settings: Mapping[str, object]) -> Json:
    written = {name: literally(value) for name, value in settings.items()}
    return {"uid": _uid(kind), "type": grafanas, "settings": written, "disableResolveMessage": False}


def literally(value: object) -> object:
    """Return a value that Grafana expands to *value*, whatever dollar signs it has."""
    return value.replace("$", "$$") if isinstance(value, str) else value


def _uid(kind: str) -> str:
    return f"wanikani-{kind}"


def _policy(*, muted: bool) -> Json:
    everything = {
        "receiver": NAME,
        "object_matchers": [["alertname", "=~", ".+"]],
        "mute_time_intervals": [NEVER],
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


def _mute(*, needed: bool) -> Json:
    if not needed:
        return {"deleteMuteTimes": [{"orgId": 1, "name": NEVER}]}
    always = [{"times": [{"start_time": "00:00", "end_time": "24:00"}]}]
    return {"muteTimes": [{"orgId": 1, "name": NEVER, "time_intervals": always}]}


def _test(*, wanted: bool) -> Json:
    if not wanted:
        return {"deleteRules": [{"orgId": 1, "uid": TEST}]}
    model = {
        "refId": "C",
        "type": "math",
        "expression": "1 == 1",
        "datasource": {"type": "__expr__", "uid": "__expr__"},
    }
    rule = {
        "uid": TEST,
        "title": "Test notification",
        "condition": "C",
        "data": [{"refId": "C", "datasourceUid": "__expr__", "model": model}],
        "noDataState": "OK",
        "execErrState": "OK",
        "for": "0s",
        "annotations": {
            "summary": "WaniKani's alarms reach you.",
            "description": "This is only a test: take ALERT_TEST away again.",
        },
    }
    return {"groups": [{"orgId": 1, "name": "test", "folder": FOLDER, "interval": "1m", "rules": [rule]}]}
