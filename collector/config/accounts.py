"""The accounts of this process: from the settings, a file and a folder.

This is the one place that decides it. The file and the folder can be read again while the collector runs:
a mistake in them removes no account, and an account whose line or file is broken keeps its last good token.
"""

from collections.abc import Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from collector.config.account_sources import (
    FILE,
    FOLDER,
    AccountSource,
    read_accounts_file,
    read_accounts_folder,
    written,
)
from collector.config.secrets import Secret, expanded, make_secret
from collector.config.settings import Settings
from collector.config.values import DEFAULT_ACCOUNT
from collector.core.shards import owned

# Up to so many accounts are shown in full and read at every request; more are a table.
FEW = 5
# Some file systems date files by the second or two: what was written just now may be written again unseen.
_COARSE = timedelta(seconds=3)
_NONE = AccountSource()


@dataclass(frozen=True, slots=True)
class Accounts:
    """The *tokens* by the name of the account's state, and a sentence for each of the *mistakes*.

    *file* and *folder* are what those two said. *elsewhere* are the names of accounts of other shards.
    """

    tokens: dict[str, Secret]
    mistakes: tuple[str, ...] = ()
    elsewhere: frozenset[str] = frozenset()
    file: AccountSource = field(default=_NONE, repr=False)
    folder: AccountSource = field(default=_NONE, repr=False)

    @property
    def names(self) -> frozenset[str]:
        """The names of all accounts, those of other shards too."""
        return self.elsewhere.union(self.tokens)

    @property
    def few(self) -> bool:
        """Return True if they can be shown in full."""
        return len(self.tokens) <= FEW

    def keeping(self, before: "Accounts", names: Set[str]) -> "Accounts":
        """Return these accounts and those of *before* that are called *names*."""
        if not names:
            return self
        return replace(
            self,
            tokens=self.tokens | {name: before.tokens[name] for name in names},
            file=self.file.keeping(before.file, names),
            folder=self.folder.keeping(before.folder, names),
        )


def read_accounts(settings: Settings, before: Accounts | None = None) -> Accounts:
    """Return the accounts as they are now; raises nothing.

    Where a source, a line or a file is broken that was read *before*, its accounts are as they were. Of two
    with one name the first counts: a variable, then the file, then the folder.
    """
    before = before or Accounts({})
    file = read_accounts_file(expanded(settings.wanikani_accounts_file)).or_as_before(before.file)
    folder = read_accounts_folder(expanded(settings.wanikani_accounts_dir)).or_as_before(before.folder)
    tokens = variable_tokens(settings)
    mistakes = [*file.mistakes, *folder.mistakes]
    for name, token in [*file.tokens.items(), *folder.tokens.items()]:
        taken = _taken(settings, tokens, name, token)
        if taken:
            mistakes.append(taken)
        else:
            tokens[name] = token
    if not tokens and not mistakes:
        mistakes.append(_nobody(settings))
    mine = owned(tokens, settings.shard)
    return Accounts(mine, tuple(mistakes), frozenset(tokens) - frozenset(mine), file, folder)


def variable_tokens(settings: Settings) -> dict[str, Secret]:
    """Return the tokens of variables, by the name of the account's state; the unnamed one is among them."""
    named = {
        name: make_secret(f"WANIKANI_ACCOUNTS__{name.upper()}__TOKEN", account.token, account.token_file)
        for name, account in sorted(settings.wanikani_accounts.items())
    }
    unnamed = make_secret("WANIKANI_TOKEN", settings.wanikani_token, settings.wanikani_token_file)
    others = named or settings.wanikani_accounts_file or settings.wanikani_accounts_dir
    return {DEFAULT_ACCOUNT: unnamed, **named} if unnamed.given or not others else named


def _taken(settings: Settings, tokens: dict[str, Secret], name: str, token: Secret) -> str:
    place = token.place[0].upper() + token.place[1:]
    if name in tokens:
        return (
            f"{place}: {name} is in {tokens[name].place} already, which takes precedence: remove one of the "
            "two."
        )
    if name == settings.wanikani_account:
        return f"{place}: WANIKANI_ACCOUNT is {name} too: choose another name for one of the two."
    return ""


def _nobody(settings: Settings) -> str:
    sources = ((FILE, settings.wanikani_accounts_file), (FOLDER, settings.wanikani_accounts_dir))
    named = " and ".join(f"{setting} ({path})" for setting, path in sources if path is not None)
    return f"There is no account in {named}: add a line NAME=token, or a file called NAME."


def accounts_version(settings: Settings, now: datetime) -> int | None:
    """Return a number that differs once the file or the folder was changed; None while it may be changing.

    *now* is the time of day.
    """
    found = (
        *written(expanded(settings.wanikani_accounts_file)),
        *written(expanded(settings.wanikani_accounts_dir)),
    )
    times = [datetime.fromtimestamp(each.at / 1e9, now.tzinfo) for each in found]
    return None if any(abs(now - at) < _COARSE for at in times) else hash(found)
