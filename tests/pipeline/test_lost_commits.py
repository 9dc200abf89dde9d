"""A state that lacks commits is told so until the database is known to hold nothing beyond it."""

import shutil
from collections.abc import Sequence
from datetime import timedelta

import pytest

from collector.core.advice import REPLACE
from collector.core.errors import InfluxDBUnavailable
from collector.influxdb.outcome import Accepted, TooOld, WriteOutcome
from collector.pipeline.deliver import deliver
from collector.pipeline.replace import replace_points
from collector.pipeline.upkeep import older_than_committed
from collector.storage.database import Store
from collector.storage.state_folder import state_file
from tests.harness import Rig, only_account
from tests.storage.damage import checkpointed


class KeepsLongerLater:
    """An InfluxDB for which all of the first request is too old, and nothing any more after it."""

    def __init__(self) -> None:
        self.writes = 0

    def write(self, lines: Sequence[str]) -> WriteOutcome:
        self.writes += 1
        return TooOld(len(lines)) if self.writes == 1 else Accepted()

    def close(self) -> None:
        """Nothing to let go of."""


@pytest.fixture
def went_back(rig: Rig) -> Rig:
    """A state that was put back to an earlier copy of it."""
    rig.good_poll()
    state = state_file(rig.folder, "account")
    older = shutil.copy(checkpointed(state), rig.folder / "older")
    rig.poll_hourly(3)
    checkpointed(state)
    shutil.copy(older, state)
    return rig


def _is_told(store: Store) -> bool:
    return older_than_committed(store, replace=REPLACE) is not None


def test_sending_again_what_was_too_old_does_not_forget_it(went_back: Rig) -> None:
    with went_back.app() as app:
        store, server = only_account(app).store, KeepsLongerLater()
        deliver(store, server, app.clock)
        assert deliver(store, server, app.clock, try_old_every=timedelta(0)).delivered
        assert _is_told(store)


def test_replacing_forgets_it_only_when_the_database_has_deleted(went_back: Rig) -> None:
    def away(*_what: object) -> None:
        raise InfluxDBUnavailable("InfluxDB does not answer.")

    with went_back.app() as app:
        store = only_account(app).store
        with pytest.raises(InfluxDBUnavailable):
            replace_points(store, away, "home", sure=True)
        assert _is_told(store)
        replace_points(store, lambda *_what: None, "home", sure=True)
        assert not _is_told(store)
