"""Conversations with WaniKani, under the name and the token that the settings give an account."""

from collections.abc import Iterator
from contextlib import contextmanager
from wsgiref.types import WSGIApplication

from collector.app.in_process import InProcessHttp
from collector.app.secrets import read_and_redact
from collector.config.secrets import Secret
from collector.config.settings import Settings
from collector.config.values import DEFAULT_ACCOUNT
from collector.core.clock import Clock
from collector.wanikani.client import Conversation
from collector.wanikani.http import Http, http_client


def account_label(settings: Settings, state_name: str) -> str | None:
    """Return what the owner calls the account, or None where WaniKani's username is to be its name.

    >>> settings = Settings.model_construct(wanikani_account="anna")
    >>> account_label(settings, DEFAULT_ACCOUNT), account_label(settings, "bob")
    ('anna', 'bob')
    """
    return settings.wanikani_account if state_name == DEFAULT_ACCOUNT else state_name


def open_conversation(http: Http, url: str, token: Secret, clock: Clock) -> Conversation:
    """Return a conversation with the WaniKani at *url*, under *token* as it is now.

    The token is kept out of the log from now on. Raises `UnusableSecret` when it is missing or malformed.
    """
    return Conversation(http, base_url=url, token=read_and_redact(token), clock=clock, source=token.place)


@contextmanager
def conversation_of(settings: Settings, token: Secret, clock: Clock) -> Iterator[Conversation]:
    """Yield a conversation with WaniKani under *token*, without opening a state.

    Raises `UnusableSecret` when it cannot be read.
    """
    with http_client(url=settings.wanikani_url, network=settings.network) as http:
        yield open_conversation(http, settings.wanikani_url, token, clock)


def simulated_transport(wsgi_app: WSGIApplication) -> Http:
    """Return what carries requests to *wsgi_app* in this process, in place of the network."""
    return InProcessHttp(wsgi_app)
