"""Commands that a sentence advises, as the owner would type them. Pure."""

from collections.abc import Collection

REPLACE = "wanikani-collector rebuild --replace"


def replace_command(account: str, accounts: Collection[str]) -> str:
    """Return what makes InfluxDB equal to the state of *account*, one of *accounts*, and leaves the others.

    >>> replace_command("account", ["account"])
    'wanikani-collector rebuild --replace'
    >>> replace_command("anna", ["anna", "ben"])
    'wanikani-collector rebuild --replace --account anna'
    """
    return f"{REPLACE} --account {account}" if len(accounts) > 1 else REPLACE
