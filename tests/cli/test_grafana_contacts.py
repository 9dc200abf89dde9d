"""`grafana-contacts`: whom Grafana tells, from the settings, in a file that it can always start with."""

import json
import stat
from typing import Any

import pytest

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
    assert "tells nobody" in done.out
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


def test_a_template_of_ones_own_stays(cli: Cli) -> None:
    assert cli("grafana-contacts", ALERT_NTFY_URL="https://ntfy.example/t?template=mine").code == 0
    assert _receivers(cli)["ntfy"]["url"] == "https://ntfy.example/t?template=mine"


def test_a_test_alarm_is_announced(cli: Cli) -> None:
    done = cli("grafana-contacts", ALERT_EMAIL="me@example.com", ALERT_TEST="yes")
    assert "rings from Grafana's next start on" in done.out
    assert _written(cli)["groups"][0]["rules"][0]["title"] == "Test notification"


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"ALERT_EMAIL": "me, you@example.com"}, "ALERT_EMAIL must be one or more addresses"),
        ({"ALERT_NTFY_URL": "ntfy.sh/canary"}, "ALERT_NTFY_URL must be a web address"),
        ({"ALERT_NTFY_URL": "https://ntfy.sh/"}, "ALERT_NTFY_URL must name your topic too"),
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


def test_mistakes_in_other_settings_do_not_matter_here_and_a_likely_typo_is_named(cli: Cli) -> None:
    done = cli("grafana-contacts", COLLECTOR_POLL_EVERY="5 bells", ALERT_EMIAL="me@example.com")
    assert done.code == 0
    assert done.err == "ALERT_EMIAL is not a setting: did you mean ALERT_EMAIL?\n"


def test_a_folder_that_is_not_there_is_said(cli: Cli) -> None:
    done = cli("grafana-contacts", "--out", "nowhere/contacts.yaml")
    assert done.code == 2
    assert done.err == (
        "The contact points cannot be written to nowhere/contacts.yaml (no such folder): name another file.\n"
    )
