"""The workload in words: in percent of the learner's own reference, or what is missing for one."""

import pytest

from collector.views.workload import gauges
from tests.statistics.items import workload

KNOWN = workload(
    apprentice_weight=330,
    apprentice_weight_usual=400,
    apprentice_weight_high=1200,
    reviews_per_day=153.43,
    reviews_per_day_capacity=160,
    seconds_per_review=16.04,
    seconds_per_review_usual=10.0,
)


def test_each_number_is_shown_with_its_reference() -> None:
    told = [(each.name, each.percent, each.of, each.numbers) for each in gauges(KNOWN)]
    assert told == [
        ("Apprentice weight", 82, "your usual", "330 now; usually 400, on nine of ten days 1,200 at most"),
        (
            "Reviews a day",
            96,
            "your capacity",
            "153.4 in the last seven days; on nine of ten days 160 at most",
        ),
        ("Time per review", 160, "your usual", "16.0 s in the last seven days; usually 10.0 s"),
    ]


def test_a_week_near_the_capacity_is_high_where_so_much_of_the_usual_is_not() -> None:
    assert [each.height for each in gauges(KNOWN)] == ["usual", "high", "very-high"]


@pytest.mark.parametrize(
    ("known", "missing"),
    [
        pytest.param(
            workload(apprentice_weight=40),
            [
                "40 now; your usual is known after 14 days with a poll",
                "known after seven whole days",
                "too few reviews in the last seven days",
            ],
            id="the first week",
        ),
        pytest.param(
            workload(apprentice_weight=40, reviews_per_day=30.0, seconds_per_review=9.5),
            [
                "40 now; your usual is known after 14 days with a poll",
                "30.0 in the last seven days; your capacity is known after 14 days with reviews",
                "9.5 s in the last seven days; your usual is known after 14 days with reviews",
            ],
            id="the second week",
        ),
    ],
)
def test_without_a_reference_it_says_what_is_missing(known: object, missing: list[str]) -> None:
    found = gauges(known)  # type: ignore[arg-type]
    assert [each.numbers for each in found] == missing
    assert {each.times for each in found} == {None}
    assert {each.height for each in found} == {"usual"}


def test_a_usual_apprentice_weight_of_zero_gives_no_percentage() -> None:
    (weight, *_) = gauges(workload(apprentice_weight=4, apprentice_weight_usual=0, apprentice_weight_high=8))
    assert weight.times is None
    assert weight.numbers == "4 now; usually 0, on nine of ten days 8 at most"


def test_a_poll_of_an_older_version_has_no_gauges() -> None:
    assert gauges(None) == []
