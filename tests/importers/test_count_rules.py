"""Which of the old script's counts are taken, and why not the others."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.core.facts import ImportedCounts
from collector.core.moments import HOUR, Moment, moment
from collector.importers.count_rules import FIELDS, LiveStart, ScriptPoint, judge_counts
from collector.importers.rejections import EXAMPLES, Rejected, RejectionCounts, RejectionReason

FIRST_POLL = moment(datetime(2024, 3, 4, 12, tzinfo=UTC))
SEAM = LiveStart(FIRST_POLL, total=900, now=Moment(FIRST_POLL + 100 * HOUR))


def at(hours: float) -> int:
    """Return so many hours after the first poll, in nanoseconds."""
    return int(FIRST_POLL + hours * HOUR) * 1000


def point(hours: float, *numbers: float) -> ScriptPoint:
    return ScriptPoint(at(hours), dict(zip(FIELDS, numbers or (80, 100, 200, 300, 400), strict=True)))


def without(name: str) -> ScriptPoint:
    whole = point(-6)
    return ScriptPoint(whole.time, {field: value for field, value in whole.values.items() if field != name})


def test_a_count_keeps_its_moment_and_its_numbers() -> None:
    (taken,) = judge_counts([point(-6, 81, 102, 203, 304, 405)], SEAM)
    assert taken == ImportedCounts(
        at=Moment(FIRST_POLL - 6 * HOUR), apprentice=81, guru=102, master=203, enlightened=304, burned=405
    )


REFUSED = [
    pytest.param(
        point(0), RejectionReason.AFTER_FIRST_POLL, id="the first poll's own moment is the collector's"
    ),
    pytest.param(point(6), RejectionReason.AFTER_FIRST_POLL, id="so is what comes after it"),
    pytest.param(point(101), RejectionReason.IN_THE_FUTURE, id="the future cannot be counted"),
    pytest.param(ScriptPoint(-1, {}), RejectionReason.IMPOSSIBLE_TIME, id="nor the time before 1970"),
    pytest.param(
        ScriptPoint(10**18, {}), RejectionReason.IMPOSSIBLE_TIME, id="nor 2001, before there was a WaniKani"
    ),
    pytest.param(ScriptPoint(2**63, {}), RejectionReason.IN_THE_FUTURE, id="nor the year 2262"),
    pytest.param(
        without("burned"), RejectionReason.INCOMPLETE, id="a missing number would make the stack a lie"
    ),
    pytest.param(point(-6, 1.5, 1, 1, 1, 1), RejectionReason.NO_COUNT, id="half an item is none"),
    pytest.param(point(-6, -1, 1, 1, 1, 1), RejectionReason.NO_COUNT, id="less than none is none"),
    pytest.param(point(-6, 1e9, 1, 1, 1, 1), RejectionReason.NO_COUNT, id="more than there are"),
    pytest.param(point(-6, float("nan"), 1, 1, 1, 1), RejectionReason.NO_COUNT, id="not a number"),
    pytest.param(point(-6, float("inf"), 1, 1, 1, 1), RejectionReason.NO_COUNT, id="without end"),
]


@pytest.mark.parametrize(("old", "reason"), REFUSED)
def test_what_cannot_be_true_is_refused_by_its_reason(old: ScriptPoint, reason: RejectionReason) -> None:
    (refused,) = judge_counts([old], SEAM)
    assert isinstance(refused, Rejected)
    assert refused.reason is reason


ZERO = (0, 0, 0, 0, 0)


def judgements(*points: ScriptPoint) -> str:
    """Return a letter for each: taken, or failed request."""
    return "".join("t" if isinstance(one, ImportedCounts) else "f" for one in judge_counts(points, SEAM))


def test_zeros_between_two_counts_are_requests_that_failed() -> None:
    assert judgements(point(-30), point(-24, *ZERO), point(-18, *ZERO), point(-12)) == "tfft"


def test_zeros_at_the_start_are_true() -> None:
    assert judgements(point(-30, *ZERO), point(-24, *ZERO), point(-18, 5, 0, 0, 0, 0)) == "ttt"


def test_zeros_after_a_reset_to_the_first_level_are_true() -> None:
    assert judgements(point(-30), point(-24, *ZERO), point(-18, 12, 0, 0, 0, 0)) == "ttt"


def test_zeros_at_the_end_are_recognized_by_the_first_poll() -> None:
    before, zeros = point(-30), point(-6, *ZERO)
    assert judgements(before, zeros) == "tf"
    fallen = LiveStart(SEAM.first_poll, total=3, now=SEAM.now)
    assert [type(one) for one in judge_counts([before, zeros], fallen)] == [ImportedCounts, ImportedCounts]


numbers = st.sampled_from([0, 1, 50, 3000, 2.5, -1.0, 1e7])
points = st.builds(
    lambda hours, values, missing: ScriptPoint(
        at(hours), {name: value for name, value in values.items() if name not in missing}
    ),
    st.integers(-5000, 300),
    st.fixed_dictionaries(dict.fromkeys(FIELDS, numbers)),
    st.sets(st.sampled_from(FIELDS), max_size=1),
)


@given(
    st.lists(points, unique_by=lambda one: one.time).map(
        lambda found: sorted(found, key=lambda one: one.time)
    )
)
def test_every_point_is_taken_or_refused_once_and_nothing_is_taken_from_the_seam_on(
    old: list[ScriptPoint],
) -> None:
    results = list(judge_counts(old, SEAM))
    taken = [one for one in results if isinstance(one, ImportedCounts)]
    assert len(results) == len(old)
    assert all(one.at < FIRST_POLL for one in taken)
    known = {one.at: one.values for one in old}
    assert all(list(one.groups.values()) == [known[one.at][name] for name in FIELDS] for one in taken)


def test_a_tally_counts_all_and_shows_some() -> None:
    tally = RejectionCounts()
    for number in range(EXAMPLES + 2):
        tally.add(Rejected(RejectionReason.UNREADABLE, f"line {number}"))
    tally.add(Rejected(RejectionReason.IN_THE_FUTURE, "line 99"))
    assert tally.total == EXAMPLES + 3
    assert list(tally.sentences()) == [
        "1 in the future: line 99",
        "5 cannot be read: line 0; line 1; line 2; …",
    ]
