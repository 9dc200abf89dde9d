"""The kinds of faults, the option that asks for them, and the requests that they hit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum
from random import Random

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
# The documented endpoints; `api.resources` has the collections among them.
ENDPOINTS = (
    "assignments",
    "level_progressions",
    "resets",
    "review_statistics",
    "reviews",
    "spaced_repetition_systems",
    "study_materials",
    "subjects",
    "summary",
    "user",
    "voice_actors",
)


@dataclass(frozen=True)
class FaultRule:
    """A *kind* of fault and the *share* (0 to 1) of requests it hits, of one *endpoint* or (None) of all."""

    kind: str
    share: float
    endpoint: str | None = None

    def applies_to(self, path: str) -> bool:
        """Return True if a request of *path* can be hit; an endpoint's single resources belong to it."""
        return self.endpoint is None or path.split("/")[2:3] == [self.endpoint]


def parse_fault_rules(texts: Iterable[str]) -> tuple[FaultRule, ...]:
    """Read several `KIND:SHARE[:ENDPOINT]`. Raises `ValueError` with a sentence about the first wrong one.

    >>> parse_fault_rules(["500:0.1", "drop:2%:assignments"])[1]
    FaultRule(kind='drop', share=0.02, endpoint='assignments')
    """
    rules = tuple(parse_fault_rule(text) for text in texts)
    for endpoint in (None, *ENDPOINTS):
        total = fsum(one.share for one in rules if one.endpoint in {None, endpoint})
        if total > 1 + 1e-9:
            where = f"of {endpoint} " if endpoint else ""
            raise ValueError(
                f"The shares {where}add up to {total:g}, but a request meets one trouble at most: keep to 1."
            )
    return rules


def parse_fault_rule(text: str) -> FaultRule:
    """Read `KIND:SHARE[:ENDPOINT]`. Raises `ValueError` with a sentence about what is wrong."""
    kind, *rest = text.split(":")
    if len(rest) not in {1, 2}:
        raise ValueError(
            f"{text!r} is not KIND:SHARE or KIND:SHARE:ENDPOINT, such as 500:0.1 or drop:2%:assignments; "
            f"a kind is {_kinds()}."
        )
    return FaultRule(_kind(kind), _share(rest[0]), _endpoint(rest[1]) if rest[1:] else None)


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
    number = text.removesuffix("%")
    percent = text.endswith("%")
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


class FaultSampler:
    """Draws which of *rules* hits a request: the same for the same *seed* and order of requests."""

    def __init__(self, rules: Sequence[FaultRule], seed: int = 0) -> None:
        self._rules = rules
        self._random = Random(seed)  # noqa: S311 - chance, not secrets

    def draw(self, path: str) -> FaultRule | None:
        """Return the rule that hits the next request, one of *path*; mostly None."""
        left = self._random.random()
        for rule in self._rules:
            if rule.applies_to(path):
                left -= rule.share
                if left < 0:
                    return rule
        return None
