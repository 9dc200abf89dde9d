"""How long a poll goes on."""

from datetime import timedelta

import pytest

from collector.core.errors import WaniKaniUnavailable
from collector.simulator.serving.simulated_clock import SimulatedClock
from collector.wanikani.deadline import (
    PAGE_ALLOWANCE,
    POLL_BUDGET,
    TOTAL_PAGE_ALLOWANCE,
    TimeBudget,
)
from tests.wanikani.requests_made import NOON

SECOND = timedelta(seconds=1)


def test_the_last_exchange_ends_within_the_ninety_seconds_promised() -> None:
    clock = SimulatedClock(NOON)
    budget = TimeBudget(clock)
    for waited in (timedelta(0), POLL_BUDGET - SECOND, POLL_BUDGET, POLL_BUDGET + SECOND):
        clock.set(NOON + waited)
        assert SECOND <= budget.left_for_an_exchange <= 90 * SECOND - waited


def test_the_time_of_a_further_page_is_given_back_once_it_is_there() -> None:
    clock = SimulatedClock(NOON)
    budget = TimeBudget(clock)
    with budget.page_allowance():
        clock.wait(4 * SECOND)
    assert budget.left == POLL_BUDGET
    with budget.page_allowance():
        clock.wait(PAGE_ALLOWANCE + 3 * SECOND)
    assert budget.left == POLL_BUDGET - 3 * SECOND


def test_waiting_aside_for_a_further_page_is_not_given_back_twice() -> None:
    budget = TimeBudget(SimulatedClock(NOON))
    with budget.page_allowance():
        budget.wait_for_rate_limit(40 * SECOND)
    assert budget.left == POLL_BUDGET


def test_a_page_that_failed_gives_nothing_back() -> None:
    clock = SimulatedClock(NOON)
    budget = TimeBudget(clock)

    def fail() -> None:
        with budget.page_allowance():
            clock.wait(5 * SECOND)
            raise WaniKaniUnavailable("it failed")

    with pytest.raises(WaniKaniUnavailable):
        fail()
    assert budget.left == POLL_BUDGET - 5 * SECOND


def test_pages_without_end_use_up_all_patience_in_the_end() -> None:
    clock = SimulatedClock(NOON)
    budget = TimeBudget(clock)
    while budget.left > timedelta(0):
        with budget.page_allowance():
            clock.wait(PAGE_ALLOWANCE)
    assert clock.waited <= TOTAL_PAGE_ALLOWANCE + POLL_BUDGET + PAGE_ALLOWANCE
