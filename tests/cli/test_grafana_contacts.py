"""`grafana-contacts`: the contact points from the settings, in a file that Grafana can always start with."""

import json
import os
import stat
from typing import Any

import pytest
import yaml

from tests.cli.conftest import Cli

FILE = "contact-points.yaml"


def _written(cli: Cli, name: str = FILE) -> dict[str, Any]:
    head, text = (cli.folder / name).read_text("utf-8").split("\n", 1)
    assert head.startswith("# Made by ")
    content: dict[str, Any] = json.loads(text)
    return content


def _receivers(cli: Cli) -> dict[str, dict[str, Any]]:
    (point,) = _written(cli)["contactPoints"]
    return {each["uid"].removeprefix("wanikani-"): each["settings"] for each in point["receivers"]}


def test_nothing_set_it_says_how_to_be_told_and_writes_a_file_all_the_same(cli: Cli) -> None:
    done = cli("grafana-contacts")
    assert (done.code, done.err) == (0, "")
    assert "sends no notifications" in done.out
    assert "ALERT_NTFY_URL" in done.out
    assert set(_receivers(cli)) == {"nobody"}


def test_everything_set_it_names_the_kinds_and_none_of_the_secrets(cli: Cli) -> None:
    (cli.folder / "bot").write_text("123:canary-bot\n")
    done = cli(
        "grafana-contacts",
        ALERT_EMAIL=" me@example.com, you@example.com ",
        ALERT_NTFY_URL="https://ntfy.example/canary-topic",
        ALERT_NTFY_TOKEN="tk_canary",
        ALERT_WEBHOOK_URL="http://hook.example/?key=canary",
        ALERT_DISCORD_URL="https://discord.example/api/webhooks/1/canary",
        ALERT_TELEGRAM_TOKEN_FILE="bot",
        ALERT_TELEGRAM_CHAT="-1001234567890",
    )
    assert (done.code, done.err) == (0, "")
    for kind in ("email", "ntfy", "webhook", "discord", "telegram"):
        assert f"by {kind}." in done.out
    receivers = _receivers(cli)
    assert receivers["email"]["addresses"] == "me@example.com;you@example.com"
    assert receivers["ntfy"]["url"] == "https://ntfy.example/canary-topic?template=grafana"
    assert receivers["ntfy"]["authorization_credentials"] == "tk_canary"
    assert receivers["webhook"]["url"] == "http://hook.example/?key=canary"
    assert (
        receivers["telegram"] | {"bottoken": "123:canary-bot", "chatid": "-1001234567890"}
        == receivers["telegram"]
    )


def test_the_file_is_for_its_owner_and_grafanas_group_and_written_twice_the_same(cli: Cli) -> None:
    settings = {"ALERT_DISCORD_URL": "https://discord.example/api/webhooks/1/canary"}
    assert cli("grafana-contacts", **settings).code == 0
    first = (cli.folder / FILE).read_bytes()
    assert stat.S_IMODE((cli.folder / FILE).stat().st_mode) == 0o640
    assert cli("grafana-contacts", **settings).code == 0
    assert (cli.folder / FILE).read_bytes() == first


