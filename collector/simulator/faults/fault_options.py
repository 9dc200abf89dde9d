"""Which trouble there is, how it is asked for, and which requests it meets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum
from random import Random

from collector.simulator.api.resources import COLLECTIONS

SLOW_SECONDS = 5.0
STATUS = "STATUS"
KINDS = {
    STATUS: "an error status from 400 to 599 in WaniKani's shape, instead of doing what was asked",
    "slow": f"the answer takes {SLOW_SECONDS:g} seconds longer",
    "drop": "the connection is closed before anything was done",
    "lost": "what was asked is done, but the connection is closed before the answer",
    "cut": "what was asked is done, but the connection is closed in the middle of the answer",
    "html": "a maintenance page (503), instead of doing what was asked",
    "portal": "a web page with status 200, as the network of a hotel or a train shows",
    "garbage": "status 200 and called JSON, but it is not",
    "empty": "status 200 and called JSON, but nothing is there",
}
ENDPOINTS = tuple(sorted({"user", "summary", *COLLECTIONS}))


@dataclass(frozen=True)
class Trouble:
    """What kind of trouble meets which share (0 to 1) of the requests, of one endpoint or (None) of all."""

    kind: str
    share: float
    endpoint: str | None = None

    def concerns(self, path: str) -> bool:
        """Whether a request of *path* can meet it; an endpoint's single resources belong to it."""
        return self.endpoint is None or path.split("/")[2:3] == [self.endpoint]


def troubles_of(texts: Iterable[str]) -> tuple[Trouble, ...]:
    """Read several `KIND:SHARE[:ENDPOINT]`; raise `ValueError` with a sentence about the first wrong one."""
    troubles = tuple(trouble_of(text) for text in texts)
    for endpoint in (None, *ENDPOINTS):
        total = fsum(one.share for one in troubles if one.endpoint in {None, endpoint})
        if total > 1 + 1e-9:
            where = f"of {endpoint} " if endpoint else ""
            raise ValueError(
                f"The shares {where}add up to {total:g}, but a request meets one trouble at most: keep to 1."
            )
    return troubles


def trouble_of(text: str) -> Trouble:
    """Read `KIND:SHARE[:ENDPOINT]`; raise `ValueError` with a sentence about what is wrong."""
    kind, *rest = text.split(":")
    if len(rest) not in {1, 2}:
        raise ValueError(
            f"{text!r} is not KIND:SHARE or KIND:SHARE:ENDPOINT, such as 500:0.1 or drop:2%:assignments; "
            f"a kind is {_kinds()}."
        )
    return Trouble(_kind(kind), _share(rest[0]), _endpoint(rest[1]) if rest[1:] else None)


def _kind(text: str) -> str:
    if text in KINDS.keys() - {STATUS}:
        return text
    if len(text) == 3 and text.isascii() and text.isdigit() and 400 <= int(text) <= 599:
        return text
    raise ValueError(f"{text!r} is no kind of trouble: it is {_kinds()}.")


def _kinds() -> str:
    *most, last = (name for name in KINDS if name != STATUS)
    return f"a status from 400 to 599, {', '.join(most)} or {last}"


def _share(text: str) -> float:
    number, percent = text.removesuffix("%"), text.endswith("%")
    try:
        share = float(number) / (100 if percent else 1)
    except ValueError:
        share = -1
    if not 0 <= share <= 1:
        raise ValueError(f"{text!r} is no share of the requests: it is from 0 to 1, or from 0% to 100%.")
    return share


def _endpoint(text: str) -> str:
    if text not in ENDPOINTS:
        raise ValueError(f"{text!r} is no endpoint: there are {', '.join(ENDPOINTS)}.")
    return text


class Chance:
    """Draws which of the *troubles* a request meets: the same for the same *seed* and order of requests."""

    def __init__(self, troubles: Sequence[Trouble], seed: int = 0) -> None:
        self._troubles = troubles
        # Whether a request meets trouble is no secret.
        self._random = Random(seed)  # noqa: S311

    def draw(self, path: str) -> Trouble | None:
        """Return what the next request, one of *path*, meets; mostly nothing."""
        left = self._random.random()
        for trouble in self._troubles:
            if trouble.concerns(path):
                left -= trouble.share
                if left < 0:
                    return trouble
        return None
