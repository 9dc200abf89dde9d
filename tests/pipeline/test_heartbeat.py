"""Every poll has a heartbeat that says how it went, and a failed one changes nothing else."""

import sqlite3
from dataclasses import fields

from collector.core.errors import StateUnusable, TokenRejected, WaniKaniUnavailable
from collector.core.facts import Heartbeat
from collector.core.moments import SECOND, Moment, instant
from collector.pipeline.heartbeat import record_failed_poll
from collector.pipeline.poll_report import Effort
from collector.storage import ledger, runs
from tests.harness import HOUR, Rig, only_account
from tests.lines import latest, of


def _beats(rig: Rig) -> list[Heartbeat]:
    with rig.app() as app, only_account(app).store.reading() as tx:
        return list(ledger.heartbeats.heartbeats(tx))


def test_the_point_has_every_field_of_the_heartbeat(rig: Rig) -> None:
    rig.good_poll()
    point = latest(rig.database(), "collector")
    # Its instant is the point's time, its zone a tag.
    assert point.keys() == {field.name for field in fields(Heartbeat)} - {"at", "timezone"}


def test_a_poll_counts_what_waited_before_it_and_not_its_own_points(rig: Rig) -> None:
    rig.good_poll()
    waited = len(rig.lines())
    rig.pass_time(HOUR)
    rig.good_poll()
    assert [beat.outbox_pending for beat in _beats(rig)] == [0, waited]


def test_a_failed_poll_says_how_long_ago_the_last_good_one_was(rig: Rig) -> None:
    rig.good_poll()
    good_at = _beats(rig)[0].at
    effort = Effort(requests=3, not_modified=1, seconds=1.23456)
    rig.clock.set(instant(Moment(good_at + 90 * SECOND)))
    with rig.app() as app:
        report = record_failed_poll(only_account(app), rig.clock, WaniKaniUnavailable("away"), effort)
    failed = _beats(rig)[-1]
    assert (failed.ok, failed.token_ok, report.points) == (False, True, 1)
    # `Date`, from which the time is counted on, has whole seconds.
    assert abs(failed.at - (good_at + 90 * SECOND)) < SECOND
    assert failed.seconds_since_success in (89, 90)
    assert (failed.requests, failed.not_modified, failed.duration_seconds) == (3, 1, 1.235)


def test_a_failed_poll_is_a_run_with_its_reason(rig: Rig) -> None:
    rig.api.fail("/v2/user", 404)
    report = rig.poll()
    with rig.app() as app, only_account(app).store.reading() as tx:
        run = runs.last_run(tx)
    assert run == runs.Run(report.at, ok=False, problem=str(report.problem))


def test_nothing_is_written_to_a_state_that_was_found_unusable(rig: Rig) -> None:
    rig.good_poll()
    before = rig.lines()
    with rig.app() as app:
        report = record_failed_poll(only_account(app), rig.clock, StateUnusable("damaged"))
    assert (report.points, str(report.problem)) == (0, "damaged")
    assert rig.lines() == before


def test_a_state_that_cannot_be_written_leaves_the_first_problem_in_the_report(rig: Rig) -> None:
    rig.good_poll()
    with rig.app() as app:
        account = only_account(app)
        other = sqlite3.connect(account.store.path)
        other.execute("DROP TABLE heartbeat")
        other.close()
        report = record_failed_poll(account, rig.clock, WaniKaniUnavailable("away"))
    assert (str(report.problem), report.points) == ("away", 0)


def test_a_rejected_token_differs_from_an_outage(rig: Rig) -> None:
    rig.good_poll()
    rig.pass_time(HOUR)
    rig.api.fail("/v2/user", 401)
    report = rig.poll()
    assert isinstance(report.problem, TokenRejected)
    assert (
        latest(rig.database(), "collector")["ok"],
        latest(rig.database(), "collector")["token_ok"],
    ) == (0, 0)


def test_an_account_without_a_name_that_never_answered_has_no_heartbeat(rig: Rig) -> None:
    rig.api.fail("/v2/user", 500, times=50)
    assert rig.poll().problem is not None
    assert rig.lines() == []


def test_a_named_account_that_never_answered_has_one(rig: Rig) -> None:
    rig.settings = {"wanikani_account": "me"}
    rig.api.fail("/v2/user", 500, times=50)
    assert rig.poll().problem is not None
    assert [line.split(" ")[0] for line in rig.lines()] == ["collector,account=me,timezone=UTC"]


def test_two_failures_in_one_second_are_two_heartbeats(rig: Rig) -> None:
    rig.good_poll()
    rig.api.fail("/v2/user", 404, times=2)
    rig.poll()
    rig.poll()
    assert len(of(rig.database(), "collector")) == 3
