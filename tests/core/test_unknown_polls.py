"""Which polls of InfluxDB a state does not know, and whether it may replace them."""

from collector.core.moments import DAY, Moment
from collector.core.unknown_polls import unknown_polls

MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (Moment(day * DAY) for day in range(4))


def test_a_state_that_made_all_of_them_knows_them() -> None:
    assert unknown_polls([MONDAY, TUESDAY], [MONDAY, TUESDAY, WEDNESDAY], MONDAY) is None


def test_polls_of_the_states_own_time_are_counted_and_replaceable() -> None:
    found = unknown_polls([MONDAY, TUESDAY, THURSDAY], [MONDAY, WEDNESDAY], MONDAY)
    assert found is not None
    assert (found.polls, found.oldest, found.newest, found.replaceable) == (2, TUESDAY, THURSDAY, True)
    assert "holds 2 polls of koichi that this state does not know" in found.sentence("koichi", "home")
    assert "rebuild --replace" in found.sentence("koichi", "home")


def test_the_history_of_an_earlier_state_is_no_overlap_and_is_not_replaced() -> None:
    found = unknown_polls([MONDAY, TUESDAY, WEDNESDAY], [WEDNESDAY], WEDNESDAY)
    assert found is not None
    assert (found.polls, found.replaceable) == (0, False)
    assert found.sentence("koichi", "home").startswith(
        "InfluxDB's “home” holds polls of koichi from before this state began (1970-01-01 00:00 UTC), which"
    )


def test_an_earlier_state_that_still_writes_is_reported_without_advice_to_replace() -> None:
    found = unknown_polls([MONDAY, WEDNESDAY, THURSDAY], [TUESDAY, WEDNESDAY], TUESDAY)
    assert found is not None
    assert (found.polls, found.replaceable) == (1, False)
    said = found.sentence("koichi", "home")
    assert "and 1 poll of koichi since" in said
    assert "--replace" not in said


def test_where_only_the_newest_were_looked_at_there_may_be_more() -> None:
    found = unknown_polls([TUESDAY, THURSDAY], [MONDAY, WEDNESDAY], MONDAY, more=True)
    assert found is not None
    said = found.sentence("koichi", "home")
    assert "holds at least 2 polls of koichi" in said
    assert "(1970-01-02 00:00 UTC to 1970-01-04 00:00 UTC, among its newest 500)" in said
