"""What a projection is made from is what the learner at WaniKani has and did, once it was polled."""

from zoneinfo import ZoneInfo

import pytest

from collector.core.moments import moment
from collector.projection.inputs import StudyRecord
from collector.simulator.learner.learner import Learner
from collector.simulator.world.world import World
from collector.storage.study_record import study_record
from tests.harness import NOON, Rig, only_account

UTC = ZoneInfo("UTC")


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Rig:
    """A learner of some weeks, polled hourly from the start."""
    world = World(NOON, levels=4, per_level=20)
    rig = Rig(tmp_path_factory.mktemp("studied") / "state", world, Learner(world, seed=3))
    rig.good_poll()
    rig.poll_hourly(24 * 21)
    return rig


@pytest.fixture
def record(rig: Rig) -> StudyRecord:
    with rig.app() as app, only_account(app).store.reading() as tx:
        found = study_record(tx, moment(rig.clock.now()), UTC)
    assert found is not None
    return found


def test_the_record_has_all_subjects_and_the_learners_stages(rig: Rig, record: StudyRecord) -> None:
    world = rig.world
    for item, subject in zip(record.items, sorted(world.subjects, key=lambda row: row.id), strict=True):
        assert (item.subject_id, item.kind, item.level) == (subject.id, subject.kind, subject.level)
        assert (item.lesson_position, item.components) == (subject.lesson_position, subject.components)
        assignment = world.assignment(subject.id)
        unlocked = assignment is not None and assignment.unlocked_at is not None
        assert item.stage == (assignment.stage if assignment and unlocked else None)
    assert len({item.stage for item in record.items}) > 3
    assert any(item.components for item in record.items)


def test_reviews_and_lessons_are_all_that_were_done(record: StudyRecord) -> None:
    assert len(record.reviews) == sum(item.correct for item in record.items) > 100
    assert sum(review.wrong_answers for review in record.reviews) == sum(i.incorrect for i in record.items)
    assert len(record.lessons) == sum(item.started_at is not None for item in record.items)


def test_due_times_are_full_hours_as_wanikani_gives_them(record: StudyRecord) -> None:
    due = [review.due_at for review in record.reviews if review.due_at is not None]
    assert len(due) > 100
    assert all(at % 3_600_000_000 == 0 for at in due)


def test_intervals_are_those_of_the_two_systems(record: StudyRecord) -> None:
    assert record.intervals[1][1] == 4 * 3600
    assert record.intervals[2][1] == 2 * 3600
    assert set(record.intervals[1]) == set(range(1, 9))
