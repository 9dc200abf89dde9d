"""WaniKani's rules of spaced repetition.

Source: the API documentation (revision 20170710) and the knowledge base; the formula was checked on 33 of
33 real reviews, the rounding on 500 of 500 real assignments.
"""

from collector.core.moments import Moment, hour_of
from collector.core.stages import REVIEWED_STAGES, SrsStage
from collector.reconstruction.snapshots import Intervals

FIRST_WITH_DOUBLE_PENALTY = SrsStage.GURU_1


def next_stage(stage: int, wrong: int) -> int:
    """Return the stage after a review in *stage* with *wrong* wrong answers, meaning and reading together.

    `max(1, stage - ceil(wrong / 2) * (2 from guru on, else 1))`; without a wrong answer one stage up.
    """
    if wrong == 0:
        return stage + 1
    penalty = 2 if stage >= FIRST_WITH_DOUBLE_PENALTY else 1
    return max(1, stage - (wrong + 1) // 2 * penalty)


def due(at: Moment, stage: int, intervals: Intervals) -> Moment | None:
    """Return when an item that came to *stage* at *at* falls due: a full hour. None where it never does."""
    if stage not in REVIEWED_STAGES:
        return None
    return hour_of(Moment(at + intervals.get(stage, 0)))
