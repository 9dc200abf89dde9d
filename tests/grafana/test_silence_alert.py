"""The alert for a collector without heartbeats, rare polls, and accounts that were renamed or removed."""

from datetime import UTC, datetime, timedelta

import pytest

from collector.deployment.false_alarms import fitting
from collector.points.measurements import ACCURACY, LEVEL, REVIEW, WORKLOAD
from grafana.alerts.collector import collector_rules
from grafana.alerts.rule import Rule
from grafana.alerts.thresholds import Thresholds, thresholds
from tests.grafana.alert_history import RULES, AlertHistory

NOON = datetime(2025, 6, 15, 12, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SILENT = RULES["collector-silent"]
FORTNIGHT = -14 * 24
TOO_MUCH = {
    "apprentice_weight": 800,
    "apprentice_weight_usual": 300,
    "reviews_per_day": 200.0,
    "reviews_per_day_capacity": 180,
}


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
    for hours in (5, 12, 23, 25, 49, 80, 10 * 24, 40 * 24):
        assert _fires(history, hours) == {"anna", "ben"}, hours
    _beats(history, "anna", 41 * 24, 42 * 24)
    _beats(history, "ben", 41 * 24, 42 * 24)
    assert _fires(history, 41 * 24 + 5) == set()


def test_no_heartbeat_ever_fires_too(history: AlertHistory) -> None:
    assert _fires(history, 0) == {""}


def test_one_silent_account_among_others_fires_until_it_is_back(history: AlertHistory) -> None:
    _beats(history, "goes on", FORTNIGHT, 100 * 24)
    _beats(history, "silent", FORTNIGHT, 0)
    assert _fires(history, 2) == set()
    for hours in (5, 12, 25, 51, 13 * 24, 15 * 24, 90 * 24):
        assert _fires(history, hours) == {"silent"}, hours
    _beats(history, "silent", 91 * 24, 92 * 24)
    assert _fires(history, 91 * 24 + 5) == set()


def test_a_new_name_is_watched_beside_the_old_one_and_deleted_points_end_the_alert(
    history: AlertHistory,
) -> None:
    _beats(history, "old name", FORTNIGHT, 0)
    _beats(history, "new name", 0, 4 * 24)
    for hours in (5, 30, 4 * 24 - 1):
        assert _fires(history, hours) == {"old name"}, hours
    history.server.query("DELETE FROM collector WHERE account = 'old name'", history.bucket)
    assert _fires(history, 4 * 24 - 1) == set()
    # Then the collector dies.
    assert _fires(history, 4 * 24 + 5) == {"new name"}


def test_an_account_counts_as_removed_after_as_many_days_as_are_set(history: AlertHistory) -> None:
    silent = _rule(
        Thresholds({**thresholds().texts, "collector_silent.removed_days": "20"}), "collector-silent"
    )
    _beats(history, "goes on", FORTNIGHT, 30 * 24)
    _beats(history, "removed", FORTNIGHT, 0)
    assert history.fires(silent, NOON + 19 * DAY) == {"removed"}
    assert history.fires(silent, NOON + 21 * DAY) == set()


def test_one_missed_daily_poll_does_not_fire_and_two_do(history: AlertHistory) -> None:
    for account, last in (("goes on", 30 * 24 + 1), ("silent", 1)):
        _beats(history, account, FORTNIGHT, last, every=24)
    for hours in (2, 23, 47):
        assert _fires(history, hours) == set(), hours
    for hours in (52, 76, 5 * 24, 29 * 24):
        assert _fires(history, hours) == {"silent"}, hours


WEEKLY = Thresholds(fitting(thresholds().texts, 7 * DAY))
WEEK = 7 * 24


def _rule(thresholds: Thresholds, uid: str) -> Rule:
    (rule,) = (rule for rule in collector_rules(thresholds) if rule.uid == f"wanikani-{uid}")
    return rule


def test_polls_of_every_seventh_day_are_not_silent_and_are_missed_once_two_do_not_come(
    history: AlertHistory,
) -> None:
    silent = _rule(WEEKLY, "collector-silent")
    for account, last in (("goes on", 6 * WEEK + 1), ("silent", 1)):
        _beats(history, account, -4 * WEEK, last, every=WEEK)
    for hours in (-1, 2, 50, WEEK - 1, WEEK + 5, 2 * WEEK - 1):
        assert history.fires(silent, NOON + hours * HOUR) == set(), hours
    for hours in (2 * WEEK + 3, 3 * WEEK, 5 * WEEK):
        assert history.fires(silent, NOON + hours * HOUR) == {"silent"}, hours


@pytest.mark.parametrize("every", [timedelta(hours=12), DAY, 7 * DAY])
def test_one_failed_poll_of_rare_ones_is_borne_and_the_second_fires(
    history: AlertHistory, every: timedelta
) -> None:
    rule = _rule(Thresholds(fitting(thresholds().texts, every)), "no-good-poll")
    # Polls are late by their jitter.
    for polls in (1, 2):
        since = polls * every + timedelta(minutes=3)
        history.heartbeat("me", NOON + since, since=int(since.total_seconds()))
    assert history.fires(rule, NOON + every + HOUR) == set()
    assert history.fires(rule, NOON + 2 * every + HOUR) == {"me"}


def test_a_collector_of_the_second_day_is_missed_within_hours_too(history: AlertHistory) -> None:
    _beats(history, "new", 0, 20)
    assert _fires(history, 21) == set()
    assert _fires(history, 26) == {"new"}
    assert _fires(history, 40 * 24) == {"new"}


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
        history.write(account, WORKLOAD, at, **TOO_MUCH)
    history.write(account, ACCURACY, NOON - 12 * DAY, leeches=10)
    for number in range(200):
        history.write(account, REVIEW, NOON - 10 * DAY + number * timedelta(minutes=1), correct=1, inferred=0)
        history.write(
            account, REVIEW, NOON - DAY + number * timedelta(minutes=1), correct=number % 2, inferred=0
        )
