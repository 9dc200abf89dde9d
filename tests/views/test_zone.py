"""One authority for whose day it is: all that shows local days agrees, also just after a change of zone."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from collector.config.values import DEFAULT_ACCOUNT
from collector.core.moments import moment
from collector.storage.database import read_state
from collector.storage.state_folder import state_file
from collector.storage.transaction import Transaction
from collector.views.report.read import read_report
from collector.views.status import read_status
from collector.views.zone import days_zone
from tests.harness import HOUR, Rig, only_account

UTC, TOKYO = ZoneInfo("UTC"), ZoneInfo("Asia/Tokyo")


def _zones(rig: Rig, configured: ZoneInfo) -> set[str]:
    """Return the zones by which the status and the report split days."""
    now = moment(rig.clock.now())

    def read(tx: Transaction) -> set[str]:
        status, report = (
            read_status(tx, now, configured),
            read_report(tx, now, configured, timedelta(hours=1)),
        )
        assert status is not None
        assert report is not None
        return {days_zone(tx, configured).key, status.zone.key, report.data.zone.key}

    found = read_state(state_file(rig.folder, DEFAULT_ACCOUNT), read)
    assert found is not None
    return found


def test_before_the_first_good_poll_days_are_those_of_the_settings(rig: Rig) -> None:
    rig.api.fail("user", 503, times=100)
    with rig.app() as app:
        app.poll(only_account(app))
    assert _zones(rig, TOKYO) == {"Asia/Tokyo"}


def test_a_changed_setting_holds_from_the_next_good_poll_on(rig: Rig) -> None:
    rig.good_poll()
    assert _zones(rig, TOKYO) == {"UTC"}
    rig.settings["collector_timezone"] = TOKYO.key
    rig.pass_time(HOUR)
    rig.good_poll()
    assert _zones(rig, TOKYO) == {"Asia/Tokyo"}
    assert _zones(rig, UTC) == {"Asia/Tokyo"}
