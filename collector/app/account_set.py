"""The accounts that are polled now: made of the tokens that are there, and changed as those change."""

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

    *accounts* is replaced when accounts change, never changed: who goes through it need not care.
    """

    settings: Settings
    http: Http
    states: OpenStates
    listed: Accounts
    accounts: dict[str, Account] = field(default_factory=dict)
    unusable: dict[str, CollectorError] = field(default_factory=dict)

    def open(self) -> None:
        """Make the accounts. A few states are opened at once; raises the error of one when none can be.

        More are opened when it is their turn: to open thousands takes a while.
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
        """Have the accounts that are *listed*, no others, and return what changed.

        Who has another token keeps its state open. A removed account's state is closed, and stays.
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
    """Return True if it is another token; that its line has another number is nothing."""
    return (before.value, before.file) != (now.value, now.file)
