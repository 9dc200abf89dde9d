"""The alert for a collector without heartbeats, and accounts that were renamed or removed."""

from datetime import UTC, datetime, timedelta

import pytest

from collector.points.measurements import ACCURACY, LEVEL, REVIEW
from tests.grafana.alert_history import RULES, AlertHistory

NOON = datetime(2025, 6, 15, 12, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SILENT = RULES["collector-silent"]
FORTNIGHT = -14 * 24


def _beats(history: AlertHistory, account: str, first: int, last: int, every: int = 1) -> None:
    """Write heartbeats from the hour *first* to before the hour *last*, counted from noon."""
    for hour in range(first, last, every):
        history.heartbeat(account, NOON + hour * HOUR)


def _fires(history: AlertHistory, hours: float) -> set[str]:
    return history.fires(SILENT, NOON + hours * HOUR)


def test_a_silent_collector_fires_for_all_its_accounts_until_it_is_back(history: AlertHistory) -> None:
    for account in ("anna", "ben"):
        _beats(history, account, FORTNIGHT, 0)
    assert _fires(history, 2) == set()
    for hours in (5, 12, 23, 25, 49, 80, 10 * 24):
        assert _fires(history, hours) == {"anna", "ben"}, hours
    _beats(history, "anna", 11 * 24, 12 * 24)
    _beats(history, "ben", 11 * 24, 12 * 24)
    assert _fires(history, 11 * 24 + 5) == set()


def test_no_heartbeat_for_weeks_or_ever_fires_too(history: AlertHistory) -> None:
    assert _fires(history, 0) == {""}
    history.heartbeat("long ago", NOON - 30 * DAY)
    assert _fires(history, 0) == {""}


def test_one_silent_account_among_others_fires_and_is_given_up_after_a_day(history: AlertHistory) -> None:
    _beats(history, "goes on", FORTNIGHT, 20 * 24)
    _beats(history, "silent", FORTNIGHT, 0)
    assert _fires(history, 2) == set()
    for hours in (5, 12, 22):
        assert _fires(history, hours) == {"silent"}, hours
    for hours in (25, 51, 75, 5 * 24, 13 * 24, 15 * 24):
        assert _fires(history, hours) == set(), hours


def test_a_renamed_account_is_given_up_and_its_new_name_is_watched(history: AlertHistory) -> None:
    _beats(history, "old name", FORTNIGHT, 0)
    _beats(history, "new name", 0, 4 * 24)
    assert _fires(history, 5) == {"old name"}
    for hours in (25, 51, 75, 4 * 24 - 1):
        assert _fires(history, hours) == set(), hours
    # Then the collector dies.
    assert "new name" in _fires(history, 4 * 24 + 5)
    assert _fires(history, 15 * 24) == {"new name"}


def test_an_account_of_rare_polls_is_given_up_too_and_a_dead_collector_is_not(history: AlertHistory) -> None:
    for account, last in (("goes on", 8 * 24 + 1), ("removed", 1)):
        _beats(history, account, FORTNIGHT, last, every=24)
    for hours in (2, 23, 47):
        assert _fires(history, hours) == set(), hours
    assert _fires(history, 40 + 12) == {"removed"}
    for hours in (52 + 24, 5 * 24, 8 * 24 - 1):
        assert _fires(history, hours) == set(), hours
    assert "goes on" in _fires(history, 10 * 24 + 6)
    assert _fires(history, 16 * 24) == {"goes on"}


def test_a_collector_of_the_second_day_is_missed_within_hours_too(history: AlertHistory) -> None:
    _beats(history, "new", 0, 20)
    assert _fires(history, 21) == set()
    assert _fires(history, 26) == {"new"}
    assert _fires(history, 40) == {"new"}


def test_a_new_collector_is_not_silent_for_want_of_a_past(history: AlertHistory) -> None:
    _beats(history, "new", 0, 3)
    assert _fires(history, 2.5) == set()


@pytest.mark.parametrize("name", sorted(set(RULES) - {"collector-silent"}))
def test_every_other_alert_of_an_account_ends_within_26_hours_of_its_last_poll(
    history: AlertHistory, name: str
) -> None:
    for account, last in (("goes on", 4 * 24), ("given up", 1)):
        _beats(history, account, FORTNIGHT, last)
        for hour in range(FORTNIGHT, last):
            history.queue(account, NOON + hour * HOUR, 20, due=80)
    _make_all_alerts_fire(history, "given up", token=int(name != "token-rejected"))
    assert history.fires(RULES[name], NOON + 2.5 * HOUR) == {"given up"}
    assert history.fires(RULES[name], NOON + 30 * HOUR) == set()
    assert history.first_fires(RULES[name], "given up", NOON + 26.5 * HOUR, NOON + 28 * HOUR) is None


def _make_all_alerts_fire(history: AlertHistory, account: str, token: int) -> None:
    """Write what each rule about an account fires for, in the last hours to noon."""
    for hour in range(-8, 1):
        at = NOON + hour * HOUR
        history.queue(account, at, 300, due=400)
        history.heartbeat(account, at, since=9 * 3600, token=token)
        history.write(account, LEVEL, at, level=9, seconds_on_level=int(60 * DAY.total_seconds()))
        history.write(account, ACCURACY, at, leeches=60)
    history.write(account, ACCURACY, NOON - 12 * DAY, leeches=10)
    for number in range(200):
        history.write(account, REVIEW, NOON - 10 * DAY + number * timedelta(minutes=1), correct=1, inferred=0)
        history.write(
            account, REVIEW, NOON - DAY + number * timedelta(minutes=1), correct=number % 2, inferred=0
        )
