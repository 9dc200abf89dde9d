"""The document of `sync-check --json`. Its fields are stable: new ones may come, none goes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated

from collector.core.json_document import JsonTime, exact_time
from collector.core.moments import Moment
from collector.diagnostics.sync_check import SyncResult


@dataclass(frozen=True, slots=True)
class DifferenceJson:
    """One value that differs."""

    what: Annotated[str, "What differs, such as `lessons`, `kanji in guru_1` or an item."]
    stored: Annotated[str, "What `status` shows."]
    wanikani: Annotated[str, "What WaniKani says."]
    explained: Annotated[bool, "True if it is only due to the time since the last poll."]


@dataclass(frozen=True, slots=True)
class SyncedAccountJson:
    """One account."""

    account: Annotated[str, "The account's name in settings, commands and addresses."]
    ok: Annotated[bool, "True if the comparison was made and time explains every difference."]
    problem: Annotated[str | None, "Why the comparison could not be made."] = None
    last_successful_poll_at: Annotated[JsonTime | None, "When the last successful poll was."] = None
    items_compared: Annotated[int | None, "How many items were compared."] = None
    differences: Annotated[list[DifferenceJson], "The differences."] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SyncCheckJson:
    """All accounts."""

    generated_at: Annotated[JsonTime, "When the document was made."]
    accounts: Annotated[list[SyncedAccountJson], "The accounts."]
    problems: Annotated[list[str], "What is wrong with the settings: one sentence for each mistake."]


def sync_check_document(
    now: Moment, accounts: Iterable[SyncedAccountJson], problems: Iterable[str]
) -> SyncCheckJson:
    """Return the document of *accounts* as of *now*."""
    return SyncCheckJson(exact_time(now), list(accounts), list(problems))


def synced_account(account: str, result: SyncResult) -> SyncedAccountJson:
    """Return *result*, which is about *account*."""
    return SyncedAccountJson(
        account=account,
        ok=all(each.explained for each in result.differences),
        last_successful_poll_at=exact_time(result.polled_at),
        items_compared=result.item_count,
        differences=[
            DifferenceJson(each.name, each.stored, each.current, each.explained)
            for each in result.differences
        ],
    )
