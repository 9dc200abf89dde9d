"""The checks of WaniKani: the token, the learner it belongs to, and the clock."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta

from collector.app.conversations import account_label, conversation_of
from collector.config.secrets import Secret
from collector.config.settings import Settings
from collector.core.clock import Clock
from collector.core.errors import CollectorError
from collector.core.wording import duration_in_words
from collector.diagnostics.finding import Finding, Severity
from collector.pipeline.identity import resolve_identity
from collector.storage import identity as identities
from collector.storage.database import open_for_reading
from collector.storage.identity import Identity
from collector.storage.state_folder import state_file
from collector.wanikani import decode

_CLOCK_TOLERANCE = timedelta(minutes=1)


def check_wanikani(settings: Settings, name: str, token: Secret, clock: Clock) -> Iterator[Finding]:
    """Check that WaniKani accepts the account's token, and that the clocks agree; name the token's owner."""
    try:
        with conversation_of(settings, token, clock) as conversation:
            asked = clock.now()
            user = decode.USER.single(conversation.get_once(conversation.url_of("user")).body or b"", "/user")
            answered = clock.now()
            conversation.get_once(conversation.url_of("assignments", {"levels": "0"}))
        label = account_label(settings, name)
        resolve_identity(_known_identity(settings, name), label, user, token.place)
    except CollectorError as problem:
        yield Finding.of_error(problem, f"{name}: ")
        return
    proxy = settings.network.proxy_for(settings.wanikani_url)
    if proxy is not None:
        yield Finding(
            Severity.OK, f"{name}: WaniKani is reached through the proxy {proxy.shown} ({proxy.setting})."
        )
    plan = user.subscription
    who = "A simulated WaniKani" if conversation.simulated else "WaniKani"
    yield Finding(
        Severity.OK,
        f"{name}: {who} accepts the token of {user.username}, level {user.level}, {plan.type} subscription "
        f"up to level {plan.max_level_granted}.",
    )
    yield _clock_finding(conversation.first_date, asked, answered, simulated=conversation.simulated)


def _known_identity(settings: Settings, name: str) -> Identity | None:
    try:
        store = open_for_reading(state_file(settings.collector_state, name))
        if store is None:
            return None
        with closing(store), store.reading() as tx:
            return identities.identity(tx)
    except CollectorError:
        return None  # `check_state` yields it


def _clock_finding(there: datetime | None, before: datetime, after: datetime, *, simulated: bool) -> Finding:
    if there is None:
        return Finding(
            Severity.PROBLEM, "WaniKani's answer had no Date: is something else answering at WANIKANI_URL?"
        )
    # `Date` is cut to the second, so the true moment is up to a second later.
    ahead = before - there - timedelta(seconds=1)
    behind = there - after
    if max(ahead, behind) <= _CLOCK_TOLERANCE:
        return Finding(Severity.OK, "This machine's clock agrees with WaniKani's.")
    difference = f"{duration_in_words(max(ahead, behind))} {'behind' if behind > ahead else 'ahead of'}"
    if simulated:
        return Finding(
            Severity.NOTE,
            f"This machine's clock is {difference} that of the simulated WaniKani, which may run faster: all "
            "times follow WaniKani's clock.",
        )
    return Finding(Severity.ACTION, f"This machine's clock is {difference} WaniKani's: set it (NTP).")
