"""Random lives: a learner does everything an account can, and a collector polls whenever it likes.

`lived(seed)` is one life, always the same for a seed, and asserts after each poll and at the end what must
hold whatever happens: against the pretend world's own list of reviews, against its sessions and days made
anew, and against a rebuild. `python -m tests.reviews.lives 50000` lives many.
"""

import sqlite3
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

from collector.app import App
from collector.facts.types import Review
from collector.moments import HOUR as HOURS
from collector.moments import Moment, moment
from collector.rebuild import rebuild
from collector.reviews import study
from collector.reviews.sessions import Answered, sessions
from collector.simulator import rows
from collector.simulator.rules import BURNED, INTERVALS, PASSED
from collector.simulator.world import World
from collector.storage import outbox, studied
from collector.sync import PollReport
from tests.harness import NOON, Stage, only_account
from tests.lines import parsed
from tests.reviews import truth

_NEVER = Moment(0)
_MINUTE = timedelta(minutes=1)
_GAPS = (20, 60, 60, 60, 240, 480, 1440, 1440, 4320, 10_080)


@dataclass
class Life:
    """One world and its collector; *gap* counts the polls that were through."""

    stage: Stage
    random: Random
    statistics_read: Moment = _NEVER
    finished: int = 0
    gaps: dict[int, int] = field(default_factory=dict)
    disturbed: set[int] = field(default_factory=set)
    erased: set[int] = field(default_factory=set)
    unseen_due: set[int] = field(default_factory=set)
    tally: Counter[str] = field(default_factory=Counter)

    @property
    def world(self) -> World:
        """The pretend world."""
        return self.stage.world


def lived(seed: int, folder: Path) -> Counter[str]:
    """Live the life of *seed* in *folder* and return what was in it."""
    random = Random(seed)
    world = World(NOON, seed=seed % 7 + 1, levels=4, per_level=8)
    world.statistics_with_lessons = random.random() < 0.7
    life = Life(Stage(folder, world, requests_a_minute=10**6, per_page=random.choice((5, 17, 500))), random)
    _begin(life)
    with life.stage.app() as app:
        _poll(life, app)
        for _ in range(random.randint(2, 5)):
            _live(life, timedelta(minutes=random.choice(_GAPS)) * random.uniform(0.9, 1.1))
            _poll(life, app)
        # What the last poll left open is settled by a quiet one.
        life.stage.pass_time(20 * _MINUTE)
        _poll(life, app, quietly=True)
        with only_account(app).store.reading() as tx:
            found = truth.found_in(tx)
            _studies_are_those_of(found, tx)
        if seed % 10 == 0:
            _rebuilding_changes_nothing(life, app)
    _check(life, found)
    return life.tally


def _studies_are_those_of(found: list[Review], tx: sqlite3.Connection) -> None:
    """What was brought up to date poll by poll is what all reviews together make."""
    answered = [Answered(one.at, one.meaning_incorrect, one.reading_incorrect or 0) for one in found]
    kept = [session for session in studied.sessions(tx, *studied.ALWAYS) if session.reviews]
    assert [replace(one, paced=one.reviews > 1) for one in kept] == sessions(answered)
    days = studied.days(tx, *studied.ALWAYS)
    assert sum(day.reviews for day in days) == len(found)
    assert sum(day.sessions for day in days) == len(kept)
    hours = studied.hours(tx, *studied.ALWAYS)
    assert {(hour.at, hour.reviews, hour.correct) for hour in hours if hour.reviews} == {
        (hour.at, hour.reviews, hour.correct) for hour in study.hours(answered, [], UTC)
    }
    assert sum(hour.lessons for hour in hours) == sum(day.lessons for day in days)


def _rebuilding_changes_nothing(life: Life, app: App) -> None:
    store = only_account(app).store
    with store.reading() as tx:
        before = parsed(row.line for row in outbox.oldest(tx, 10**7))
    rebuild(store)
    with store.reading() as tx:
        assert parsed(row.line for row in outbox.oldest(tx, 10**7)) == before


def _begin(life: Life) -> None:
    """Give the account a past: items in every stage, some of them due soon."""
    world, random = life.world, life.random
    for level in range(2, random.randint(2, 4)):
        world._open_level(level)
    subjects = list(world.subjects)
    for subject in random.sample(subjects, random.randint(4, 14)):
        if world.assignment(subject.id) is None:
            world._unlock(subject, world._write())
        world.start(subject.id)
        assignment = world.assignment(subject.id)
        stage = random.choice((1, 1, 1, 2, 3, 4, 4, 5, 6, 7, 8, 8, 9))
        if assignment is None or stage == 1:
            continue
        assignment.passed_at = world.now if stage >= PASSED else None
        assignment.burned_at = world.now if stage == BURNED else None
        due_at = world.now + timedelta(minutes=random.randint(-60, 2000))
        world._place(assignment, stage, None if stage == BURNED else due_at)
        world.assignments.stamp(assignment, world._write())
    life.stage.pass_time(timedelta(hours=random.randint(0, 30), seconds=10))


def _live(life: Life, duration: timedelta) -> None:
    """Let *duration* go by, with things happening in it."""
    ends = max(life.stage.clock.now(), life.world.now) + duration
    while life.world.now < ends:
        for _ in range(life.random.randint(0, 4)):
            _something(life)
        life.stage.pass_time(min(ends - life.world.now, duration * life.random.uniform(0.05, 0.6)) + _MINUTE)


