"""The contact points' file: only configured ones, values unchanged by expansion, earlier ones deleted."""

import json
import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.config.contacts import Contacts, Post, Telegram
from collector.deployment.contact_points import MUTE_TIME, TEST_RULE, contact_points
from collector.deployment.provisioning_text import escape_dollars

ALL = Contacts(
    emails=("me@example.com", "you@example.com"),
    ntfy=Post("https://ntfy.example/topic", "tk"),
    webhook=Post("https://hook.example/x"),
    discord=Post("https://discord.example/1/abc"),
    telegram=Telegram("123:abc", "-1001"),
)
KINDS = ("emails", "ntfy", "webhook", "discord", "telegram")
UIDS = {f"wanikani-{kind}" for kind in ("email", "ntfy", "webhook", "discord", "telegram", "nobody")}


def _some(chosen: tuple[bool, ...]) -> Contacts:
    return Contacts(
        **{kind: getattr(ALL, kind) for kind, wanted in zip(KINDS, chosen, strict=True) if wanted}
    )


def _as_grafana_expands(text: str) -> str:
    """Expand as Grafana 9.5 does (pkg/services/provisioning/values): nothing is set in this environment."""
    parts = [re.sub(r"\$__\w+\{[^}]*\}|\$\{[^}]*\}|\$\w+|\$", "", part) for part in text.split("$$")]
    return "$".join(parts)


@given(st.text(st.sampled_from("${}_a") | st.characters(codec="utf-8")))
def test_any_secret_reaches_grafana_unchanged(secret: str) -> None:
    written = escape_dollars(secret)
    read = json.loads(json.dumps(written, ensure_ascii=True))
    assert _as_grafana_expands(str(read)) == secret


def _as_a_template(text: str) -> str:
    """Execute *text* as Go's text/template does, whose actions begin at the leftmost `{{`."""
    written, rest = "", text
    while "{{" in rest:
        before, _, rest = rest.partition("{{")
        quoted = re.match(r' "([^"]*)" }}', rest)
        assert quoted, f"{text} holds an action that is no text"
        written, rest = written + before + quoted[1], rest[quoted.end() :]
    return written + rest


@given(st.text("{}x"))
def test_braces_in_an_address_are_not_a_template(path: str) -> None:
    address = f"https://hook.example/{path}"
    contacts = Contacts(ntfy=Post(address), webhook=Post(address), discord=Post(address))
    (point,) = json.loads(json.dumps(contact_points(contacts)))["contactPoints"]
    written = [receiver["settings"]["url"] for receiver in point["receivers"]]
    assert [_as_a_template(each) for each in written] == [address] * 3


@pytest.mark.parametrize("chosen", list(product((True, False), repeat=5)))
def test_every_receiver_is_either_there_or_deleted_and_none_of_its_settings_is_empty(
    chosen: tuple[bool, ...],
) -> None:
    content = json.loads(json.dumps(contact_points(_some(chosen))))
    (point,) = content["contactPoints"]
    there = {receiver["uid"] for receiver in point["receivers"]}
    gone = {each["uid"] for each in content["deleteContactPoints"]}
    assert there | gone == UIDS
    assert not there & gone
    assert there
    assert all(
        value not in ("", None) for receiver in point["receivers"] for value in receiver["settings"].values()
    )
    assert (there == {"wanikani-nobody"}) == (not any(chosen))


def test_without_contacts_every_notification_is_muted() -> None:
    content = json.loads(json.dumps(contact_points(Contacts())))
    (policy,) = content["policies"]
    (route,) = policy["routes"]
    assert route["object_matchers"] == [["alertname", "=~", ".+"]]
    assert route["mute_time_intervals"] == [MUTE_TIME]
    assert [each["name"] for each in content["muteTimes"]] == [MUTE_TIME]


def test_with_a_contact_nothing_is_muted_any_more() -> None:
    content = json.loads(json.dumps(contact_points(ALL)))
    assert content["policies"][0]["routes"] == []
    assert content["deleteMuteTimes"] == [{"orgId": 1, "name": MUTE_TIME}]
    assert "muteTimes" not in content


def test_numbers_stay_text() -> None:
    content = json.loads(json.dumps(contact_points(ALL)))
    settings = {each["uid"]: each["settings"] for each in content["contactPoints"][0]["receivers"]}
    assert settings["wanikani-telegram"]["chatid"] == "-1001"
    assert settings["wanikani-email"]["addresses"] == "me@example.com;you@example.com"


def test_no_template_has_a_dollar_sign() -> None:
    # Grafana would take it for a variable of the environment, and leave a hole.
    assert "$" not in json.dumps(contact_points(ALL))


def test_the_test_alert_is_there_only_while_it_is_wanted() -> None:
    wanted = json.loads(json.dumps(contact_points(Contacts(test=True))))
    assert [rule["uid"] for rule in wanted["groups"][0]["rules"]] == [TEST_RULE]
    assert contact_points(Contacts())["deleteRules"] == [{"orgId": 1, "uid": TEST_RULE}]


def test_the_test_alert_cannot_fire_before_a_new_grafana_has_read_its_policy() -> None:
    # Until then, a minute at most, notifications go to Grafana's own default, a mail to example@email.com.
    content = json.loads(json.dumps(contact_points(Contacts(test=True))))
    (group,) = content["groups"]
    assert (group["interval"], group["rules"][0]["for"]) == ("1m", "1m")


@pytest.mark.parametrize("kind", ["email", "ntfy", "webhook", "discord", "telegram"])
def test_every_message_has_the_link_that_names_the_account(kind: str) -> None:
    content = json.loads(json.dumps(contact_points(ALL)))
    settings = {each["uid"]: each["settings"] for each in content["contactPoints"][0]["receivers"]}
    assert "{{ .Annotations.dashboard_url }}" in settings[f"wanikani-{kind}"]["message"]
