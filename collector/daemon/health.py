"""The verdict on health: complaints about what is known of each account."""

from dataclasses import dataclass
from datetime import timedelta

from collector.core.moments import Moment
from collector.core.wording import age, counted

_INTERVALS_UNTIL_TOO_OLD = 3


@dataclass(frozen=True, slots=True)
class AccountHealth:
    """The health of one account. The fields about delivery matter only if a server is set.

    *name* is that of its state while *label*, the name its points carry, is not known. *poll_seconds* is how
    long the last poll took. *state_problem* says why nothing else is known: the state cannot be read.
    *seen* is False until it was looked at, shortly after the start.
    """

    name: str
    state_name: str = ""
    label: str | None = None
    polled_at: Moment | None = None
    poll_problem: str = ""
    poll_seconds: float | None = None
    token_ok: bool = True
    delivered_at: Moment | None = None
    delivery_problem: str = ""
    waiting: int = 0
    too_old: int = 0
    refused: int = 0
    state_problem: str = ""
    level: int | None = None
    reviews: int | None = None
    projected_at: Moment | None = None
    seen: bool = True


def complaints(
    accounts: list[AccountHealth], now: Moment, every: timedelta, *, delivering: bool
) -> list[str]:
    """Return a sentence for each problem, as of *now*; none if the collector is healthy.

    A poll or a delivery is too old after three intervals of *every*. A missing or rejected token is a
    complaint at once: no request is made until it is replaced.

    >>> complaints([AccountHealth("me")], Moment(0), timedelta(hours=1), delivering=False)
    ['me: no successful poll yet.']
    """
    unseen = sum(not account.seen for account in accounts)
    found = [f"{counted(unseen, 'account')} not checked yet."] if unseen else []
    for account in accounts:
        if not account.seen:
            continue
        oldest = Moment(now - _INTERVALS_UNTIL_TOO_OLD * (every // timedelta(microseconds=1)))
        if account.state_problem:
            found.append(f"{account.name}: {account.state_problem}")
            continue
        found += _poll_complaints(account, oldest, now)
        if delivering and account.waiting:
            found += _delivery_complaints(account, oldest, now)
    return found


def _poll_complaints(account: AccountHealth, oldest: Moment, now: Moment) -> list[str]:
    if not account.token_ok:
        return [f"{account.name}: {account.poll_problem}"]
    reason = f" {account.poll_problem}" if account.poll_problem else ""
    if account.polled_at is None:
        return [f"{account.name}: no successful poll yet.{reason}"]
    if account.polled_at > now and account.poll_problem:
        slow = "the last successful poll is in the future: this machine's clock is slow."
        return [f"{account.name}: {slow}{reason}"]
    if account.polled_at < oldest:
        return [f"{account.name}: the last successful poll was {age(account.polled_at, now)} ago.{reason}"]
    return []


def _delivery_complaints(account: AccountHealth, oldest: Moment, now: Moment) -> list[str]:
    reason = f" {account.delivery_problem}" if account.delivery_problem else ""
    if account.delivered_at is None:
        return [f"{account.name}: nothing was delivered to InfluxDB yet.{reason}"]
    if account.delivered_at < oldest:
        return [f"{account.name}: the last good delivery was {age(account.delivered_at, now)} ago.{reason}"]
    return []
