"""Polls that only InfluxDB has: another copy of the account's state made them. Pure.

Every poll leaves a heartbeat in the ledger and in InfluxDB. One that is in InfluxDB alone was written by a
state that went on after this one was copied (a restored backup), or by another collector under the same name.
Each of the two dated the reviews between two polls by itself, so InfluxDB has such reviews twice.
"""

from collections.abc import Collection
from dataclasses import dataclass

from collector.core.advice import REPLACE
from collector.core.moments import Moment
from collector.core.wording import counted, utc_minute

# How many of InfluxDB's newest polls are compared: twenty days by the hour, so a restored backup is
# noticed at the first poll after it.
NEWEST = 500


@dataclass(frozen=True, slots=True)
class UnknownPolls:
    """*polls* made since this state *began*; the *oldest* and *newest* of them and of any from before that.

    Those from before are the history of an earlier state: nothing is counted twice, but this state cannot
    write them again. *more* says that there may be more of them, as only the `NEWEST` were looked at.
    """

    polls: int
    oldest: Moment
    newest: Moment
    began: Moment
    more: bool = False

    @property
    def replaceable(self) -> bool:
        """Return True if this state knows all that would be deleted, but for the polls that are too many."""
        return self.began <= self.oldest

    def sentence(self, account: str, bucket: str, replace: str = REPLACE) -> str:
        """Return what that means and what to do; *replace* is the command that repairs it (`advice`)."""
        at_least = "at least " if self.more else ""
        since = f"{at_least}{counted(self.polls, 'poll')} of {account}"
        oldest, newest = map(utc_minute, (self.oldest, self.newest))
        if not self.replaceable:
            also = f", and {since} since" if self.polls else ""
            return (
                f"InfluxDB's “{bucket}” holds polls of {account} from before this state began "
                f"({oldest}){also}, which this state cannot write again: restore the state that made them, "
                "or set INFLUXDB_BUCKET to another name."
            )
        among = f", among its newest {NEWEST}" if self.more else ""
        return (
            f"InfluxDB's “{bucket}” holds {since} that this state does not know ({oldest} to "
            f"{newest}{among}): this is an older copy of it, or another collector writes under the same "
            f"name. Reviews of that time may be counted twice: {replace} deletes the account's points from "
            "InfluxDB and writes everything again."
        )


def unknown_polls(
    in_database: Collection[Moment], in_state: Collection[Moment], began: Moment, *, more: bool = False
) -> UnknownPolls | None:
    """Return the polls that are only *in_database*, None where there are none; there, there may be *more*."""
    unknown = sorted(set(in_database) - set(in_state))
    if not unknown:
        return None
    since = sum(each >= began for each in unknown)
    return UnknownPolls(polls=since, oldest=unknown[0], newest=unknown[-1], began=began, more=more)
