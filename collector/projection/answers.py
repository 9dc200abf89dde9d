"""The learner's reviews as arrays: first the first review of each item, then the second ones, and so on."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from collector.core.kinds import KINDS
from collector.core.stages import REVIEWED_STAGES
from collector.projection import priors
from collector.projection.arrays import Floats, Ints
from collector.projection.inputs import PastReview, StudyItem

STAGES = len(priors.ERROR_RATE)
# Kinds that are not known yet are taken for vocabulary.
_KIND_OF = {kind: number for number, kind in enumerate(KINDS)}
_UNKNOWN = _KIND_OF["vocabulary"]


class Answers(NamedTuple):
    """Reviews: the place of the item, its kind, the stage (from 0), and 1 if an answer was wrong.

    *ends* are the places before which all first reviews of an item, all second ones, … end. *before* are the
    reviews that items had before, *wrong_before* those of them with a wrong answer; *kinds* are the items'.
    """

    item: Ints
    kind: Ints
    stage: Ints
    wrong: Floats
    ends: Ints
    kinds: Ints
    before: Floats
    wrong_before: Floats

    @property
    def trial(self) -> Floats:
        """The weight of each review as a trial of its rate: to second order, a wrong one is half a trial."""
        return 1 - self.wrong / 2

    @property
    def turns(self) -> Iterator[slice]:
        """The reviews turn by turn: at most one of each item in a turn."""
        return (slice(start, end) for start, end in pairwise([0, *self.ends]))


def kind_number(kind: str) -> int:
    """Return the place of *kind* among the kinds."""
    return _KIND_OF.get(kind, _UNKNOWN)


def answers(items: Sequence[StudyItem], reviews: Sequence[PastReview]) -> Answers:
    """Return the *reviews* of *items*, which are in order of time."""
    place = {item.subject_id: number for number, item in enumerate(items)}
    known = [
        review
        for review in reviews
        if review.subject_id in place and review.starting_stage in REVIEWED_STAGES
    ]
    item = np.array([place[review.subject_id] for review in known], dtype=np.int64)
    turn = _turn(item)
    order = np.argsort(turn, kind="stable")
    wrong = np.array([review.wrong_answers > 0 for review in known], dtype=float)
    finished = np.array([item.correct for item in items], dtype=float)
    ever_wrong = np.array([item.incorrect for item in items], dtype=float) / priors.WRONG_ANSWERS
    before = np.maximum(finished - np.bincount(item, minlength=len(items)), 0)
    return Answers(
        item=item[order],
        kind=np.array([kind_number(review.kind) for review in known], dtype=np.int64)[order],
        stage=np.array([review.starting_stage - 1 for review in known], dtype=np.int64)[order],
        wrong=wrong[order],
        ends=np.cumsum(np.bincount(turn)),
        kinds=np.array([kind_number(item.kind) for item in items], dtype=np.int64),
        before=before,
        wrong_before=np.clip(ever_wrong - np.bincount(item, wrong, len(items)), 0, before),
    )


def _turn(item: Ints) -> Ints:
    """Return for each review, in order of time, how many reviews its item had before."""
    turn = np.zeros(len(item), dtype=np.int64)
    order = np.argsort(item, kind="stable")
    turn[order] = np.arange(len(item)) - np.searchsorted(item[order], item[order])
    return turn
