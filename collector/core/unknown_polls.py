"""What InfluxDB holds of an account beyond its state: polls that another copy of the state made. Pure.

Every poll leaves a heartbeat in the ledger and in InfluxDB. One that is in InfluxDB alone was written by a
state that went on after this one was copied (a restored backup), or by another collector under the same name.
What each of the two found between two polls it dated by itself: such reviews stand in InfluxDB twice.
"""

from collections.abc import Collection
from dataclasses import dataclass

from collector.core.moments import Moment, instant


@dataclass(frozen=True, slots=True)
class UnknownPolls:
    """How many *polls* there are, from when to when; *began* is the first poll of this state."""

    polls: int
    oldest: Moment
    newest: Moment
    began: Moment

    @property
    def replaceable(self) -> bool:
        """Return True if this state holds the past before those polls, so that it can replace all of it."""
        return self.began <= self.oldest

    def sentence(self, account: str, bucket: str) -> str:
        """Return what that means and what to do."""
        found = (
            f"InfluxDB's “{bucket}” holds {self.polls:,} poll{'' if self.polls == 1 else 's'} of {account} "
            f"that this state does not know ({_words(self.oldest)} to {_words(self.newest)})"
        )
        if not self.replaceable:
            return (
                f"{found}, from before it began: it cannot write them again, and reviews may be counted "
                "twice. Restore the state that made them, or set INFLUXDB_BUCKET to another name."
            )
        return (
            f"{found}: this is an older copy of it, or another collector writes under the same name. Reviews "
            "of that time may be counted twice: wanikani-collector rebuild --replace deletes what InfluxDB "
            "holds of the account and writes everything again."
        )


def unknown_polls(
    in_database: Collection[Moment], in_state: Collection[Moment], began: Moment
) -> UnknownPolls | None:
    """Return the polls that are only *in_database*, None where there are none."""
    unknown = sorted(set(in_database) - set(in_state))
    return UnknownPolls(len(unknown), unknown[0], unknown[-1], began) if unknown else None


def _words(at: Moment) -> str:
    return f"{instant(at):%Y-%m-%d %H:%M} UTC"
