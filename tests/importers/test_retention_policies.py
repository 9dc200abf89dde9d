"""Points of several retention policies are one history, or two accounts of the same time."""

import pytest

from collector.importers.retention_policies import (
    Contradiction,
    contradictions,
    join_policies,
    prefer_in_order,
)
from collector.importers.script_data import Points

HOUR = 3600 * 10**9
DAY = 24 * HOUR
# As servers stamp them: not at full hours.
START = 1_500_000_000_123_456_789


def recorded(days: range, step: int = 6, *, guru: int = 0, offset: int = 0) -> Points:
    """Return a count every *step* hours of *days*."""
    return {
        START + offset + hour * HOUR: {"guru": guru + hour / step}
        for day in days
        for hour in range(24 * day, 24 * day + 24, step)
    }


OLD, NEW = recorded(range(300)), recorded(range(300, 400))


def summary(step_days: int, days: range, value: float = 0.5) -> Points:
    """Return what a continuous query makes of a policy: one count at the start of each period."""
    at = START // DAY * DAY
    return {at + day * DAY: {"guru": day + value} for day in days[::step_days]}


def test_a_policy_that_follows_another_is_joined_to_it() -> None:
    joined = join_policies({"autogen": OLD, "forever": NEW})
    assert joined == OLD | NEW
    assert len(OLD | NEW) == len(OLD) + len(NEW)


def test_a_policy_in_the_middle_of_another_is_joined_where_that_one_paused() -> None:
    around = recorded(range(100)) | recorded(range(200, 300))
    assert join_policies({"a": around, "b": recorded(range(100, 200))}) == OLD


def test_a_copy_or_a_part_of_one_is_the_same_history() -> None:
    part = dict(list(OLD.items())[:500:2])
    assert join_policies({"a": OLD, "copy": dict(OLD)}) == OLD
    assert join_policies({"a": OLD, "part": part}) == OLD
    assert join_policies({"part": part, "a": OLD}) == OLD


@pytest.mark.parametrize("step", [1, 7, 30], ids=["daily", "weekly", "monthly"])
def test_a_summary_beside_its_source_is_not_mixed_into_it(step: int) -> None:
    source, by_period = recorded(range(200, 300)), summary(step, range(300))
    for policies in ({"raw": source, "long": by_period}, {"long": by_period, "raw": source}):
        found = join_policies(policies)
        assert isinstance(found, Contradiction)
        assert {found.first, found.second} == {"raw", "long"}


def test_a_summary_of_a_single_period_is_not_mixed_in_either() -> None:
    (time,) = list(summary(1, range(250, 251)))
    alone, source = {time: {"guru": 1.0}}, recorded(range(200, 300))
    assert join_policies({"long": alone, "raw": source}) == Contradiction("long", "raw", time)
    assert join_policies({"raw": source, "long": alone}) == Contradiction("raw", "long", time)


def test_two_counts_of_one_moment_are_a_contradiction_even_alone() -> None:
    found = join_policies({"a": {START: {"guru": 1.0}}, "b": {START: {"guru": 2.0}}})
    assert found == Contradiction("a", "b", START)


def test_what_was_asked_for_first_counts_and_the_rest_fills_what_it_lacks() -> None:
    source, daily = recorded(range(200, 300)), summary(1, range(300))
    joined = prefer_in_order([source, daily])
    assert source.items() <= joined.items()
    first = min(source)
    assert {time for time in joined if time < first} == {time for time in daily if time < first}
    assert not [time for time in joined if time > first and time not in source and time < max(source)]


def test_a_daily_script_that_missed_a_day_still_contradicts() -> None:
    daily = recorded(range(10), 24) | recorded(range(11, 20), 24)
    assert contradictions(daily, {START + 10 * DAY + HOUR: {"guru": 3.0}})
