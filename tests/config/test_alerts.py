"""What is set reaches Grafana letter by letter, through YAML and through its expansion of variables."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from collector.cli.commands.grafana_contacts import grafana_contacts
from collector.config.alerts import load_contacts
from collector.config.contacts import Contacts, Post, Telegram

PRINTABLE = st.characters(codec="utf-8", exclude_categories=("C", "Z"))
HOSTILE = st.sampled_from(
    ["$", "$$", "${HOME}", "$HOME", "$__env{HOME}", "$__file{/x}", '"', "\\", "#", ": ", "😀"]
)
WRITTEN = st.lists(PRINTABLE | HOSTILE, min_size=1).map("".join)


def _as_grafana_reads(file: Path) -> dict[str, dict[str, Any]]:
    """Read the receivers' settings as Grafana does, by kind."""
    (point,) = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)["contactPoints"]
    return {
        receiver["uid"].removeprefix("wanikani-"): {
            name: _expanded(value) for name, value in receiver["settings"].items()
        }
        for receiver in point["receivers"]
    }


def _expanded(value: object) -> object:
    """Two dollar signs are one; at a single one Grafana would put in something else."""
    if not isinstance(value, str):
        return value
    between = value.split("$$")
    assert not any("$" in part for part in between)
    return "$".join(between)


@given(WRITTEN)
def test_any_secret_arrives_letter_by_letter(secret: str) -> None:
    file = Path("contact-points.yaml")
    post = Post(f"https://host.example/{secret}", secret)
    everywhere = Contacts((secret,), post, post, post, Telegram(secret, "@me"))
    assert grafana_contacts(everywhere, file) == 0
    read = _as_grafana_reads(file)
    assert read["email"]["addresses"] == secret
    assert (read["ntfy"]["url"], read["ntfy"]["authorization_credentials"]) == (post.url, secret)
    assert (read["webhook"]["url"], read["webhook"]["authorization_credentials"]) == (post.url, secret)
    assert read["discord"]["url"] == post.url
    assert read["telegram"]["bottoken"] == secret


@pytest.mark.parametrize("number", ["123456789", "-1001234567890", "1e3", "0x10", "true", "null", "~"])
def test_what_looks_like_a_number_stays_text(number: str) -> None:
    file = Path("contact-points.yaml")
    grafana_contacts(Contacts(telegram=Telegram(number, number)), file)
    read = _as_grafana_reads(file)["telegram"]
    assert (read["bottoken"], read["chatid"]) == (number, number)


@pytest.mark.parametrize(
    "given_as",
    [
        "a@x.example, b@x.example",
        "a@x.example;b@x.example",
        "a@x.example b@x.example",
        "a@x.example\nb@x.example",
    ],
)
def test_several_addresses_may_be_parted_as_is_usual(monkeypatch: pytest.MonkeyPatch, given_as: str) -> None:
    monkeypatch.setenv("ALERT_EMAIL", given_as)
    assert load_contacts().emails == ("a@x.example", "b@x.example")


def test_blanks_are_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("EMAIL", "NTFY_URL", "NTFY_TOKEN", "WEBHOOK_URL_FILE", "TELEGRAM_CHAT", "TEST"):
        monkeypatch.setenv(f"ALERT_{name}", "  ")
    assert load_contacts() == Contacts()


def test_they_may_stand_in_the_env_file() -> None:
    Path(".env").write_text("ALERT_DISCORD_URL='https://discord.example/1/a$b'\nALERT_TEST=yes\n", "utf-8")
    assert load_contacts() == Contacts(discord=Post("https://discord.example/1/a$b"), test=True)
