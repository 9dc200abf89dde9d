"""Watches the file and the folder of accounts, and applies their changes."""

from datetime import timedelta

import structlog

from collector.app import App
from collector.app.account_set import AccountChanges
from collector.config.accounts import Accounts, accounts_version, read_accounts
from collector.core.log_events import LogEvent
from collector.core.wording import names_in_words

log = structlog.get_logger("collector")

# A file that is being written is briefly empty, so a missing account is removed only at the second look.
LOOK_AGAIN_AFTER = timedelta(seconds=2)


class AccountsWatch:
    """Follows the accounts that are listed. A mistake is logged when it appears, not at every look."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._version: int | None = None
        self._missing: frozenset[str] = frozenset()
        self._missed_at = timedelta(0)
        self._logged: frozenset[str] = frozenset()

    @property
    def unsure(self) -> bool:
        """Return True if accounts are missing that would be removed if they are at the next look."""
        return bool(self._missing)

    def look(self) -> AccountChanges:
        """Read the accounts again if they may have changed, have the new ones, and return what changed.

        A missing account is removed at the second look, `LOOK_AGAIN_AFTER` the first.
        """
        version = accounts_version(self._app.settings, self._app.clock.now())
        if version is not None and version == self._version and not self._missing:
            return AccountChanges()
        self._version = version
        before = self._app.listed
        listed = self._with_the_missing(read_accounts(self._app.settings, before), before)
        self._log_mistakes(listed)
        if listed == before:
            return AccountChanges()
        changes = self._app.follow(listed)
        if changes.any:
            log.info(
                LogEvent.ACCOUNTS_CHANGED,
                added=names_in_words(changes.added),
                changed=names_in_words(changes.changed),
                removed=names_in_words(changes.removed),
                accounts=len(listed.tokens),
            )
        return changes

    def _with_the_missing(self, listed: Accounts, before: Accounts) -> Accounts:
        now = self._app.clock.elapsed()
        missing = frozenset(before.tokens.keys() - listed.tokens.keys())
        sure = self._missing if now - self._missed_at >= LOOK_AGAIN_AFTER else frozenset()
        waiting = missing - sure
        if waiting - self._missing:
            self._missed_at = now
        self._missing = waiting
        return listed.keeping(before, waiting)

    def _log_mistakes(self, listed: Accounts) -> None:
        for mistake in listed.mistakes:
            if mistake not in self._logged:
                log.error(LogEvent.ACCOUNTS_MISTAKEN, problem=mistake)
        self._logged = frozenset(listed.mistakes)
