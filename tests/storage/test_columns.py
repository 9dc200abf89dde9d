"""How a record's fields are columns."""

from typing import NamedTuple

import pytest

from collector.core.cursor import Cursor, Endpoint, Validators
from collector.core.model import Facet, ReviewStatistic, SubjectId
from collector.core.moments import Moment
from collector.storage.columns import columns_of, reader

UNANSWERED = Facet(0, 0, 0, 0)


def test_a_nested_record_is_its_own_columns_after_the_fields_name() -> None:
    assert columns_of(Cursor).names == (
        "endpoint",
        "asked_at",
        "seen_until",
        "validators_url",
        "validators_etag",
        "validators_last_modified",
    )


def test_the_values_stand_in_the_order_of_the_columns() -> None:
    columns = columns_of(ReviewStatistic)
    statistic = ReviewStatistic(
        id=1,
        subject_id=SubjectId(2),
        subject_type="kanji",
        meaning=Facet(3, 4, 5, 6),
        reading=UNANSWERED,
        hidden=True,
        updated_at=Moment(7),
    )
    stored = dict(zip(columns.names, columns.values(statistic), strict=True))
    assert stored["meaning_max_streak"] == 6
    assert stored["hidden"] == 1
    assert stored["updated_at"] == 7


def test_a_nested_record_that_is_none_is_null_in_all_its_columns() -> None:
    values = columns_of(Cursor).values(Cursor(Endpoint.USER, Moment(1), None, None))
    assert values == ("user", 1, None, None, None, None)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ((None, None, None), None),
        (("url", None, None), Validators("url", None, None)),
    ],
    ids=["all NULL", "one is not NULL"],
)
def test_a_nested_record_is_none_only_where_all_its_columns_are_null(
    row: tuple[str | None, ...], expected: Validators | None
) -> None:
    places = {name: place for place, name in enumerate(columns_of(Cursor).names)}
    assert reader(Cursor, places)(("user", 1, None, *row)).validators == expected


def test_a_text_of_japanese_is_stored_as_it_is() -> None:
    class Read(NamedTuple):
        readings: tuple[str, ...]

    assert columns_of(Read).values(Read(("みず", "すい"))) == ('["みず", "すい"]',)
