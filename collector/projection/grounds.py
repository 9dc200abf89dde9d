"""The grounds of a projection, or the reason why there is none: never a number without grounds."""

from collections.abc import Sequence
from itertools import pairwise

from collector.core.model import HIGHEST_LEVEL
from collector.core.moments import SECOND
from collector.core.projection import Grounds
from collector.core.stages import SrsStage
from collector.projection import priors
from collector.projection.curriculum import known_systems
from collector.projection.habits import Habits
from collector.projection.inputs import DAYS_OF_HABITS, PastReview, StudyRecord
from collector.projection.past_days import PastDays

# Two weeks show a learner's days, but one must begin somewhere: a band says how little is known.
LEAST_DAYS = 7
LEAST_REVIEWS = 100

# Longer between two reviews is no longer one session.
_MOST_SECONDS_APART = 120


def reason(record: StudyRecord, past: PastDays) -> str:
    """Return the sentence that says why nothing can be projected; empty if something can be."""
    items = [item for item in record.items if item.level <= record.granted]
    if not items:
        return "Nothing to project: no items are known yet."
    if not known_systems(record.intervals):
        return "Too little is known yet: WaniKani has not said how long items wait in each stage."
    if all(item.stage == SrsStage.BURNED for item in items):
        return f"Nothing to project: {_everything(record)} is burned."
    if record.vacations and record.vacations[-1][1] is None:
        return "On vacation: what is to come depends on when it ends, since that moves all due times."
    days = int(past.studied.sum())
    reviews = int(past.reviews[past.studied].sum())
    if days < LEAST_DAYS or reviews < LEAST_REVIEWS:
        return (
            f"Too little is known yet: a projection needs {LEAST_REVIEWS} reviews on {LEAST_DAYS} whole "
            f"days of the last {DAYS_OF_HABITS}; so far there are {reviews} on {days}."
        )
    return ""


def _everything(record: StudyRecord) -> str:
    return "everything" if record.granted >= HIGHEST_LEVEL else f"everything up to level {record.granted}"


def grounds(past: PastDays, usual: Habits, reviews: Sequence[PastReview]) -> Grounds:
    """Return what the learner's *past* shows."""
    right = sum(review.wrong_answers == 0 for review in reviews)
    return Grounds(
        reviews=len(reviews),
        days=usual.days,
        lessons_a_day=round(100 * float(past.lessons.sum()) / max(1, usual.days)),
        accuracy=round(10_000 * right / max(1, len(reviews))),
        milliseconds_a_review=milliseconds_a_review(reviews),
    )


def milliseconds_a_review(reviews: Sequence[PastReview]) -> int:
    """Return how long a review takes: the mean of the times between two reviews of one session."""
    apart = [after.at - before.at for before, after in pairwise(reviews)]
    within = [time for time in apart if time <= _MOST_SECONDS_APART * SECOND]
    prior = priors.MILLISECONDS_WEIGHT * priors.MILLISECONDS_A_REVIEW
    return (sum(within) // 1000 + prior) // (len(within) + priors.MILLISECONDS_WEIGHT)
