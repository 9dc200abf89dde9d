"""Grafana's contact points, from the environment and `.env`, independent of the other settings.

No message repeats a value: webhook URLs are as secret as tokens.
"""

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings

from collector.config.contacts import Contacts, Post, Telegram
from collector.config.loading import ENV_FILE
from collector.config.secrets import Secret, make_secret, reject_value_and_file
from collector.config.setup_loading import FROM_ENVIRONMENT, read_settings
from collector.config.values import is_web_address, strip_blanks
from collector.core.errors import InvalidSettings, UnusableSecret

_ADDRESS = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+")
_ONE_FILE = "A file that contains it, instead."
# Each of these parameters names a template. Source: docs.ntfy.sh/publish, "Message templating".
_TEMPLATE = {"template", "tpl", "x-template"}


class ContactSettings(BaseSettings):
    """The settings, one field per variable (the field's name in capitals)."""

    model_config = FROM_ENVIRONMENT

    alert_email: str | None = Field(
        None,
        description="One or more addresses, e.g. `me@example.com, you@example.com`. "
        "Grafana sends the mail: it needs its own `GF_SMTP_…` settings.",
    )
    alert_ntfy_url: SecretStr | None = Field(
        None, description="Your topic at ntfy, e.g. `https://ntfy.sh/a-name-hard-to-guess`."
    )
    alert_ntfy_url_file: Path | None = Field(None, description=_ONE_FILE)
    alert_ntfy_token: SecretStr | None = Field(None, description="ntfy's access token, if it requires one.")
    alert_ntfy_token_file: Path | None = Field(None, description=_ONE_FILE)
    alert_webhook_url: SecretStr | None = Field(
        None, description="Your own web address, to which Grafana posts its JSON."
    )
    alert_webhook_url_file: Path | None = Field(None, description=_ONE_FILE)
    alert_webhook_token: SecretStr | None = Field(
        None, description="Sent with it as `Authorization: Bearer …`."
    )
    alert_webhook_token_file: Path | None = Field(None, description=_ONE_FILE)
    alert_discord_url: SecretStr | None = Field(None, description="A webhook of your Discord channel.")
    alert_discord_url_file: Path | None = Field(None, description=_ONE_FILE)
    alert_telegram_token: SecretStr | None = Field(None, description="The token of your Telegram bot.")
    alert_telegram_token_file: Path | None = Field(None, description=_ONE_FILE)
    alert_telegram_chat: str | None = Field(
        None, description="The chat it posts to: a number such as `-1001234567890`, or `@channel`."
    )
    alert_test: bool = Field(False, description="`yes`: a test alert that always fires.")

    @model_validator(mode="before")
    @classmethod
    def _strip_blanks(cls, given: Any) -> Any:
        return strip_blanks(given)

    _reject_value_and_file = field_validator(
        "alert_ntfy_url_file",
        "alert_ntfy_token_file",
        "alert_webhook_url_file",
        "alert_webhook_token_file",
        "alert_discord_url_file",
        "alert_telegram_token_file",
    )(reject_value_and_file)

    def secret(self, name: str) -> Secret:
        """Return where a secret comes from, such as `ntfy_url`."""
        field = f"alert_{name}"
        return make_secret(field.upper(), getattr(self, field), getattr(self, f"{field}_file"))


def load_contacts(env_file: Path = ENV_FILE) -> Contacts:
    """Return where alerts go; raises `InvalidSettings`, one sentence for each setting that cannot be used."""
    given = read_settings(ContactSettings, env_file)
    mistakes: list[str] = []
    found = Contacts(
        emails=_emails(given, mistakes),
        ntfy=_ntfy(given, mistakes),
        webhook=_post(given, "webhook", mistakes),
        discord=_post(given, "discord", mistakes),
        telegram=_telegram(given, mistakes),
        test=given.alert_test,
    )
    if mistakes:
        raise InvalidSettings("\n".join(mistakes))
    return found


def _emails(given: ContactSettings, mistakes: list[str]) -> tuple[str, ...]:
    text = given.alert_email or ""
    addresses = tuple(filter(None, re.split(r"[,;\s]+", text)))
    sound = all(address.isprintable() and _ADDRESS.fullmatch(address) for address in addresses)
    if text and not (addresses and sound):
        mistakes.append(
            "ALERT_EMAIL must be one or more addresses such as me@example.com, separated by commas."
        )
    return addresses


def _ntfy(given: ContactSettings, mistakes: list[str]) -> Post | None:
    post = _post(given, "ntfy", mistakes)
    if post is None:
        return None
    parts = urlsplit(post.url)
    if not parts.path.strip("/"):
        mistakes.append(
            f"{_location(given.secret('ntfy_url'))} must include your topic, such as "
            "https://ntfy.sh/a-name-hard-to-guess."
        )
    if not _TEMPLATE & parse_qs(parts.query).keys():
        # Its template for Grafana came with ntfy 2.14.
        added = "&".join(filter(None, (parts.query, urlencode({"template": "grafana"}))))
        post = Post(parts._replace(query=added).geturl(), post.token)
    return post


def _post(given: ContactSettings, name: str, mistakes: list[str]) -> Post | None:
    url = _read(given.secret(f"{name}_url"), mistakes)
    token = _read(given.secret(f"{name}_token"), mistakes) if name != "discord" else None
    if url is None:
        if token is not None:
            mistakes.append(
                f"ALERT_{name.upper()}_TOKEN is set, but not ALERT_{name.upper()}_URL: set that too."
            )
        return None
    if not is_web_address(url):
        mistakes.append(
            f"{_location(given.secret(f'{name}_url'))} must be a web address that begins with "
            "https:// or http://."
        )
        return None
    return Post(url, token)


def _location(secret: Secret) -> str:
    """Return where the owner finds it, as the start of a sentence."""
    return secret.place[0].upper() + secret.place[1:]


def _telegram(given: ContactSettings, mistakes: list[str]) -> Telegram | None:
    token = _read(given.secret("telegram_token"), mistakes)
    chat = given.alert_telegram_chat
    if chat is not None and not re.fullmatch(r"-?[0-9]+|@[A-Za-z0-9_]+", chat):
        mistakes.append("ALERT_TELEGRAM_CHAT must be a number such as -1001234567890, or a @channel.")
    if token is not None and chat is not None:
        return Telegram(token, chat)
    if token is not None or chat is not None:
        missing = "CHAT" if chat is None else "TOKEN"
        mistakes.append(
            f"Telegram needs ALERT_TELEGRAM_TOKEN and ALERT_TELEGRAM_CHAT: set ALERT_TELEGRAM_{missing}."
        )
    return None


def _read(secret: Secret, mistakes: list[str]) -> str | None:
    if not secret.given:
        return None
    try:
        return secret.read()
    except UnusableSecret as problem:
        mistakes.append(str(problem))
        return None
