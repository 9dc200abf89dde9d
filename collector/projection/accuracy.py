"""Estimates the rate of wrong answers: by stage and kind of subject, and by item.

The chance of a wrong answer is 1 - exp(-rate x factor): a rate of the stage and kind, a factor of the item.
The factors of all items have a gamma distribution of mean 1; what an item was answered before makes its own
narrower. Hard items stay long in the low stages, so rates and factors are found in turn. How unlike items
are, and how fast an answer loses its meaning for the next ones, is chosen by how well the answers follow from
those before them.
"""

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

import numpy as np

from collector.core.kinds import KINDS
from collector.projection import priors
from collector.projection.answers import STAGES, Answers, answers, kind_number
from collector.projection.arrays import Floats, Ints
from collector.projection.inputs import PastReview, StudyItem

_ROUNDS = 3
_CELLS = len(KINDS) * STAGES


class Accuracy(NamedTuple):
    """Rates of reviews with a wrong answer.

    *rates* by kind and stage (from 1), *falls* the shares of one, two and three steps by kind. *shape* and
    *scale* are those of the gamma distribution of each item's own factor; *stays* is the share of its
    distance from 1 that is left after another review.
    """

    rates: Floats
    falls: Floats
    shape: Floats
    scale: Floats
    stays: float

    def of(self, places: Ints) -> "Accuracy":
        """Return the same for the items at *places* only."""
        return self._replace(shape=self.shape[places], scale=self.scale[places])


class _Fit(NamedTuple):
    """Rates and items' gamma distributions; a larger *likelihood* means better predicted answers."""

    likelihood: float
    rates: Floats
    shape: Floats
    trials: Floats
    stays: float


def accuracy(items: Sequence[StudyItem], reviews: Sequence[PastReview]) -> Accuracy:
    """Return how often the learner of *items*, who did *reviews*, answers wrong; factors in their order."""
    seen = answers(items, reviews)
    expected = _expected(seen)
    fits = (_fit(seen, expected, *choice) for choice in product(priors.SHAPES, priors.STAYS_UNLIKE))
    best = max(fits, key=lambda fit: fit.likelihood)
    return Accuracy(
        rates=best.rates,
        falls=_falls(reviews),
        shape=best.shape,
        scale=1 / best.trials,
        stays=best.stays,
    )


def _fit(seen: Answers, expected: Floats, shape: float, stays: float) -> _Fit:
    """Return rates and factors for items that are as unlike as *shape* says."""
    factor = np.ones(len(seen.item))
    for _ in range(_ROUNDS):
        rates = _rates(seen, factor, expected)
        likelihood, factor, shapes, trials = _follow(seen, rates, shape, stays)
    return _Fit(likelihood, rates, shapes, trials, stays)


def _follow(seen: Answers, rates: Floats, shape: float, stays: float) -> tuple[float, Floats, Floats, Floats]:
    """Go through the answers turn by turn: return the likelihood, the factors then, and those at the end."""
    mean = rates.mean(axis=1)[seen.kinds]
    shapes = shape + seen.wrong_before * priors.BEFORE_WEIGHT
    trials = shape + (seen.before - seen.wrong_before / 2) * mean * priors.BEFORE_WEIGHT
    rate = rates[seen.kind, seen.stage]
    factor = np.ones(len(rate))
    likelihood = 0.0
    for turn in seen.turns:
        item, wrong = seen.item[turn], seen.wrong[turn]
        a, b = shapes[item], trials[item]
        factor[turn] = a / b
        right = (b / (b + rate[turn])) ** a
        likelihood += float(np.log(np.where(wrong > 0, 1 - right, right)).sum())
        shapes[item] = shape + (a + wrong - shape) * stays
        trials[item] = shape + (b + rate[turn] * seen.trial[turn] - shape) * stays
    return likelihood, factor, shapes, trials


def _expected(seen: Answers) -> Floats:
    """Return the rates by stage that the answers before the first known review make likely."""
    usual = np.array(priors.ERROR_RATE)
    weight = priors.LIFETIME_WEIGHT
    ever = (seen.wrong_before.sum() + weight * usual.mean()) / (seen.before.sum() + weight)
    rates: Floats = usual * ever / usual.mean()
    return rates


def _rates(seen: Answers, factor: Floats, expected: Floats) -> Floats:
    """Return the rates by kind and stage, given the *factor* of the item at each review.

    A stage leans towards what all stages together say, a kind in a stage towards what the kind says in all:
    a rate is (wrong + weight x expected) / (trials + weight).
    """
    shape = (len(KINDS), STAGES)
    cell = seen.kind * STAGES + seen.stage
    trials = np.bincount(cell, factor * seen.trial, _CELLS).reshape(shape).astype(float)
    wrong = np.bincount(cell, seen.wrong, _CELLS).reshape(shape).astype(float)
    weight, mean = priors.STAGE_WEIGHT, expected.mean()
    everywhere = (wrong.sum() + weight * mean) / ((trials * expected).sum() + weight * mean)
    by_stage: Floats = (wrong.sum(axis=0) + weight * expected * everywhere) / (trials.sum(axis=0) + weight)
    weight = priors.KIND_WEIGHT
    of_kind = (wrong.sum(axis=1) + weight * mean) / ((trials * by_stage).sum(axis=1) + weight * mean)
    rates: Floats = (wrong + weight * by_stage * of_kind[:, None]) / (trials + weight)
    return rates


def _falls(reviews: Sequence[PastReview]) -> Floats:
    """Return the shares of falls by one, two, three steps (or more), by kind."""
    steps = np.zeros((len(KINDS), len(priors.FALLS)))
    for review in reviews:
        if review.wrong_answers:
            fall = min((review.wrong_answers + 1) // 2, len(priors.FALLS))
            steps[kind_number(review.kind), fall - 1] += 1
    weighed = steps + priors.FALLS_WEIGHT * np.array(priors.FALLS)
    shares: Floats = weighed / weighed.sum(axis=1, keepdims=True)
    return shares
