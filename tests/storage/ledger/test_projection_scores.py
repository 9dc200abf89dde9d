"""Weeks that were projected wait until they are over, and are compared once."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from collector.core.moments import Moment
from collector.core.projection import Band, ProjectedWeek
from collector.core.projection_facts import ProjectionScore
from collector.storage.database import Store
from collector.storage.ledger import projection_scores
from collector.storage.ledger.projection_scores import KeptWeek
from collector.storage.transaction import Transaction
from tests.storage.any_record import any_record, few

WEEK = ProjectedWeek(days_ahead=7, ends=Moment(100), done=Band(60, 70, 80))
SCORE = ProjectionScore(Moment(100), 7, projected=70, low=60, high=80, came=75, level_days_off=None)


@few
@given(
    st.lists(any_record(ProjectionScore), max_size=5, unique_by=lambda score: (score.at, score.days_ahead))
)
def test_scores_are_read_as_they_were_appended(store: Store, scores: list[ProjectionScore]) -> None:
    with store.rehearsal() as tx:
        projection_scores.append_scores(tx, scores)
        assert list(projection_scores.scores(tx)) == sorted(
            scores, key=lambda each: (each.at, each.days_ahead)
        )


def test_a_week_waits_until_its_last_day(tx: Transaction) -> None:
    projection_scores.append_weeks(tx, Moment(1), [WEEK])
    assert projection_scores.weeks_without_score(tx, before=Moment(100)) == []
    assert projection_scores.weeks_without_score(tx, before=Moment(101)) == [KeptWeek(Moment(1), WEEK)]


def test_a_week_is_compared_once_for_each_of_the_days_ahead(tx: Transaction) -> None:
    month = replace(WEEK, days_ahead=28)
    projection_scores.append_weeks(tx, Moment(1), [WEEK, month])
    projection_scores.append_scores(tx, [SCORE])
    assert projection_scores.weeks_without_score(tx, before=Moment(200)) == [KeptWeek(Moment(1), month)]


def test_of_two_projections_of_a_day_the_later_one_is_compared(tx: Transaction) -> None:
    later = replace(WEEK, done=Band(1, 2, 3))
    projection_scores.append_weeks(tx, Moment(2), [later])
    projection_scores.append_weeks(tx, Moment(1), [WEEK])
    assert projection_scores.weeks_without_score(tx, before=Moment(200)) == [KeptWeek(Moment(2), later)]
