"""Accuracy: the learner's own reviews decide, and what is hard for them stays hard in a projection."""

from random import Random

import numpy as np
import pytest

from collector.core.model import SubjectId
from collector.core.moments import Moment
from collector.projection import priors
from collector.projection.accuracy import accuracy
from collector.projection.answers import kind_number
from collector.projection.inputs import PastReview, StudyItem
from tests.projection.made import NOW, started

WORD = kind_number("vocabulary")


def answered(items: int, reviews: int, wrong: "dict[int, float]", usual: float) -> list[PastReview]:
    """Return so many reviews of each item, wrong with the chance *usual* or the item's own of *wrong*."""
    random = Random(1)
    return [
        PastReview(
            at=Moment(NOW - (reviews - turn) * 10**9 + number),
            due_at=None,
            subject_id=SubjectId(number),
            kind="vocabulary",
            starting_stage=3,
            wrong_answers=int(random.random() < wrong.get(number, usual)),
        )
        for turn in range(reviews)
        for number in range(items)
    ]


def items(count: int, **changes: object) -> list[StudyItem]:
    return [started(number, 3, due_in=1, correct=0, **changes) for number in range(count)]


def test_without_reviews_the_priors_stand() -> None:
    assert accuracy(items(5), []).rates[WORD] == pytest.approx(priors.ERROR_RATE)


def test_what_was_answered_before_the_first_poll_counts_too() -> None:
    often_wrong = [item._replace(correct=100, incorrect=60) for item in items(50)]
    assert (accuracy(often_wrong, []).rates[WORD] > np.array(priors.ERROR_RATE) * 2).all()


@pytest.mark.parametrize("chance", [0.03, 0.1, 0.3])
def test_a_learner_is_projected_as_wrong_as_they_are(chance: float) -> None:
    found = accuracy(items(200), answered(200, 12, {}, chance))
    projected = 1 - np.exp(-found.rates[WORD, 2] * found.shape * found.scale).mean()
    assert projected == pytest.approx(chance, rel=0.12)


def test_a_hard_item_stays_harder_than_others() -> None:
    hard = range(20)
    found = accuracy(items(200), answered(200, 12, dict.fromkeys(hard, 0.6), 0.08))
    factor = found.shape * found.scale
    assert np.median(factor[hard]) > 2.5
    assert np.median(factor) < 1


def test_a_fall_by_two_steps_is_as_frequent_as_it_was() -> None:
    reviews = [review._replace(wrong_answers=4) for review in answered(40, 10, {}, 1.0)]
    falls = accuracy(items(40), reviews).falls[WORD]
    assert falls[1] > 0.85
    assert falls.sum() == pytest.approx(1)


def test_a_kind_that_is_not_known_yet_is_taken_for_vocabulary() -> None:
    assert kind_number("sentence") == WORD
