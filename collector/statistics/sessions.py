"""Reviews that belong together: less than 15 minutes from one to the next."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from collector.core.facts import Session
from collector.core.moments import SECOND, Moment, seconds_between

PAUSE = 15 * 60 * SECOND


class ReviewResult(NamedTuple):
    """The part of a review that sessions, hours and days are made of."""

    at: Moment
    meaning_incorrect: int
    reading_incorrect: int

    @property
    def correct(self) -> bool:
        """True if no answer was wrong."""
        return not self.meaning_incorrect and not self.reading_incorrect


def sessions(reviews: Sequence[ReviewResult]) -> list[Session]:
    """Return the sessions that *reviews*, in order of time, fall into."""
    if not reviews:
        return []
    breaks = [n for n, (one, next_one) in enumerate(pairwise(reviews), 1) if next_one.at - one.at >= PAUSE]
    bounds = [0, *breaks, len(reviews)]
    return [_session(reviews[start:end]) for start, end in pairwise(bounds)]


def _session(reviews: Sequence[ReviewResult]) -> Session:
    return Session(
        at=reviews[0].at,
        reviews=len(reviews),
        correct=sum(review.correct for review in reviews),
        meaning_incorrect=sum(review.meaning_incorrect for review in reviews),
        reading_incorrect=sum(review.reading_incorrect for review in reviews),
        duration_seconds=seconds_between(reviews[0].at, reviews[-1].at),
        paced=len(reviews) > 1,
    )


def changed_sessions(found: Iterable[Session], written: Iterable[Session]) -> list[Session]:
    """Return the sessions that are not as *written*; those whose first review moved come with zeros."""
    known = {session.at: session for session in written}
    now = {session.at: session for session in found}
    gone = [_emptied(old) for at, old in known.items() if at not in now]
    changes = [replace(new, paced=new.paced or _was_paced(known, at)) for at, new in now.items()]
    return sorted(
        (session for session in (*gone, *changes) if session != known.get(session.at)), key=lambda one: one.at
    )


def _emptied(session: Session) -> Session:
    return replace(
        session, reviews=0, correct=0, meaning_incorrect=0, reading_incorrect=0, duration_seconds=0
    )


def _was_paced(known: dict[Moment, Session], at: Moment) -> bool:
    return at in known and known[at].paced
