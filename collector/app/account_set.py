"""The accounts that are polled now: built from the available tokens, and updated with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from collector.app.conversations import account_label, open_conversation
from collector.config.accounts import Accounts
from collector.config.secrets import Secret
from collector.config.settings import Settings
from collector.config.values import DEFAULT_ACCOUNT
from collector.core.errors import CollectorError
from collector.pipeline.account import Account
from collector.storage import state_folder
from collector.storage.open_states import OpenStates
from collector.wanikani.http import Http


@dataclass(frozen=True, slots=True)
class AccountChanges:
    """The names of accounts that were *added* or *removed*, or have another token: *changed*."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """Return True if there is one."""
        return bool(self.added or self.changed or self.removed)


@dataclass(slots=True)
class AccountSet:
    """The accounts by name, and those whose state could not be opened.

    *accounts* is replaced when accounts change, never modified: it is safe to iterate over.
    """

    settings: Settings
    http: Http
    states: OpenStates
    listed: Accounts
    accounts: dict[str, Account] = field(default_factory=dict)
    unusable: dict[str, CollectorError] = field(default_factory=dict)

    def open(self) -> None:
        """Create the accounts and open a few states; raises the error of one if none can be opened.

        More are opened at their turn: opening thousands takes a while.
        """
        self.accounts = self._made({}, self.listed.tokens)
        if not self.listed.few:
            return
        for name, account in [*self.accounts.items()]:
            try:
                account.store.open()
            except CollectorError as problem:
                self.unusable[name] = problem
                del self.accounts[name]
        if self.unusable and not self.accounts:
            raise next(iter(self.unusable.values()))

    def follow(self, listed: Accounts) -> AccountChanges:
        """Keep exactly the *listed* accounts, and return what changed.

        An account with a new token keeps its state open. A removed account's state is closed, not deleted.
        """
        before, tokens = self.listed.tokens, listed.tokens
        changes = AccountChanges(
            added=tuple(tokens.keys() - before.keys()),
            changed=tuple(name for name in tokens if name in before and _differ(before[name], tokens[name])),
            removed=tuple(before.keys() - tokens.keys()),
        )
        gone = [self.accounts[name] for name in changes.removed if name in self.accounts]
        self.listed = listed
        self.unusable = {name: why for name, why in self.unusable.items() if name not in changes.removed}
        self.accounts = self._made(self.accounts, tokens)
        for account in gone:
            account.store.close()
        return changes

    def _made(self, before: Mapping[str, Account], tokens: Mapping[str, Secret]) -> dict[str, Account]:
        return {
            name: self._account(name, token, before.get(name))
            for name, token in tokens.items()
            if name not in self.unusable
        }

    def _account(self, name: str, token: Secret, before: Account | None) -> Account:
        named = name != DEFAULT_ACCOUNT
        if before is not None and before.token == token and named:
            return before
        path = state_folder.state_file(self.settings.collector_state, name)
        url = self.settings.wanikani_url
        return Account(
            state_name=name,
            name=account_label(self.settings, name),
            taken_names=frozenset() if named else self.listed.names - {name},
            token=token,
            store=before.store if before else self.states.store(path),
            open_conversation=partial(open_conversation, self.http, url, token),
            url=url,
            every=self.settings.poll_every,
            zone=self.settings.zone,
        )


def _differ(before: Secret, now: Secret) -> bool:
    """Return True if the token differs; another line number does not count."""
    return (before.value, before.file) != (now.value, now.file)
