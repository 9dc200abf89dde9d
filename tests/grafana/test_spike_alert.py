"""The alert for a backlog far above the usual: it compares with the days before the spike."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.grafana.alert_history import RULES, AlertHistory

MIDNIGHT = datetime(2025, 6, 15, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SPIKE = RULES["backlog-spike"]
Backlog = Callable[[int, int], int]


def _hours(first: int, last: int) -> Iterator[tuple[int, int, datetime]]:
    """Yield day, hour and moment of the polls from the day *first* to before the day *last*."""
    for day in range(first, last):
        for hour in range(24):
            yield day, hour, MIDNIGHT + day * DAY + hour * HOUR + timedelta(minutes=5)


def _live(
    history: AlertHistory, account: str, days: tuple[int, int], backlog: Backlog, *, away: int = 0
) -> None:
    for day, hour, at in _hours(*days):
        history.queue(account, at, backlog(day, hour), away=away)


def _morning_and_evening(_day: int, hour: int) -> int:
    """Return a backlog of 0 to 64: sessions at 8 and at 20."""
    return round((hour - 8) % 12 * 64 / 11) if 8 <= hour < 20 else (hour - 20) % 24 * 2


def _evening(day: int, hour: int) -> int:
    """Return what waits for who studies at 20 every day, 80 reviews or, every third day, 95."""
    return (hour - 20) % 24 * (95 if day % 3 == 0 else 80) // 23


def _always(waiting: int) -> Backlog:
    return lambda _day, _hour: waiting


def _climbing(most: int) -> Backlog:
    """Return what waits for who studies at midnight, *most* at the end of the day."""
    return lambda _day, hour: hour * most // 23


def _day_without_study(_day: int, hour: int) -> int:
    """Return the backlog of a day on which nothing is studied: from 38 at midnight to 118."""
    return round(38 + hour * 80 / 23)


def test_a_day_without_study_fires_on_that_day(history: AlertHistory) -> None:
    _live(history, "missed", (-20, 0), _morning_and_evening)
    _live(history, "missed", (0, 1), _day_without_study)
    fires = history.first_fires(SPIKE, "missed", MIDNIGHT + 20 * HOUR, MIDNIGHT + DAY)
    # It passes 1.75 times 64 after 21 o'clock.
    assert fires is not None
    assert timedelta(hours=22) < fires - MIDNIGHT < timedelta(hours=24)
    for quarter in range(-24, 1):
        assert history.fires(SPIKE, MIDNIGHT + quarter * DAY / 4) == set()


@pytest.mark.parametrize("days", [1, 2, 4, 7])
def test_a_spike_fires_as_long_as_it_lasts(history: AlertHistory, days: int) -> None:
    _live(history, "stopped", (-20, 0), _morning_and_evening)
    _live(history, "stopped", (0, days), lambda day, _hour: 130 + 5 * day)
    _live(history, "stopped", (days, days + 1), _morning_and_evening)
    for half_day in range(1, 2 * days + 1):
        assert history.fires(SPIKE, MIDNIGHT + half_day * DAY / 2) == {"stopped"}, half_day
    assert history.fires(SPIKE, MIDNIGHT + days * DAY + 3 * HOUR) == set()


def test_a_spike_of_last_week_does_not_count_as_usual(history: AlertHistory) -> None:
    _live(history, "again", (-20, -7), _morning_and_evening)
    _live(history, "again", (-7, -4), _always(140))
    _live(history, "again", (-4, 0), _morning_and_evening)
    _live(history, "again", (0, 1), _always(118))
    assert history.fires(SPIKE, MIDNIGHT + 5 * HOUR) == {"again"}


def test_for_daily_study_a_missed_evening_fires_and_no_ordinary_one_does(history: AlertHistory) -> None:
    _live(history, "evening", (-24, 0), _evening)
    # Monday's session does not take place, Tuesday's does.
    _live(history, "evening", (0, 2), lambda day, hour: min(4 * (day * 24 + hour) + 12, 175))
    for day in range(-8, 0):
        assert history.fires(SPIKE, MIDNIGHT + day * DAY + 19.9 * HOUR) == set(), day
    fires = [hour for hour in range(48) if history.fires(SPIKE, MIDNIGHT + hour * HOUR)]
    assert 24 < fires[0] < 44


def test_a_spike_is_relative_to_the_learner_and_small_backlogs_never_fire(history: AlertHistory) -> None:
    for account, usual, now in (("few", 30, 110), ("many", 100, 110), ("calm", 10, 45)):
        _live(history, account, (-16, 0), _climbing(usual))
        _live(history, account, (0, 1), _always(now))
    assert history.fires(SPIKE, MIDNIGHT + 6 * HOUR) == {"few"}


def test_a_vacation_neither_fires_nor_counts_as_usual(history: AlertHistory) -> None:
    _live(history, "away", (-20, -8), _morning_and_evening)
    _live(history, "away", (-8, 0), _always(0), away=1)
    _live(history, "away", (0, 2), _morning_and_evening)
    _live(history, "still away", (-20, 0), _morning_and_evening)
    _live(history, "still away", (0, 2), _always(300), away=1)
    for half_day in range(-16, 5):
        assert history.fires(SPIKE, MIDNIGHT + half_day * DAY / 2) == set()


def test_in_the_first_week_nothing_is_usual_yet(history: AlertHistory) -> None:
    _live(history, "new", (-6, 0), lambda day, _hour: 5 + 10 * (day + 6))
    _live(history, "new", (0, 1), _always(180))
    assert history.fires(SPIKE, MIDNIGHT - 6 * DAY + 6 * HOUR) == set()
    assert history.fires(SPIKE, MIDNIGHT - 6 * HOUR) == set()


def test_in_the_second_week_the_days_there_are_count_as_usual(history: AlertHistory) -> None:
    for account in ("spiking", "calm"):
        _live(history, account, (-9, 0), _morning_and_evening)
    _live(history, "spiking", (0, 1), _always(130))
    _live(history, "calm", (0, 1), _morning_and_evening)
    assert history.fires(SPIKE, MIDNIGHT + 12 * HOUR) == {"spiking"}