def test_a_file_that_is_there_keeps_its_mode(cli: Cli) -> None:
    (cli.folder / FILE).touch(mode=0o600)
    assert cli("grafana-contacts", ALERT_EMAIL="me@example.com").code == 0
    assert stat.S_IMODE((cli.folder / FILE).stat().st_mode) == 0o600
    assert set(_receivers(cli)) == {"email"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_file_that_is_there_stays_grafanas(cli: Cli) -> None:
    (cli.folder / FILE).touch()
    os.chown(cli.folder / FILE, 472, 473)
    assert cli("grafana-contacts", ALERT_EMAIL="me@example.com").code == 0
    written = (cli.folder / FILE).stat()
    assert (written.st_uid, written.st_gid) == (472, 473)


def test_on_the_terminal_stands_the_file_and_aside_what_it_means(cli: Cli) -> None:
    done = cli("grafana-contacts", "--out", "-", ALERT_EMAIL="me@example.com")
    assert done.code == 0
    assert [point["name"] for point in yaml.safe_load(done.out)["contactPoints"]] == ["WaniKani"]
    assert done.err == "Grafana sends alerts by email.\n"
    assert list(cli.folder.iterdir()) == []


@pytest.mark.parametrize("name", ["template", "tpl", "x-template"])
def test_a_template_of_ones_own_stays(cli: Cli, name: str) -> None:
    assert cli("grafana-contacts", ALERT_NTFY_URL=f"https://ntfy.example/t?{name}=mine").code == 0
    assert _receivers(cli)["ntfy"]["url"] == f"https://ntfy.example/t?{name}=mine"


def test_a_test_alert_is_announced(cli: Cli) -> None:
    done = cli("grafana-contacts", ALERT_EMAIL="me@example.com", ALERT_TEST="yes")
    assert "fires from Grafana's next start" in done.out
    assert _written(cli)["groups"][0]["rules"][0]["title"] == "Test notification"


def test_the_option_asks_for_one_too(cli: Cli) -> None:
    assert "fires from Grafana's next start" in cli("grafana-contacts", "--test").out
    assert _written(cli)["groups"][0]["rules"][0]["title"] == "Test notification"
    assert cli("grafana-contacts").code == 0
    assert "groups" not in _written(cli)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"ALERT_EMAIL": "me, you@example.com"}, "ALERT_EMAIL must be one or more addresses"),
        ({"ALERT_EMAIL": ",;"}, "ALERT_EMAIL must be one or more addresses"),
        ({"ALERT_EMAIL": "me\x7f@example.com"}, "ALERT_EMAIL must be one or more addresses"),
        ({"ALERT_NTFY_URL": "ntfy.sh/canary"}, "ALERT_NTFY_URL must be a web address"),
        ({"ALERT_NTFY_URL": "https://ntfy.sh/"}, "ALERT_NTFY_URL must include your topic"),
        ({"ALERT_NTFY_TOKEN": "tk_canary"}, "ALERT_NTFY_TOKEN is set, but not ALERT_NTFY_URL"),
        ({"ALERT_WEBHOOK_URL": "https://"}, "ALERT_WEBHOOK_URL must be a web address"),
        (
            {"ALERT_DISCORD_URL_FILE": "gone/file"},
            "ALERT_DISCORD_URL_FILE names gone/file, which does not exist",
        ),
        (
            {"ALERT_DISCORD_URL_FILE": "https://discord.example/canary"},
            "the address itself goes into ALERT_DISCORD_URL.",
        ),
        (
            {"ALERT_WEBHOOK_URL": "https://hook.example/canary", "ALERT_WEBHOOK_URL_FILE": "some/file"},
            "ALERT_WEBHOOK_URL_FILE is set although the secret itself is set too",
        ),
        ({"ALERT_TELEGRAM_CHAT": "123"}, "set ALERT_TELEGRAM_TOKEN."),
        ({"ALERT_TELEGRAM_TOKEN": "1:canary"}, "set ALERT_TELEGRAM_CHAT."),
        (
            {"ALERT_TELEGRAM_TOKEN": "1:canary", "ALERT_TELEGRAM_CHAT": "me"},
            "ALERT_TELEGRAM_CHAT must be a number",
        ),
        ({"ALERT_TEST": "perhaps"}, "ALERT_TEST must be yes or no."),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_and_nothing_is_written(
    cli: Cli, settings: dict[str, str], sentence: str
) -> None:
    done = cli("grafana-contacts", **settings)
    assert (done.code, done.out) == (2, "")
    assert sentence in done.err
    assert len(done.err.splitlines()) == 1
    assert not (cli.folder / FILE).exists()


@pytest.mark.parametrize("address", ["canary.example/t", "https://ntfy.example/"])
def test_what_is_wrong_in_a_file_is_looked_for_there(cli: Cli, address: str) -> None:
    (cli.folder / "topic").write_text(address)
    done = cli("grafana-contacts", ALERT_NTFY_URL_FILE="topic")
    assert done.code == 2
    assert done.err.startswith("The file that ALERT_NTFY_URL_FILE names must ")


def test_mistakes_in_other_settings_do_not_matter_here_and_a_likely_typo_is_named(cli: Cli) -> None:
    done = cli("grafana-contacts", COLLECTOR_POLL_EVERY="5 bells", ALERT_EMIAL="me@example.com")
    assert done.code == 0
    assert done.err == "ALERT_EMIAL is not a setting: did you mean ALERT_EMAIL?\n"


def test_a_folder_that_is_not_there_is_said(cli: Cli) -> None:
    done = cli("grafana-contacts", "--out", "nowhere/contacts.yaml")
    assert done.code == 2
    assert done.err == (
        "The contact points cannot be written to nowhere/contacts.yaml (no such folder): choose another "
        "file.\n"
    )
