"""The time of every heartbeat where the clock is set at random, the machine restarts and the network goes."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from collector.core.moments import moment
from collector.simulator.world.world import World
from collector.storage import ledger
from tests.harness import NOON, Rig, only_account
from tests.pipeline.test_wrong_clock import SetClock, polled
from tests.trial.figures import Figure
from tests.trial.sizes import size

POLLS = 25
# `Date` has whole seconds, and an attempt that fails takes some of its own.
CLOSE = timedelta(minutes=1)


@pytest.mark.parametrize("part", range(size(short=1, long=4)))
def test_every_heartbeat_has_the_time_of_its_poll_and_only_starts_without_answer_have_none(
    tmp_path: Path, part: int, figure: Figure
) -> None:
    lives = size(short=2, long=25)
    counted = Counter[str](lives=lives)
    for seed in range(part * lives, (part + 1) * lives):
        counted.update(_lived(tmp_path / str(seed), random.Random(seed)))
    figure(**counted)


def _lived(folder: Path, chance: random.Random) -> dict[str, int]:
    """Live some starts of the machine, check every heartbeat, and return what happened how often."""
    rig = Rig(folder, World(NOON, levels=1, per_level=3))
    expected: list[tuple[datetime, bool]] = []
    of_this_start: list[tuple[datetime, bool]] = []
    sets = starts = 0
    clock = _started(rig, chance, starts)
    answered = False
    for _ in range(POLLS):
        rig.pass_time(timedelta(minutes=chance.choice((1, 15, 60, 600))))
        if chance.random() < 0.2:
            expected += of_this_start if answered else ()
            starts += 1
            clock = _started(rig, chance, starts)
            answered, of_this_start = False, []
        elif chance.random() < 0.3:
            sets += 1
            clock.set(_any_time(chance))
        answers = chance.random() < 0.4
        answered |= answers
        of_this_start.append((rig.clock.now(), answers))
        polled(rig, clock, answers=answers)
    expected += of_this_start if answered else ()
    return _judged(rig, expected) | {"polls": POLLS, "clock_set": sets, "restarts": starts}


def _judged(rig: Rig, expected: list[tuple[datetime, bool]]) -> dict[str, int]:
    with rig.app() as app, only_account(app).store.reading() as tx:
        beats = list(ledger.heartbeats.heartbeats(tx))
    assert [beat.ok for beat in beats] == [answers for _, answers in expected]
    off = [abs(beat.at - moment(at)) for beat, (at, _) in zip(beats, expected, strict=True)]
    assert max(off, default=0) <= CLOSE // timedelta(microseconds=1)
    return {"heartbeats": len(beats)}


def _started(rig: Rig, chance: random.Random, number: int) -> SetClock:
    return SetClock(rig, _any_time(chance), boot=f"start {number}")


def _any_time(chance: random.Random) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=chance.uniform(0, 365 * 70))
