"""Each alert: normal, firing, normal again; none on vacation; accounts never affect each other."""

from datetime import UTC, datetime, timedelta

import pytest

from collector.points.measurements import ACCURACY, LEVEL, REVIEW
from grafana.alerts.rule import Rule
from grafana.files import all_rules
from tests.grafana.alert_history import RULES, AlertHistory, evaluate

NOON = datetime(2025, 6, 15, 12, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def _usual_fortnight(history: AlertHistory, *accounts: str) -> None:
    for account in accounts:
        for number in range(1, 14 * 4):
            history.queue(account, NOON - number * 6 * HOUR, 10 + number % 30)


def _hours(
    history: AlertHistory, account: str, hours: range, waiting: int, *, due: int = 80, away: int = 0
) -> None:
    for hour in hours:
        history.queue(account, NOON + hour * HOUR, waiting, due=due, away=away)


@pytest.mark.parametrize("name", ["backlog-high", "backlog-spike"])
def test_a_backlog_fires_until_it_is_done_and_only_for_whose_it_is(history: AlertHistory, name: str) -> None:
    rule = RULES[name]
    _usual_fortnight(history, "busy", "calm", "away")
    _hours(history, "calm", range(12), 30)
    _hours(history, "away", range(12), 400, away=1)
    _hours(history, "busy", range(3), 30)
    _hours(history, "busy", range(3, 8), 250)
    _hours(history, "busy", range(8, 12), 12)
    assert history.fires(rule, NOON + 2.5 * HOUR) == set()
    # It has to last.
    assert history.fires(rule, NOON + 3.5 * HOUR) == set()
    assert history.fires(rule, NOON + 5.5 * HOUR) == {"busy"}
    assert history.fires(rule, NOON + 8.5 * HOUR) == set()


@pytest.mark.parametrize("name", ["backlog-spike", "next-day-heavy"])
def test_a_vacation_does_not_count_as_usual(history: AlertHistory, name: str) -> None:
    for number in range(1, 14 * 4):
        away = int(number < 28)
        at = NOON - number * 6 * HOUR
        history.queue("back", at, 0 if away else 60, due=0 if away else 160, away=away)
    _hours(history, "back", range(6), 90, due=160)
    assert history.fires(RULES[name], NOON + 5.5 * HOUR) == set()


def test_a_heavy_day_fires_before_it_comes(history: AlertHistory) -> None:
    rule = RULES["next-day-heavy"]
    _usual_fortnight(history, "busy", "away")
    _hours(history, "busy", range(4), 20, due=90)
    _hours(history, "busy", range(4, 8), 20, due=240)
    _hours(history, "away", range(8), 20, due=240, away=1)
    _hours(history, "busy", range(8, 12), 20, due=100)
    assert history.fires(rule, NOON + 3.5 * HOUR) == set()
    assert history.fires(rule, NOON + 7.5 * HOUR) == {"busy"}
    assert history.fires(rule, NOON + 9.5 * HOUR) == set()


def _reviews(history: AlertHistory, account: str, begin: datetime, days: int, right: int) -> None:
    """Fifty reviews a day, of which *right* of ten are."""
    for day in range(days):
        for number in range(50):
            at = begin + day * DAY + number * timedelta(minutes=2)
            history.write(account, REVIEW, at, correct=int(number % 10 < right), inferred=0)


def test_accuracy_drop_fires_only_with_enough_reviews(history: AlertHistory) -> None:
    rule = RULES["accuracy-fallen"]
    for account in ("falling", "steady", "away"):
        _reviews(history, account, NOON - 30 * DAY, 27, 9)
        _hours(history, account, range(-80, 200, 4), 10, away=int(account == "away"))
    _reviews(history, "falling", NOON - 3 * DAY + HOUR, 3, 6)
    _reviews(history, "away", NOON - 3 * DAY + HOUR, 3, 6)
    _reviews(history, "steady", NOON - 3 * DAY + HOUR, 3, 9)
    assert history.fires(rule, NOON - 2 * DAY - 2 * HOUR) == set()
    assert history.fires(rule, NOON) == {"falling"}
    _reviews(history, "falling", NOON + DAY, 4, 9)
    assert history.fires(rule, NOON + 6 * DAY) == set()


def test_a_level_that_lasts_too_long_fires(history: AlertHistory) -> None:
    rule = RULES["level-stuck"]
    for account, days in (("stuck", 46), ("quick", 12), ("away", 90)):
        for hour in range(8):
            since = int((days * DAY + hour * HOUR).total_seconds())
            history.write(account, LEVEL, NOON + hour * HOUR, level=9, seconds_on_level=since)
        _hours(history, account, range(8), 10, away=int(account == "away"))
    assert history.fires(rule, NOON + 4 * HOUR) == {"stuck"}
    history.write("stuck", LEVEL, NOON + 8 * HOUR, level=10, seconds_on_level=60)
    assert history.fires(rule, NOON + 10 * HOUR) == set()


def test_a_level_that_was_passed_or_that_the_subscription_locked_is_not_stuck_any_more(
    history: AlertHistory,
) -> None:
    for account in ("stuck", "done"):
        _hours(history, account, range(14), 10)
        for hour in range(7):
            history.write(account, LEVEL, NOON + hour * HOUR, level=4, seconds_on_level=1600 * 86400)
    history.write("stuck", LEVEL, NOON + 7 * HOUR, level=4, seconds_on_level=1601 * 86400)
    history.write("done", LEVEL, NOON + 7 * HOUR, level=4)
    assert history.fires(RULES["level-stuck"], NOON + 5 * HOUR) == {"stuck", "done"}
    assert history.fires(RULES["level-stuck"], NOON + 9 * HOUR) == {"stuck"}


@pytest.mark.parametrize("name", ["level-stuck", "leech-surge"])
def test_what_is_written_once_a_day_fires_all_day_and_when_it_comes_late(
    history: AlertHistory, name: str
) -> None:
    _hours(history, "anna", range(-10 * 24, 5 * 24), 10)
    history.write("anna", ACCURACY, NOON - 8 * DAY, leeches=10)
    # WaniKani was down for the first hours of the third day.
    for day in (0, 1, 2 + 20 / 24, 4):
        at = NOON + day * DAY
        history.write("anna", LEVEL, at, level=9, seconds_on_level=int((46 + day) * DAY.total_seconds()))
        history.write("anna", ACCURACY, at, leeches=60)
    for hours in range(6, 5 * 24, 6):
        assert history.fires(RULES[name], NOON + hours * HOUR) == {"anna"}, hours


def test_a_surge_of_leeches_fires_and_a_slow_rise_does_not(history: AlertHistory) -> None:
    rule = RULES["leech-surge"]
    for day in range(-14, 1):
        for account in ("surging", "rising", "away"):
            history.queue(account, NOON + day * DAY, away=int(account == "away"))
            leeches = {"surging": 20 if day < -1 else 45, "rising": 60 + day, "away": 20 if day < -1 else 45}
            history.write(account, ACCURACY, NOON + day * DAY, leeches=leeches[account])
    assert history.fires(rule, NOON - 2 * DAY + 3 * HOUR) == set()
    assert history.fires(rule, NOON + 3 * HOUR) == {"surging"}
    for day in range(1, 15):
        history.queue("surging", NOON + day * DAY)
        history.write("surging", ACCURACY, NOON + day * DAY, leeches=45)
    assert history.fires(rule, NOON + 14 * DAY + 3 * HOUR) == set()


def test_a_rejected_token_fires_soon(history: AlertHistory) -> None:
    rule = RULES["token-rejected"]
    for hour in range(4):
        history.heartbeat("good", NOON + hour * HOUR)
        history.heartbeat("bad", NOON + hour * HOUR, since=hour * 3600, token=int(hour != 2))
    assert history.fires(rule, NOON + 1.5 * HOUR) == set()
    assert history.fires(rule, NOON + 2.5 * HOUR) == {"bad"}
    assert history.fires(rule, NOON + 3.5 * HOUR) == set()


def test_polls_that_fail_for_hours_fire_for_that_account_alone(history: AlertHistory) -> None:
    rule = RULES["no-good-poll"]
    for hour in range(12):
        history.heartbeat("good", NOON + hour * HOUR)
        history.heartbeat("failing", NOON + hour * HOUR, since=3600 * hour if hour < 10 else 0)
        # This one has an alert of its own.
        history.heartbeat("rejected", NOON + hour * HOUR, since=3600 * hour, token=0)
    assert history.fires(rule, NOON + 5.5 * HOUR) == set()
    assert history.fires(rule, NOON + 8.5 * HOUR) == {"failing"}
    assert history.fires(rule, NOON + 11.5 * HOUR) == set()


@pytest.mark.parametrize(
    "rule", [rule for rule in all_rules() if rule.no_data == "OK"], ids=lambda rule: rule.title
)
def test_an_alert_without_any_data_does_not_fire(rule: Rule, history: AlertHistory) -> None:
    assert history.fires(rule, NOON) == set()


def _holds(condition: str, **values: float) -> bool:
    return bool(evaluate(condition, {name: {"": value} for name, value in values.items()})[""])


def test_conditions_are_evaluated_as_written() -> None:
    silent = "($S == 0 && ($D > 0 || $A == 0)) || $L == 0"
    assert _holds(silent, S=0, D=0, A=0, L=1)
    assert _holds(silent, S=1, D=0, A=1, L=0)
    assert not _holds(silent, S=0, D=0, A=1, L=1)
    assert _holds("$N > 2 * $U && $N >= 50 && $V == 0", N=61, U=30, V=0)
    assert not _holds("$N < $U - 10", N=81, U=90)


def test_accounts_are_joined_as_grafana_does() -> None:
    both = {"anna": 3.0, "ben": 1.0}
    assert evaluate("$N > $U", {"N": both, "U": {"anna": 2.0, "carl": 0.0}}) == {"anna": True}
    assert evaluate("$N > $U", {"N": both, "U": {"": 2.0}}) == {"anna": True, "ben": False}
    # A trap: one and one are compared, whoever they are.
    assert evaluate("$N > $U", {"N": {"anna": 3.0}, "U": {"ben": 2.0}}) == {"": True}
