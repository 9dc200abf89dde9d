"""What a projection is made from: all that can be learned, and how the learner has studied lately."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from collector.core.facts import Annotation, Milestone, Review
from collector.core.model import AssignmentId, SrsSystem, Subject, SubjectId, Subscription, User
from collector.core.moments import DAY, HOUR, SECOND, Moment
from collector.projection.inputs import DAYS_OF_HABITS, PastReview, StudyItem, StudyRecord
from collector.storage import ledger, mirror, statistics_reads
from collector.storage.study_record import study_record
from collector.storage.transaction import Transaction
from tests.storage.samples import ANSWERED, GUN, STUDIED, WATER, answered, assigned

ZONE = ZoneInfo("Asia/Tokyo")
NOW = Moment(20_000 * DAY + 7 * HOUR + 123_456)
FIRST_POLL = Moment(NOW - 30 * DAY)
LEARNER = User(
    id="koichi",
    username="koichi",
    level=2,
    vacation_started_at=None,
    subscription=Subscription(active=True, type="lifetime", max_level_granted=60),
    updated_at=Moment(1),
)
REVIEW = Review(
    assignment_id=STUDIED.id,
    at=NOW,
    subject_id=WATER.id,
    subject_type="kanji",
    level=2,
    starting_stage=4,
    ending_stage=3,
    meaning_incorrect=1,
    reading_incorrect=2,
    late_seconds=None,
    inferred=False,
)


@pytest.fixture
def polled(tx: Transaction) -> Transaction:
    """A transaction in a state whose first poll was a month ago."""
    mirror.save_user(tx, LEARNER)
    statistics_reads.note_statistics_read(tx, FIRST_POLL)
    return tx


def read(tx: Transaction) -> StudyRecord:
    record = study_record(tx, NOW, ZONE)
    assert record is not None
    return record


def items(tx: Transaction, *subjects: Subject) -> dict[SubjectId, StudyItem]:
    mirror.save_subjects(tx, subjects)
    return {item.subject_id: item for item in read(tx).items}


def test_nothing_is_projected_before_the_first_good_poll(tx: Transaction) -> None:
    mirror.save_subjects(tx, [WATER])
    assert study_record(tx, NOW, ZONE) is None


def test_it_says_whose_it_is_and_as_of_when(polled: Transaction) -> None:
    record = read(polled)
    assert (record.at, record.zone, record.level, record.granted) == (NOW, ZONE, 2, 60)


def test_a_free_account_is_granted_three_levels(polled: Transaction) -> None:
    free = Subscription(active=False, type="free", max_level_granted=3)
    mirror.save_user(polled, replace(LEARNER, subscription=free))
    assert read(polled).granted == 3


def test_an_item_has_its_place_and_the_learners_stage(polled: Transaction) -> None:
    mirror.save_assignments(polled, [STUDIED])
    mirror.save_review_statistics(polled, [ANSWERED])
    assert items(polled, WATER)[WATER.id] == StudyItem(
        subject_id=WATER.id,
        kind="kanji",
        level=2,
        srs_id=1,
        lesson_position=3,
        components=(GUN.id,),
        stage=5,
        passed=True,
        unlocked_at=STUDIED.unlocked_at,
        started_at=STUDIED.started_at,
        available_at=STUDIED.available_at,
        correct=5,
        incorrect=3,
    )


def test_a_reading_that_is_never_asked_has_no_wrong_answers(polled: Transaction) -> None:
    mirror.save_assignments(polled, [assigned(GUN)])
    mirror.save_review_statistics(polled, [answered(GUN)])
    assert items(polled, GUN)[GUN.id].incorrect == 1


def test_what_is_locked_is_there_without_a_stage(polled: Transaction) -> None:
    locked = replace(WATER, id=SubjectId(8), srs_id=None)
    mirror.save_assignments(polled, [replace(assigned(WATER), unlocked_at=None)])
    found = items(polled, WATER, locked)
    assert [(item.stage, item.correct, item.srs_id) for item in found.values()] == [(None, 0, 1)] * 2


def test_what_is_hidden_is_not_there(polled: Transaction) -> None:
    gone = replace(WATER, id=SubjectId(8), hidden_at=Moment(5))
    hidden = replace(WATER, id=SubjectId(9))
    mirror.save_assignments(polled, [assigned(gone), replace(assigned(hidden), hidden=True)])
    assert set(items(polled, WATER, gone, hidden)) == {WATER.id}


def test_intervals_are_seconds(polled: Transaction) -> None:
    mirror.save_srs_systems(polled, [SrsSystem(1, ((1, 14400), (2, 28800))), SrsSystem(2, ((1, 7200),))])
    assert read(polled).intervals == {1: {1: 14400, 2: 28800}, 2: {1: 7200}}


def test_reviews_are_those_of_the_last_days_in_the_order_of_time(polled: Transaction) -> None:
    since = Moment(NOW - DAYS_OF_HABITS * DAY)
    moments = [NOW, Moment(NOW + 1), since, Moment(since - 1)]
    ledger.reviews.append_reviews(
        polled, [replace(REVIEW, assignment_id=AssignmentId(n), at=at) for n, at in enumerate(moments)]
    )
    assert list(read(polled).reviews) == [
        PastReview(at, due_at=None, subject_id=WATER.id, kind="kanji", starting_stage=4, wrong_answers=3)
        for at in (since, NOW)
    ]


def test_a_review_fell_due_when_it_was_first_late(polled: Transaction) -> None:
    radical = replace(REVIEW, subject_type="radical", reading_incorrect=None, late_seconds=3 * 3600)
    ledger.reviews.append_reviews(polled, [radical])
    (review,) = read(polled).reviews
    due_at = Moment(NOW - NOW % HOUR - 3 * HOUR)
    assert review == PastReview(NOW, due_at, WATER.id, "radical", 4, wrong_answers=1)


def test_lessons_are_those_of_the_last_days(polled: Transaction) -> None:
    since = Moment(NOW - DAYS_OF_HABITS * DAY)
    lesson = Milestone(STUDIED.id, "started", NOW, WATER.id, "kanji", 2)
    ledger.milestones.append_milestones(
        polled,
        [
            replace(lesson, at=at)
            for at in (Moment(since - SECOND), since, NOW, Moment(NOW + SECOND))
        ]
        + [replace(lesson, kind="unlocked")],
    )  # fmt: skip
    assert list(read(polled).lessons) == [since, NOW]


def test_study_is_known_from_the_first_poll_on(polled: Transaction) -> None:
    assert read(polled).observed_since == FIRST_POLL
    ledger.reviews.append_reviews(polled, [REVIEW])
    assert read(polled).observed_since == FIRST_POLL


def test_an_archive_makes_study_known_from_earlier_on(polled: Transaction) -> None:
    earlier = Moment(FIRST_POLL - 10 * DAY)
    last = Moment(FIRST_POLL - 2 * DAY)
    ledger.reviews.append_reviews(polled, [replace(REVIEW, at=at) for at in (earlier, last, FIRST_POLL)])
    assert read(polled).observed_since == earlier


def test_an_archive_that_ends_weeks_before_says_nothing_of_the_time_between(polled: Transaction) -> None:
    archived = [Moment(FIRST_POLL - day * DAY) for day in (60, 20)]
    ledger.reviews.append_reviews(polled, [replace(REVIEW, at=at) for at in (*archived, FIRST_POLL)])
    found = read(polled)
    assert found.observed_since == FIRST_POLL
    assert len(found.reviews) == 3


def test_study_is_known_up_to_the_last_poll(polled: Transaction) -> None:
    assert read(polled).observed_until == FIRST_POLL
    statistics_reads.note_statistics_read(polled, Moment(NOW - DAY))
    assert read(polled).observed_until == NOW - DAY
    statistics_reads.note_statistics_read(polled, Moment(NOW + DAY))
    assert read(polled).observed_until == NOW


def test_an_archive_of_years_ago_says_nothing_of_the_time_since(polled: Transaction) -> None:
    ledger.reviews.append_reviews(polled, [replace(REVIEW, at=Moment(NOW - 1000 * DAY))])
    assert read(polled).observed_since == FIRST_POLL


def test_vacations_are_those_that_were_marked_also_one_that_goes_on(polled: Transaction) -> None:
    ledger.annotations.append_annotations(
        polled,
        [
            Annotation(Moment(10), "vacation_start", "", ""),
            Annotation(Moment(20), "vacation_end", "", ""),
            Annotation(Moment(30), "vacation_start", "", ""),
        ],
    )
    assert list(read(polled).vacations) == [(10, 20), (30, None)]
