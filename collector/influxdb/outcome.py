"""The six outcomes of a write, by what the sender should do next."""

from dataclasses import dataclass
from datetime import timedelta

from collector.core.errors import InfluxDBActionRequired, InfluxDBUnavailable


@dataclass(frozen=True, slots=True)
class Accepted:
    """InfluxDB has all of it."""


@dataclass(frozen=True, slots=True)
class TooLarge:
    """Nothing was stored because it was too much at once: send it in smaller pieces."""

    reason: str


@dataclass(frozen=True, slots=True)
class BadLine:
    """Some line was refused permanently; the others may or may not be stored, and may be sent again."""

    reason: str


@dataclass(frozen=True, slots=True)
class TooOld:
    """The *points* oldest of the request are older than the database keeps; the others may be sent again."""

    points: int

    @property
    def reason(self) -> str:
        """Why, in words."""
        return "older than the database keeps"


@dataclass(frozen=True, slots=True)
class ActionRequired:
    """It needs the owner: keep everything. *sentence* names a setting and what to do about it."""

    sentence: str


@dataclass(frozen=True, slots=True)
class RetryLater:
    """It may pass: keep everything and try again, after *retry_after* if the server requested a wait."""

    sentence: str
    retry_after: timedelta | None = None


# No outcome carries a token, a password or a URL's userinfo.
WriteOutcome = Accepted | TooLarge | BadLine | TooOld | ActionRequired | RetryLater


def as_error(stop: ActionRequired | RetryLater) -> InfluxDBActionRequired | InfluxDBUnavailable:
    """Return (not raise) *stop* as an error of the one tree: the only translation between the two.

    >>> as_error(RetryLater("InfluxDB is restarting.")).exit_code
    1
    """
    match stop:
        case ActionRequired(sentence):
            return InfluxDBActionRequired(sentence)
        case RetryLater(sentence, retry_after):
            return InfluxDBUnavailable(sentence, retry_after)