def _something(life: Life) -> None:
    move = life.random.choices(
        (_reviews, _lessons, _touch, _hide, _move, _reset, _vacation, _resurrect, _upload),
        (60, 8, 4, 2, 2, 1, 2, 4, 3),
    )[0]
    life.stage.pass_time(timedelta(seconds=2))
    move(life)


def _reviews(life: Life, most: int = 4, pause: float = 40) -> None:
    due = life.world.due()
    for subject_id in life.random.sample(due, min(len(due), life.random.randint(1, most))):
        if life.world.reviewable(subject_id):
            _review(life, subject_id)
            life.stage.pass_time(timedelta(seconds=life.random.uniform(0, pause)))


def _review(life: Life, subject_id: int) -> None:
    wrong = [life.random.choice((0, 0, 0, 0, 1, 1, 2, 4)) for _ in range(2)]
    two_parts = life.world.subjects[subject_id].kind in ("kanji", "vocabulary")
    life.world.review(subject_id, wrong[0], wrong[1] if two_parts else 0)
    life.tally["reviews"] += 1


def _upload(life: Life) -> None:
    """An offline app uploads everything at once."""
    for subject_id in life.world.due()[:20]:
        _review(life, subject_id)


def _lessons(life: Life) -> None:
    lessons = life.world.lessons()
    for subject_id in life.random.sample(lessons, min(len(lessons), 3)):
        if life.world.startable(subject_id):
            life.world.start(subject_id)


def _some_subjects(life: Life) -> list[int]:
    started = [row.subject_id for row in life.world.assignments if row.started_at is not None]
    return life.random.sample(started, min(len(started), life.random.randint(1, 6)))


def _touch(life: Life) -> None:
    subjects = _some_subjects(life)
    life.world.touch(subjects)
    _disturb(life, subjects)
    life.tally["edits"] += 1


def _hide(life: Life) -> None:
    for subject_id in _some_subjects(life)[:2]:
        assignment = life.world.assignment(subject_id)
        if assignment is not None and assignment.hidden:
            life.world.show(subject_id)
        else:
            life.world.hide(subject_id)
        _disturb(life, [subject_id])


def _move(life: Life) -> None:
    for subject_id in _some_subjects(life)[:1]:
        life.world.move_subject(subject_id, life.random.randint(1, 4))


def _reset(life: Life, longest: int = 80) -> None:
    world, target = life.world, life.random.randint(1, life.world.user.level)
    world.request_reset(target)
    if life.random.random() < 0.2:
        return
    if life.random.random() < 0.5:
        world.confirm_reset()
        _reviews(life, 1, pause=2)
    world.carry_out_reset(timedelta(seconds=life.random.randint(2, longest)))
    life.stage.pass_time(timedelta(0))
    _erase(life, target)
    life.tally["resets"] += 1


def _erase(life: Life, target: int) -> None:
    """What was reviewed since the last poll on items that were reset left no trace."""
    for number, true in enumerate(life.world.reviews):
        if number not in life.gaps and life.world.subjects[true.subject_id].level >= target:
            life.erased.add(number)


def _vacation(life: Life) -> None:
    world = life.world
    if world.user.vacation_since is None:
        world.begin_vacation()
        if life.random.random() < 0.3:
            world.clear_due_times()
            _disturb(life, [row.subject_id for row in world.assignments])
    else:
        world.end_vacation()
        _disturb(life, [row.subject_id for row in world.assignments])
    life.tally["vacations"] += 1


def _resurrect(life: Life) -> None:
    burned = [row.subject_id for row in life.world.assignments if row.stage == BURNED]
    for subject_id in life.random.sample(burned, min(1, len(burned))):
        life.world.resurrect(subject_id)
        _disturb(life, [subject_id])
        life.tally["resurrections"] += 1


def _disturb(life: Life, subjects: list[int]) -> None:
    """The stamps of what was reviewed since the last poll may be somebody else's now."""
    for number, true in enumerate(life.world.reviews):
        if number not in life.gaps and true.subject_id in subjects:
            life.disturbed.add(number)


def _poll(life: Life, app: App, *, quietly: bool = False) -> None:
    """Poll, perhaps with something happening between two requests."""
    api = life.stage.api
    what = "nothing" if quietly else life.random.choices(("nothing", "a review", "a reset"), (55, 40, 5))[0]
    late = life.random.random() < 0.7
    api.before("review_statistics", lambda: _statistics_are_read(life, "nothing" if late else what))
    api.before("assignments", lambda: _happens(life, what if late else "nothing"))
    report = app.poll(only_account(app))
    assert report.problem is None, report.problem
    _poll_is_through(life, report)


def _statistics_are_read(life: Life, what: str) -> None:
    _happens(life, what)
    life.statistics_read = moment(life.world.now)


def _happens(life: Life, what: str) -> None:
    if what == "a review":
        _reviews(life, 2, pause=2)
    if what == "a reset":
        _reset(life, longest=15)


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
            # In the first sync nobody saw from which stage it came.
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


def _difference(live: list[tuple[int, rows.Review]], found: list[Review]) -> str:
    """Say in which assignments the sums are not the truth's."""
    true, mine = truth.of_each(each for _, each in live), truth.by_assignment(found)
    return "; ".join(
        f"assignment {key}: true {true.get(key)}, found {mine.get(key)}"
        for key in sorted({*true, *mine})
        if truth.true_sums(true.get(key, ())) != truth.sums(mine.get(key, ()))
    )


def _grouped(live: list[tuple[int, rows.Review]]) -> dict[int, list[tuple[int, rows.Review]]]:
    grouped: dict[int, list[tuple[int, rows.Review]]] = {}
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


def _compare(life: Life, review: Review, true: rows.Review, *, alone: bool) -> None:
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
