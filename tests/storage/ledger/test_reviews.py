"""Reviews: known by assignment and moment, each at a nanosecond of its own."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from collector.core.facts import Milestone, Review
from collector.core.model import AssignmentId, SubjectId
from collector.core.moments import SECOND, Moment, nanoseconds
from collector.core.tallies import StageTally
from collector.statistics.sessions import ReviewResult
from collector.storage.database import Store
from collector.storage.ledger import milestones, reviews
from collector.storage.transaction import Transaction
from tests.storage.any_record import any_record, few

NOON = Moment(10**15)
MINUTE = 60 * SECOND
EXACT = Review(
    assignment_id=AssignmentId(1),
    at=NOON,
    subject_id=SubjectId(2),
    subject_type="kanji",
    level=3,
    starting_stage=4,
    ending_stage=5,
    meaning_incorrect=0,
    reading_incorrect=0,
    late_seconds=60,
    inferred=False,
)
GUESS = replace(EXACT, inferred=True, late_seconds=None)
# Few items and moments, so that reviews meet.
ANY_REVIEW = any_record(
    Review,
    assignment_id=st.sampled_from([AssignmentId(1), AssignmentId(2), AssignmentId(1002)]),
    at=st.integers(0, 4).map(lambda step: Moment(NOON + step * MINUTE // 2)),
    offset_ns=st.just(0),
)


def time(review: Review) -> int:
    return nanoseconds(review.at) + review.offset_ns


@few
@given(found=st.lists(ANY_REVIEW, max_size=8))
def test_what_is_appended_is_read_each_review_at_a_time_of_its_own(store: Store, found: list[Review]) -> None:
    with store.rehearsal() as tx:
        new = reviews.append_reviews(tx, found)
        assert list(reviews.reviews(tx)) == sorted(new, key=time)
        assert len({time(review) for review in new}) == len(new)
        assert len({(review.assignment_id, review.at) for review in new}) == len(new)
        # A guess is never lost; of what is exact one a minute stays.
        assert sum(review.inferred for review in new) == sum(review.inferred for review in found)


def test_an_exact_review_within_a_minute_of_another_is_the_same(tx: Transaction) -> None:
    reviews.append_reviews(tx, [EXACT])
    assert reviews.append_reviews(tx, [replace(EXACT, at=Moment(NOON + MINUTE))]) == []
    assert reviews.append_reviews(tx, [replace(EXACT, at=Moment(NOON - MINUTE))]) == []
    assert len(reviews.append_reviews(tx, [replace(EXACT, at=Moment(NOON + MINUTE + 1))])) == 1


def test_a_guess_gives_way_to_what_is_there_by_the_least(tx: Transaction) -> None:
    new = reviews.append_reviews(tx, [EXACT, GUESS, GUESS])
    assert [review.at - NOON for review in new] == [0, 1, 2]


def test_a_review_of_another_item_at_the_same_moment_is_another_review(tx: Transaction) -> None:
    other = replace(EXACT, assignment_id=AssignmentId(1001))
    new = reviews.append_reviews(tx, [EXACT, other])
    assert [(review.at, review.offset_ns) for review in new] == [(NOON, 1), (NOON, 2)]


def test_a_review_is_known_a_minute_around_it_and_exactly_at_its_moment(tx: Transaction) -> None:
    reviews.append_reviews(tx, [EXACT])
    near, far = Moment(NOON + MINUTE), Moment(NOON + MINUTE + 1)
    known = [reviews.is_known(tx, EXACT.assignment_id, at) for at in (NOON, near, far)]
    exactly = [reviews.is_known_exactly(tx, EXACT.assignment_id, at) for at in (NOON, near, far)]
    assert (known, exactly) == ([True, True, False], [True, False, False])
    assert not reviews.is_known(tx, AssignmentId(9), NOON)


def test_reviews_are_those_from_the_first_moment_to_before_the_last(tx: Transaction) -> None:
    apart = [replace(EXACT, at=Moment(NOON + n * 2 * MINUTE)) for n in range(4)]
    reviews.append_reviews(tx, reversed(apart))
    start, end = apart[1].at, apart[3].at
    assert [review.at for review in reviews.reviews(tx, start, end)] == [apart[1].at, apart[2].at]
    assert reviews.first_review(tx) == NOON


def test_without_a_reading_no_reading_was_wrong(tx: Transaction) -> None:
    reviews.append_reviews(tx, [replace(EXACT, meaning_incorrect=2, reading_incorrect=None)])
    assert reviews.review_results(tx, NOON, Moment(NOON + 1)) == [ReviewResult(NOON, 2, 0)]


def test_a_stage_is_tallied_by_where_reviews_started_and_what_was_right(tx: Transaction) -> None:
    found = [
        replace(
            EXACT,
            assignment_id=AssignmentId(number),
            starting_stage=stage,
            meaning_incorrect=meaning,
            reading_incorrect=reading,
        )
        for number, (stage, meaning, reading) in enumerate([(7, 0, None), (4, 0, 0), (4, 1, 0), (4, 0, 1)])
    ]
    reviews.append_reviews(tx, [*found, replace(EXACT, at=Moment(NOON - 1), assignment_id=AssignmentId(99))])
    assert reviews.by_stage(tx, NOON) == [StageTally(4, 3, 1), StageTally(7, 1, 1)]
    assert reviews.by_stage(tx) == [StageTally(4, 4, 2), StageTally(7, 1, 1)]


def test_a_lesson_is_activity_and_so_is_a_review(tx: Transaction) -> None:
    def seen(start: int) -> bool:
        return reviews.has_activity(tx, Moment(start), Moment(start + 10))

    reviews.append_reviews(tx, [replace(EXACT, at=Moment(15))])
    lesson = Milestone(AssignmentId(1), "started", Moment(25), SubjectId(2), "kanji", 3)
    milestones.append_milestones(tx, [lesson, replace(lesson, kind="passed", at=Moment(35))])
    assert [seen(start) for start in (5, 10, 20, 30)] == [False, True, True, False]


def test_before_the_first_review_there_is_none(tx: Transaction) -> None:
    assert reviews.first_review(tx) is None
    assert reviews.by_stage(tx, NOON) == reviews.by_stage(tx) == []
