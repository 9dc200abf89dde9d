"""States are checked at the start and daily, and copied daily while they are sound."""

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from collector.app import App
from collector.config.named_account import NamedAccount
from collector.core.errors import StateDamaged
from collector.core.log_events import LogEvent
from collector.daemon.jobs import Jobs
from collector.daemon.web.routes import routes
from collector.pipeline.rebuild import rebuild
from collector.pipeline.upkeep import copy_day
from collector.storage.copies import copies
from collector.storage.database import open_store
from collector.storage.state_folder import state_file
from tests.harness import DAY, HOUR, TOKEN, Rig, only_account
from tests.storage.damage import checkpointed, replaced


@pytest.fixture
def polled(rig: Rig) -> Rig:
    """An account that was polled once; nothing runs."""
    rig.good_poll()
    return rig


@pytest.fixture
def app(polled: Rig) -> Iterator[App]:
    with polled.app() as app:
        yield app


def _state(rig: Rig) -> Path:
    return state_file(rig.folder, "account")


def _days(rig: Rig) -> list[str]:
    return [copy.day for copy in copies(_state(rig))]


def _spoil(state: Path) -> None:
    """Change a number where SQLite sees nothing."""
    replaced(checkpointed(state), b'"meaning_correct":0', b'"meaning_correct":7')


def _logged(action: object, event: LogEvent) -> list[str]:
    with capture_logs() as logged:
        action()  # type: ignore[operator]
    return [line.get("problem", "") for line in logged if line["event"] == event]


def test_a_state_is_copied_once_a_day_and_only_the_last_days_are_kept(polled: Rig) -> None:
    polled.settings = {"collector_copies": 2}
    with polled.app() as app:
        jobs = Jobs(app)
        for _ in range(4):
            jobs.poll(only_account(app))
            for _ in range(2):
                polled.pass_time(DAY / 2)
                jobs.look_after_states()
    assert _days(polled) == ["2024-03-08", "2024-03-07"]


def test_the_day_of_a_copy_begins_at_three_in_the_morning_of_the_learner(app: App) -> None:
    account = only_account(app)
    assert account.zone == ZoneInfo("UTC")
    evening = app.clock.now().replace(hour=23)
    assert copy_day(account, evening + 3 * HOUR) == copy_day(account, evening)
    assert copy_day(account, evening + 4 * HOUR) == copy_day(account, evening) + timedelta(days=1)


def test_no_copy_is_made_where_none_is_wanted_but_the_state_is_checked(polled: Rig) -> None:
    polled.settings = {"collector_copies": 0}
    with polled.app() as app:
        jobs = Jobs(app)
        jobs.look_after_states()
        assert _days(polled) == []
        _spoil(_state(polled))
        polled.pass_time(DAY)
        assert _logged(jobs.look_after_states, LogEvent.STATE_DAMAGED)


def test_damage_at_the_start_ends_it_with_one_sentence(polled: Rig) -> None:
    _spoil(_state(polled))
    with polled.app() as app, capture_logs() as logged, pytest.raises(StateDamaged) as raised:
        Jobs(app).check_states()
    assert "poll is not what was written" in str(raised.value)
    assert "wanikani-collector restore-state" in str(raised.value)
    # In a container this happens every minute, and the sentence is told once.
    assert logged == []


def test_damage_found_later_is_the_end_of_writing_and_no_copy_is_lost_for_it(polled: Rig, app: App) -> None:
    jobs = Jobs(app)
    jobs.check_states()
    jobs.look_after_states()
    good = _days(polled)
    assert len(good) == 1
    _spoil(_state(polled))
    before = _state(polled).read_bytes()
    polled.pass_time(DAY)
    assert "is damaged" in "".join(_logged(jobs.look_after_states, LogEvent.STATE_DAMAGED))
    asked = len(polled.api.requests)
    for _ in range(3):
        polled.pass_time(DAY)
        jobs.poll(only_account(app))
        jobs.deliver()
        jobs.look_after_states()
    assert len(polled.api.requests) == asked
    assert _state(polled).read_bytes() == before
    assert _days(polled) == good
    page = routes(jobs, app.clock)["/readyz"]()
    assert page.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert "poll is not what was written" in json.loads(page.body)["reasons"][0]


def test_a_damaged_state_among_others_stops_them_not(rig: Rig) -> None:
    rig.settings = {
        "wanikani_token": None,
        "wanikani_accounts": {name: NamedAccount(token=SecretStr(TOKEN)) for name in ("anna", "bob")},
    }
    with rig.app() as app:
        for account in app.accounts.values():
            assert app.poll(account).problem is None
    _spoil(state_file(rig.folder, "anna"))
    with rig.app() as app:
        jobs = Jobs(app)
        assert len(_logged(jobs.check_states, LogEvent.STATE_DAMAGED)) == 1
        jobs.look_after_states()
        assert copies(state_file(rig.folder, "anna")) == []
        assert len(copies(state_file(rig.folder, "bob"))) == 1
        rig.pass_time(HOUR)
        assert app.poll(app.accounts["bob"]).problem is None
        assert isinstance(app.poll(app.accounts["anna"]).problem, StateDamaged)


def test_a_failed_copy_is_reported_and_tried_again(polled: Rig, app: App) -> None:
    jobs = Jobs(app)
    folder = polled.folder / "copies"
    folder.write_text("in the way")
    assert "cannot be written" in "".join(_logged(jobs.look_after_states, LogEvent.COPY_FAILED))
    assert not _logged(jobs.look_after_states, LogEvent.COPY_FAILED)
    jobs.poll(only_account(app))
    folder.unlink()
    jobs.look_after_states()
    assert len(_days(polled)) == 1


def test_a_state_that_went_back_is_reported_until_a_rebuild(polled: Rig) -> None:
    older = shutil.copy(checkpointed(_state(polled)), polled.folder / "older")
    polled.poll_hourly(3)
    checkpointed(_state(polled))
    shutil.copy(older, _state(polled))
    with polled.app() as app:
        assert "InfluxDB" not in "".join(_logged(Jobs(app).check_states, LogEvent.STATE_WENT_BACK))
    polled.settings["influxdb_url"] = "http://127.0.0.1:9"
    with polled.app() as app:
        assert "rebuild --replace" in "".join(_logged(Jobs(app).check_states, LogEvent.STATE_WENT_BACK))
        polled.pass_time(HOUR)
        assert app.poll(only_account(app)).problem is None
    with polled.app() as app:
        assert _logged(Jobs(app).check_states, LogEvent.STATE_WENT_BACK)
        rebuild(only_account(app).store)
        assert not _logged(Jobs(app).check_states, LogEvent.STATE_WENT_BACK)
    with closing(open_store(_state(polled))):
        pass
