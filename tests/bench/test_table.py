"""The arithmetic of the table."""

import json

import pytest

from tests.bench.builds import BEFORE, TODAY
from tests.bench.table import MISSED, REACHED, Row, Target, cells, markdown, merged, plain


def row(before: list[float], today: list[float], target: Target, **limits: list[float]) -> Row:
    return Row("poll: CPU", "s", target, {BEFORE: before, TODAY: today, **limits})


def test_a_row_compares_medians_so_that_one_slow_turn_counts_nothing() -> None:
    found = row([2.0, 1.0, 30.0], [0.6, 9.0, 0.5], Target(ratio=0.5))
    assert found.medians == {BEFORE: 2.0, TODAY: 0.6}
    assert found.ratio == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("today", "target", "verdict"),
    [
        (0.5, Target(ratio=0.5), REACHED),
        (0.51, Target(ratio=0.5), MISSED),
        (54, Target(value=54), REACHED),
        (55, Target(value=54), MISSED),
        (1.0, Target(), ""),
    ],
)
def test_a_target_is_reached_up_to_its_very_number(today: float, target: Target, verdict: str) -> None:
    assert row([1.0], [today], target).verdict == verdict


@pytest.mark.parametrize(
    ("today", "verdict"), [(1.0, REACHED), (1.2, REACHED), (1.3, MISSED), (0.5, REACHED)]
)
def test_what_must_be_near_a_limit_may_be_slower_by_so_much(today: float, verdict: str) -> None:
    found = row([5.0], [today], Target(of_limit=0.8), curl=[1.0])
    assert found.of_limit == pytest.approx(1 / today)
    assert found.verdict == verdict


def test_both_targets_of_a_row_must_be_reached() -> None:
    assert row([10.0], [6.0], Target(ratio=0.5, value=6)).verdict == MISSED
    assert row([10.0], [5.0], Target(ratio=0.5, value=4)).verdict == MISSED
    assert row([10.0], [5.0], Target(ratio=0.5, value=6)).verdict == REACHED


def test_a_row_that_was_not_measured_has_no_verdict_and_says_why() -> None:
    found = Row("image", "MB", Target(ratio=0.8), not_measured="needs a Docker engine")
    assert (found.ratio, found.of_limit, found.verdict) == (None, None, "")
    assert cells(found)[4:] == ("ratio ≤ 0.8", "not measured", "needs a Docker engine")


def test_without_the_version_before_there_is_no_ratio_and_no_verdict() -> None:
    found = Row("poll", "s", Target(ratio=0.5), {TODAY: [1.0]})
    assert (found.ratio, found.verdict) == (None, "")


def test_the_table_shows_figures_ratio_target_verdict_and_limits() -> None:
    found = row([2.0], [1.0], Target(ratio=0.6), curl=[0.25])
    assert cells(found) == (
        "poll: CPU", "2 s", "1 s", "0.50", "ratio ≤ 0.6", "reached", "curl: 0.25 s",
    )  # fmt: skip
    assert markdown([found]).splitlines()[2].startswith("| poll: CPU | 2 s | 1 s | 0.50 |")
    head, line = plain([found]).splitlines()
    assert head.index("ratio") == line.index("0.50")


def test_the_json_of_a_row_has_its_samples_and_what_follows_from_them() -> None:
    kept = json.loads(json.dumps(row([2.0, 4.0], [1.5], Target(ratio=0.6), curl=[0.75]).as_json()))
    assert kept == {
        "name": "poll: CPU",
        "unit": "s",
        "target": {"ratio": 0.6, "value": None, "of_limit": None},
        "verdict": "reached",
        "ratio": 0.5,
        "of_limit": 0.5,
        "medians": {BEFORE: 3.0, TODAY: 1.5, "curl": 0.75},
        "samples": {BEFORE: [2.0, 4.0], TODAY: [1.5], "curl": [0.75]},
        "not_measured": "",
    }


@pytest.mark.parametrize(
    "found",
    [
        row([2.0, 4.0], [1.5], Target(ratio=0.6, of_limit=0.5), curl=[0.75]),
        Row("image", not_measured="needs a Docker engine"),
    ],
)
def test_a_row_comes_back_from_its_json(found: Row) -> None:
    assert Row.from_json(json.loads(json.dumps(found.as_json()))) == found


def test_rows_that_are_added_replace_those_of_the_same_name_in_their_place() -> None:
    first, second = row([2.0], [1.0], Target()), Row("image", not_measured="needs a Docker engine")
    newer, other = row([2.0], [1.5], Target()), Row("state", "MB")
    assert merged([first, second], [newer, other]) == [newer, second, other]
