"""Random lives: a learner does everything an account can, and a collector polls whenever it likes.

`lived(seed)` is one life, always the same for a seed, and asserts after each poll and at the end what must
hold whatever happens: against the simulated world's own list of reviews, against its sessions and days made
anew, and against a rebuild. `python -m tests.reconstruction.lives 50000` lives many.
"""

import sys
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from collector.app import App
from collector.core.facts import Review
from collector.core.moments import ALWAYS, moment
from collector.core.moments import HOUR as HOURS
from collector.pipeline.poll_report import PollReport
from collector.pipeline.rebuild import rebuild
from collector.simulator.world import account_rows
from collector.simulator.world.game_rules import INTERVALS
from collector.simulator.world.world import World
from collector.statistics import local_days
from collector.statistics.sessions import ReviewResult, sessions
from collector.storage import ledger, outbox
from collector.storage.transaction import Transaction
from tests.harness import NOON, Rig, only_account
from tests.lines import parsed
from tests.reconstruction import truth
from tests.reconstruction.moves import MINUTE, Life, begin, happens, live

_GAPS = (20, 60, 60, 60, 240, 480, 1440, 1440, 4320, 10_080)


def lived(seed: int, folder: Path) -> Counter[str]:
    """Live the life of *seed* in *folder* and return what was in it."""
    random = Random(seed)
    world = World(NOON, seed=seed % 7 + 1, levels=4, per_level=8)
    world.state.statistics_with_lessons = random.random() < 0.7
    life = Life(Rig(folder, world, requests_a_minute=10**6, per_page=random.choice((5, 17, 500))), random)
    begin(life)
    with life.rig.app() as app:
        _poll(life, app)
        for _ in range(random.randint(2, 5)):
            live(life, timedelta(minutes=random.choice(_GAPS)) * random.uniform(0.9, 1.1))
            _poll(life, app)
        # What the last poll left open is settled by a quiet one.
        life.rig.pass_time(20 * MINUTE)
        _poll(life, app, quietly=True)
        with only_account(app).store.reading() as tx:
            found = truth.found_in(tx)
            _studies_are_those_of(found, tx)
        if seed % 10 == 0:
            _rebuilding_changes_nothing(life, app)
    _check(life, found)
    return life.tally


def _studies_are_those_of(found: list[Review], tx: Transaction) -> None:
    """What was brought up to date poll by poll is what all reviews together make."""
    answered = [ReviewResult(one.at, one.meaning_incorrect, one.reading_incorrect or 0) for one in found]
    kept = [session for session in ledger.study_time.sessions(tx, *ALWAYS) if session.reviews]
    assert [replace(one, paced=one.reviews > 1) for one in kept] == sessions(answered)
    days = ledger.study_time.days(tx, *ALWAYS)
    assert sum(day.reviews for day in days) == len(found)
    assert sum(day.sessions for day in days) == len(kept)
    hours = ledger.study_time.hours(tx, *ALWAYS)
    assert {(hour.at, hour.reviews, hour.correct) for hour in hours if hour.reviews} == {
        (hour.at, hour.reviews, hour.correct) for hour in local_days.hours(answered, [], ZoneInfo("UTC"))
    }
    assert sum(hour.lessons for hour in hours) == sum(day.lessons for day in days)


def _rebuilding_changes_nothing(life: Life, app: App) -> None:
    store = only_account(app).store
    with store.reading() as tx:
        before = parsed(row.line for row in outbox.oldest(tx, 10**7))
    rebuild(store)
    with store.reading() as tx:
        assert parsed(row.line for row in outbox.oldest(tx, 10**7)) == before


def _poll(life: Life, app: App, *, quietly: bool = False) -> None:
    """Poll, perhaps with something happening between two requests."""
    api = life.rig.api
    what = "nothing" if quietly else life.random.choices(("nothing", "a review", "a reset"), (55, 40, 5))[0]
    late = life.random.random() < 0.7
    api.before("review_statistics", lambda: _statistics_are_read(life, "nothing" if late else what))
    api.before("assignments", lambda: happens(life, what if late else "nothing"))
    report = app.poll(only_account(app))
    assert report.problem is None, report.problem
    _poll_is_through(life, report)


