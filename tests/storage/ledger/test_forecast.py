"""The hours ahead: of each the newest forecast counts."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from collector.core.facts import ForecastHour
from collector.core.moments import HOUR, Moment
from collector.storage.database import Store
from collector.storage.ledger import forecast
from collector.storage.transaction import Transaction
from tests.storage.any_record import any_record, few

FIRST = ForecastHour(Moment(HOUR), "kanji", apprentice=3, guru=1)


@few
@given(
    hours=st.lists(
        any_record(ForecastHour), max_size=5, unique_by=lambda each: (each.hour, each.subject_type)
    )
)
def test_hours_are_read_as_they_were_appended(store: Store, hours: list[ForecastHour]) -> None:
    with store.rehearsal() as tx:
        forecast.append_forecast(tx, hours)
        assert sorted(forecast.forecast_final(tx), key=repr) == sorted(hours, key=repr)


def test_of_an_hour_and_a_kind_the_newest_forecast_counts(tx: Transaction) -> None:
    radicals, later = replace(FIRST, subject_type="radical"), replace(FIRST, apprentice=1, guru=9)
    forecast.append_forecast(tx, [FIRST, radicals])
    forecast.append_forecast(tx, [later])
    assert forecast.forecast_from(tx, Moment(HOUR)) == {
        (HOUR, "kanji"): later,
        (HOUR, "radical"): radicals,
    }


def test_hours_that_are_over_are_left_out_of_those_to_come(tx: Transaction) -> None:
    second = replace(FIRST, hour=Moment(2 * HOUR))
    forecast.append_forecast(tx, [second, FIRST])
    assert list(forecast.forecast_from(tx, Moment(HOUR + 1)).values()) == [second]
    assert list(forecast.forecast_from(tx, Moment(0), Moment(2 * HOUR)).values()) == [FIRST]
    assert list(forecast.forecast_final(tx)) == [FIRST, second]
