"""What happens in a random life, and what a collector can and cannot see of it afterwards."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from collector.core.moments import Moment
from collector.simulator.world.game_rules import BURNED, PASSED
from collector.simulator.world.levels import open_level
from collector.simulator.world.studying import ensure_statistic
from collector.simulator.world.unlocking import unlock
from collector.simulator.world.world import World
from tests.harness import Rig

_NEVER = Moment(0)
MINUTE = timedelta(minutes=1)


@dataclass
class Life:
    """One world and its collector.

    *gaps* tells by which poll each true review (by its number) was seen; those *disturbed* had a stamp
    overwritten before it, those *erased* fell to a reset.
    """

    rig: Rig
    random: Random
    statistics_read: Moment = _NEVER
    finished: int = 0
    gaps: dict[int, int] = field(default_factory=dict)
    disturbed: set[int] = field(default_factory=set)
    erased: set[int] = field(default_factory=set)
    tally: Counter[str] = field(default_factory=Counter)

    @property
    def world(self) -> World:
        """The simulated world."""
        return self.rig.world


def begin(life: Life) -> None:
    """Give the account a past: items in every stage, some of them due soon."""
    world, random = life.world, life.random
    for level in range(2, random.randint(2, 4)):
        open_level(world.state, level)
    subjects = list(world.subjects)
    for subject in random.sample(subjects, random.randint(4, 14)):
        if world.assignment(subject.id) is None:
            unlock(world.state, subject, world.state.write_stamp())
        world.start(subject.id)
        assignment = world.assignment(subject.id)
        stage = random.choice((1, 1, 1, 2, 3, 4, 4, 5, 6, 7, 8, 8, 9))
        if assignment is None or stage == 1:
            continue
        # It was reviewed to get there.
        ensure_statistic(world.state, subject)
        assignment.passed_at = world.now if stage >= PASSED else None
        assignment.burned_at = world.now if stage == BURNED else None
        due_at = world.now + timedelta(minutes=random.randint(-60, 2000))
        world.state.place(assignment, stage, None if stage == BURNED else due_at)
        world.assignments.stamp(assignment, world.state.write_stamp())
    life.rig.pass_time(timedelta(hours=random.randint(0, 30), seconds=10))


def live(life: Life, duration: timedelta) -> None:
    """Let *duration* go by, with things happening in it."""
    ends = max(life.rig.clock.now(), life.world.now) + duration
    while life.world.now < ends:
        for _ in range(life.random.randint(0, 4)):
            _something(life)
        life.rig.pass_time(min(ends - life.world.now, duration * life.random.uniform(0.05, 0.6)) + MINUTE)


def _something(life: Life) -> None:
    move = life.random.choices(
        (_reviews, _lessons, _touch, _hide, _move, _reset, _vacation, _resurrect, _upload),
        (60, 8, 4, 2, 2, 1, 2, 4, 3),
    )[0]
    life.rig.pass_time(timedelta(seconds=2))
    move(life)


def _reviews(life: Life, most: int = 4, pause: float = 40) -> None:
    due = life.world.due()
    for subject_id in life.random.sample(due, min(len(due), life.random.randint(1, most))):
        if life.world.reviewable(subject_id):
            _review(life, subject_id)
            life.rig.pass_time(timedelta(seconds=life.random.uniform(0, pause)))


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
    life.rig.pass_time(timedelta(0))
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
    """The stamps of items reviewed since the last poll may be those of another change now."""
    for number, true in enumerate(life.world.reviews):
        if number not in life.gaps and true.subject_id in subjects:
            life.disturbed.add(number)


def happens(life: Life, what: str) -> None:
    """Let *what* happen between two requests of a poll."""
    if what == "a review":
        _reviews(life, 2, pause=2)
    if what == "a reset":
        _reset(life, longest=15)
