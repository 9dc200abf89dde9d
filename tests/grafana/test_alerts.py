"""Each alert: normal, firing, normal again; none on vacation; accounts never affect each other."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from collector.points.measurements import ACCURACY, COLLECTOR, LEVEL, QUEUE, REVIEW
from grafana.alerts.rule import Rule
from grafana.files import all_rules
from tests.grafana.alert_history import AlertHistory, holds
from tests.integration.servers import InfluxDBV1

NOON = datetime(2025, 6, 15, 12, 5, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RULES = {rule.uid.removeprefix("wanikani-"): rule for rule in all_rules()}


@pytest.fixture
def history(influxdb_v1: InfluxDBV1) -> AlertHistory:
    return AlertHistory(influxdb_v1, f"alerts-{uuid4().hex}")


def _queue(
    history: AlertHistory, account: str, at: datetime, waiting: int = 20, *, due: int = 80, away: int = 0
) -> None:
    history.write(
        account, QUEUE, at, reviews_available=waiting, reviews_next_24h=due, on_vacation=away,
        lessons_available=0, reviews_next_hour=0, streak_days=0,
    )  # fmt: skip


def _usual_fortnight(history: AlertHistory, *accounts: str) -> None:
    for account in accounts:
        for number in range(1, 14 * 4):
            _queue(history, account, NOON - number * 6 * HOUR, 10 + number % 30)


def _hours(
    history: AlertHistory, account: str, hours: range, waiting: int, *, due: int = 80, away: int = 0
) -> None:
    for hour in hours:
        _queue(history, account, NOON + hour * HOUR, waiting, due=due, away=away)


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


def test_a_spike_is_against_the_learners_own_usual_and_nothing_small(history: AlertHistory) -> None:
    rule = RULES["backlog-spike"]
    _usual_fortnight(history, "usually few")
    for number in range(1, 14 * 4):
        _queue(history, "usually many", NOON - number * 6 * HOUR, 100)
        _queue(history, "usually none", NOON - number * 6 * HOUR, 1)
    for account, waiting in (("usually few", 110), ("usually many", 110), ("usually none", 45)):
        _hours(history, account, range(4), waiting)
    assert history.fires(rule, NOON + 3.5 * HOUR) == {"usually few"}


@pytest.mark.parametrize("name", ["backlog-spike", "next-day-heavy"])
def test_a_vacation_does_not_count_as_usual(history: AlertHistory, name: str) -> None:
    for number in range(1, 14 * 4):
        away = int(number < 28)
        at = NOON - number * 6 * HOUR
        _queue(history, "back", at, 0 if away else 60, due=0 if away else 160, away=away)
    _hours(history, "back", range(6), 90, due=160)
    assert history.fires(RULES[name], NOON + 5.5 * HOUR) == set()


def test_a_learner_of_the_first_day_has_no_usual_and_no_spike(history: AlertHistory) -> None:
    _hours(history, "new", range(6), 120)
    assert history.fires(RULES["backlog-spike"], NOON + 5.5 * HOUR) == set()


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


def test_fallen_accuracy_fires_where_there_is_enough_to_tell(history: AlertHistory) -> None:
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


def test_a_surge_of_leeches_fires_and_a_slow_rise_does_not(history: AlertHistory) -> None:
    rule = RULES["leech-surge"]
    for day in range(-14, 1):
        for account in ("surging", "rising", "away"):
            _queue(history, account, NOON + day * DAY, away=int(account == "away"))
            leeches = {"surging": 20 if day < -1 else 45, "rising": 60 + day, "away": 20 if day < -1 else 45}
            history.write(account, ACCURACY, NOON + day * DAY, leeches=leeches[account])
    assert history.fires(rule, NOON - 2 * DAY + 3 * HOUR) == set()
    assert history.fires(rule, NOON + 3 * HOUR) == {"surging"}
    for day in range(1, 15):
        _queue(history, "surging", NOON + day * DAY)
        history.write("surging", ACCURACY, NOON + day * DAY, leeches=45)
    assert history.fires(rule, NOON + 14 * DAY + 3 * HOUR) == set()


def _beat(history: AlertHistory, account: str, at: datetime, *, since: int = 0, token: int = 1) -> None:
    history.write(account, COLLECTOR, at, ok=int(not since), token_ok=token, seconds_since_success=since)


def test_a_rejected_token_fires_soon(history: AlertHistory) -> None:
    rule = RULES["token-rejected"]
    for hour in range(4):
        _beat(history, "good", NOON + hour * HOUR)
        _beat(history, "bad", NOON + hour * HOUR, since=hour * 3600, token=int(hour != 2))
    assert history.fires(rule, NOON + 1.5 * HOUR) == set()
    assert history.fires(rule, NOON + 2.5 * HOUR) == {"bad"}
    assert history.fires(rule, NOON + 3.5 * HOUR) == set()


def test_polls_that_fail_for_hours_fire_for_that_account_alone(history: AlertHistory) -> None:
    rule = RULES["no-good-poll"]
    for hour in range(12):
        _beat(history, "good", NOON + hour * HOUR)
        _beat(history, "failing", NOON + hour * HOUR, since=3600 * hour if hour < 10 else 0)
        # This one has an alert of its own.
        _beat(history, "rejected", NOON + hour * HOUR, since=3600 * hour, token=0)
    assert history.fires(rule, NOON + 5.5 * HOUR) == set()
    assert history.fires(rule, NOON + 8.5 * HOUR) == {"failing"}
    assert history.fires(rule, NOON + 11.5 * HOUR) == set()


def test_a_silent_collector_fires_and_one_silent_account_among_several_too(history: AlertHistory) -> None:
    rule = RULES["collector-silent"]
    for hour in range(-14 * 24, 12):
        _beat(history, "alive", NOON + hour * HOUR)
        if not 0 <= hour < 8:
            _beat(history, "silent", NOON + hour * HOUR)
    assert history.fires(rule, NOON + 2 * HOUR) == set()
    assert history.fires(rule, NOON + 7 * HOUR) == {"silent"}
    assert history.fires(rule, NOON + 10 * HOUR) == set()
    # No account at all, for days.
    assert history.fires(rule, NOON + 20 * HOUR) == {"alive", "silent"}
    assert history.fires(rule, NOON + 10 * DAY) == {"alive", "silent"}


def test_no_heartbeat_for_weeks_or_ever_fires_too(history: AlertHistory) -> None:
    assert history.fires(RULES["collector-silent"], NOON) == {""}
    _beat(history, "long ago", NOON - 30 * DAY)
    assert history.fires(RULES["collector-silent"], NOON) == {""}


def test_a_collector_that_polls_once_a_day_is_not_silent_in_between(history: AlertHistory) -> None:
    for day in range(-14, 1):
        _beat(history, "daily", NOON + day * DAY)
    for hour in (2, 12, 23):
        assert history.fires(RULES["collector-silent"], NOON + hour * HOUR) == set()
    assert history.fires(RULES["collector-silent"], NOON + 60 * HOUR) == {"daily"}


def test_a_collector_of_the_second_day_is_missed_within_hours_too(history: AlertHistory) -> None:
    for hour in range(20):
        _beat(history, "new", NOON + hour * HOUR)
    assert history.fires(RULES["collector-silent"], NOON + 21 * HOUR) == set()
    assert history.fires(RULES["collector-silent"], NOON + 26 * HOUR) == {"new"}
    assert history.fires(RULES["collector-silent"], NOON + 40 * HOUR) == {"new"}


def test_a_new_collector_is_not_silent_for_want_of_a_past(history: AlertHistory) -> None:
    for hour in range(3):
        _beat(history, "new", NOON + hour * HOUR)
    assert history.fires(RULES["collector-silent"], NOON + 2.5 * HOUR) == set()


@pytest.mark.parametrize(
    "rule", [rule for rule in all_rules() if rule.no_data == "OK"], ids=lambda rule: rule.title
)
def test_an_alert_without_any_data_does_not_fire(rule: Rule, history: AlertHistory) -> None:
    assert history.fires(rule, NOON) == set()


def test_conditions_are_reckoned_as_written() -> None:
    assert holds("($S == 0 && $U >= 0.7) || $L == 0", {"S": 0, "U": 0.9, "L": 1})
    assert not holds("($S == 0 && $U >= 0.7) || $L == 0", {"S": 0, "U": 0.1, "L": 1})
    assert holds("$N > 2 * $U && $N >= 50 && $V == 0", {"N": 61, "U": 30, "V": 0})
    assert not holds("$N < $U - 10", {"N": 81, "U": 90})
    assert not holds("$N == 0", {"N": float("nan")})