def _statistics_are_read(life: Life, what: str) -> None:
    happens(life, what)
    life.statistics_read = moment(life.world.now)


def _poll_is_through(life: Life, report: PollReport) -> None:
    assert not report.unexplained, report.unexplained
    reviews = life.world.reviews
    torn = {true.assignment_id for true in reviews if moment(true.counted_at) > life.statistics_read}
    for number, true in enumerate(reviews):
        # An item whose assignment was read after another review is held, and comes whole with the next poll.
        seen = moment(true.counted_at) <= life.statistics_read
        if seen and (life.finished == 0 or true.assignment_id not in torn):
            life.gaps.setdefault(number, life.finished)
        elif life.finished == 0:
            # In the first sync the stage it came from is unknown.
            life.disturbed.add(number)
    life.finished += 1


def _check(life: Life, found: list[Review]) -> None:
    live = [
        (n, true) for n, true in enumerate(life.world.reviews) if life.gaps[n] > 0 and n not in life.erased
    ]
    assert truth.sums(found) == truth.true_sums(true for _, true in live), _difference(live, found)
    mine = truth.by_assignment(found)
    in_gap = Counter((life.gaps[number], true.assignment_id) for number, true in live)
    life.tally["found"] += len(found)
    for assignment, true_reviews in _grouped(live).items():
        reviews = mine.pop(assignment)
        assert len(reviews) == len(true_reviews)
        _in_order(reviews)
        for review, (number, true) in zip(reviews, true_reviews, strict=True):
            alone = in_gap[life.gaps[number], assignment] == 1
            _compare(life, review, true, alone=alone and number not in life.disturbed)
    assert not mine


def _difference(live: list[tuple[int, account_rows.Review]], found: list[Review]) -> str:
    """Say in which assignments the sums are not the truth's."""
    true, mine = truth.of_each(each for _, each in live), truth.by_assignment(found)
    return "; ".join(
        f"assignment {key}: true {true.get(key)}, found {mine.get(key)}"
        for key in sorted({*true, *mine})
        if truth.true_sums(true.get(key, ())) != truth.sums(mine.get(key, ()))
    )


def _grouped(live: list[tuple[int, account_rows.Review]]) -> dict[int, list[tuple[int, account_rows.Review]]]:
    grouped: dict[int, list[tuple[int, account_rows.Review]]] = {}
    for number, true in live:
        grouped.setdefault(true.assignment_id, []).append((number, true))
    return grouped


def _in_order(reviews: list[Review]) -> None:
    for one, following in pairwise(reviews):
        assert one.at < following.at
        # A reset, or being brought back from the grave, begins at stage 1 again.
        assert following.starting_stage in (one.ending_stage, 1)
        if following.starting_stage == one.ending_stage:
            shortest = min(INTERVALS[system][one.ending_stage - 1] for system in INTERVALS)
            assert following.at - one.at > moment(NOON + shortest) - moment(NOON) - HOURS, (one, following)


def _compare(life: Life, review: Review, true: account_rows.Review, *, alone: bool) -> None:
    if alone or not review.inferred:
        assert truth.Exactly.of(review) == truth.exactly(life.world, true), (review, true)
    if alone:
        assert not review.inferred, (review, true)
        life.tally["alone"] += 1
    if review.late_seconds is not None:
        assert review.late_seconds == truth.late_seconds(true), (review, true)
        life.tally["lateness seen"] += 1
    life.tally["exact"] += not review.inferred


def _many(count: int, first: int = 0) -> None:
    """Live *count* lives and print what was in them; stop at the first that does not hold."""
    total: Counter[str] = Counter()
    for seed in range(first, first + count):
        with tempfile.TemporaryDirectory() as folder:
            try:
                total.update(lived(seed, Path(folder)))
            except BaseException:
                print(f"the life of seed {seed} does not hold", file=sys.stderr)
                raise
        if (seed + 1 - first) % 500 == 0:
            print(seed + 1, dict(total), flush=True)


if __name__ == "__main__":
    _many(*(int(argument) for argument in sys.argv[1:]))
