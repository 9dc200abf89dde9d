"""No point is dated by a clock that no answer confirmed: a machine may start in 1970, or in 2028."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from collector.core.facts import Heartbeat
from collector.core.moments import Moment, moment
from collector.pipeline.poll_report import PollReport
from collector.pipeline.rebuild import rebuild
from collector.storage import ledger, runs
from tests.harness import HOUR, Rig, only_account
from tests.lines import of

MINUTE = timedelta(minutes=1)


class SetClock:
    """A machine's clock that the test sets, and its monotonic clock, which cannot be set."""

    def __init__(self, rig: Rig, says: datetime, boot: str = "first start") -> None:
        self._rig = rig
        self._ahead = says - rig.clock.now()
        self._since = rig.clock.now()
        self.boot = boot

    def now(self) -> datetime:
        return self._rig.clock.now() + self._ahead

    def set(self, says: datetime) -> None:
        """Set the time of day."""
        self._ahead = says - self._rig.clock.now()

    def elapsed(self) -> timedelta:
        return self._rig.clock.now() - self._since

    def wait(self, duration: timedelta) -> None:
        self._rig.clock.wait(duration)


def polled(rig: Rig, clock: SetClock, *, answers: bool) -> PollReport:
    """Poll in a process of its own, on a machine with *clock*."""
    account = {"wanikani_account": "me"}
    rig.settings = account

    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no network", request=request)

    with rig.app(None if answers else httpx.MockTransport(away)) as app:
        on_machine = replace(app, clock=clock)
        report = on_machine.poll(only_account(on_machine))
    assert (report.problem is None) is answers
    return report


def _beats(rig: Rig) -> list[Heartbeat]:
    with rig.app() as app, only_account(app).store.reading() as tx:
        return list(ledger.heartbeats.heartbeats(tx))


def _near(at: Moment, expected: datetime) -> bool:
    # `Date` has whole seconds, and a poll that fails to connect tries for some of them.
    return abs(at - moment(expected)) <= MINUTE // timedelta(microseconds=1)


WRONG = [
    pytest.param(datetime(1970, 1, 1, 0, 0, 20, tzinfo=UTC), id="1970"),
    pytest.param(datetime(2028, 2, 3, 4, 5, 6, tzinfo=UTC), id="2028"),
    pytest.param(datetime(2024, 3, 1, 10, 0, tzinfo=UTC), id="its last shutdown"),
]


@pytest.mark.parametrize("says", WRONG)
def test_polls_before_the_network_is_there_are_dated_by_the_first_answer(rig: Rig, says: datetime) -> None:
    clock = SetClock(rig, says)
    tried = []
    for _ in range(3):
        tried.append(rig.clock.now())
        assert polled(rig, clock, answers=False).points == 0
        rig.pass_time(HOUR)
    assert rig.lines() == []
    polled(rig, clock, answers=True)
    beats = _beats(rig)
    assert [beat.ok for beat in beats] == [False, False, False, True]
    assert all(_near(beat.at, at) for beat, at in zip(beats, tried, strict=False))
    assert len(of(rig.database(), "collector")) == 4


@pytest.mark.parametrize("says", WRONG)
def test_an_outage_after_an_answer_is_reported_while_it_lasts(rig: Rig, says: datetime) -> None:
    clock = SetClock(rig, says)
    polled(rig, clock, answers=True)
    for hours in (1, 2):
        rig.pass_time(HOUR)
        tried = rig.clock.now()
        assert polled(rig, clock, answers=False).points == 1
        last = _beats(rig)[-1]
        assert _near(last.at, tried)
        assert last.seconds_since_success is not None
        assert abs(last.seconds_since_success - 3600 * hours) < 120


def test_a_clock_set_during_an_outage_makes_no_difference(rig: Rig) -> None:
    clock = SetClock(rig, datetime(1970, 1, 1, tzinfo=UTC))
    polled(rig, clock, answers=True)
    rig.pass_time(HOUR)
    clock.set(datetime(2028, 1, 1, tzinfo=UTC))
    tried = rig.clock.now()
    polled(rig, clock, answers=False)
    assert _near(_beats(rig)[-1].at, tried)
    with rig.app() as app, only_account(app).store.reading() as tx:
        run = runs.last_run(tx)
    assert run is not None
    assert _near(run.at, tried)


def test_an_error_that_wanikani_answers_confirms_the_time_too(rig: Rig) -> None:
    clock = SetClock(rig, datetime(1970, 1, 1, tzinfo=UTC))
    polled(rig, clock, answers=False)
    tried = rig.clock.now()
    rig.pass_time(HOUR)
    rig.api.fail("/v2/user", 404)
    rig.settings = {"wanikani_account": "me"}
    with rig.app() as app:
        replace(app, clock=clock).poll(only_account(app))
    beats = _beats(rig)
    assert [beat.ok for beat in beats] == [False, False]
    assert _near(beats[0].at, tried)


def test_what_a_start_without_any_answer_tried_has_no_time_and_is_dropped(rig: Rig) -> None:
    polled(rig, SetClock(rig, datetime(1970, 1, 1, tzinfo=UTC), boot="without a network"), answers=False)
    rig.pass_time(5 * HOUR)
    polled(rig, SetClock(rig, datetime(2024, 3, 4, tzinfo=UTC), boot="with one"), answers=True)
    assert [beat.ok for beat in _beats(rig)] == [True]


def test_a_restart_of_the_machine_without_a_network_does_not_go_by_the_last_start(rig: Rig) -> None:
    polled(rig, SetClock(rig, rig.clock.now(), boot="first"), answers=True)
    rig.pass_time(HOUR)
    assert (
        polled(rig, SetClock(rig, datetime(2028, 1, 1, tzinfo=UTC), boot="second"), answers=False).points == 0
    )
    assert len(_beats(rig)) == 1


def test_polls_that_were_held_make_an_outage_on_the_charts_and_come_with_a_rebuild(rig: Rig) -> None:
    clock = SetClock(rig, datetime(1970, 1, 1, tzinfo=UTC))
    polled(rig, clock, answers=True)
    second = SetClock(rig, datetime(1970, 1, 1, tzinfo=UTC), boot="second start")
    for _ in range(5):
        rig.pass_time(HOUR)
        polled(rig, second, answers=False)
    rig.pass_time(HOUR)
    polled(rig, second, answers=True)
    before = rig.database()
    assert len(of(before, "annotation", kind="outage")) == 1
    with rig.app() as app:
        rebuild(only_account(app).store)
    assert rig.database() == before
