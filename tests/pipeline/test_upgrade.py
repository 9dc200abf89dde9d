"""A state of any earlier version is polled on as if it had always been one of today's."""

from pathlib import Path

import pytest

from collector.core.model import SubjectId
from collector.core.moments import moment, nanoseconds
from collector.pipeline.rebuild import rebuild
from collector.simulator.learner.learner import Learner
from collector.simulator.world.world import World
from collector.storage import mnemonics, schema
from collector.storage.soundness import damage_at
from collector.storage.state_folder import state_file
from tests.harness import HOUR, NOON, Rig, only_account, requests_of
from tests.lines import Database
from tests.storage.older_versions import OLDER, as_version

_FIRST_WITH_WORKLOAD = 9


def _studying(folder: Path) -> Rig:
    world = World(NOON, levels=3, per_level=10)
    rig = Rig(folder, world, Learner(world, seed=4))
    rig.good_poll()
    rig.poll_hourly(24)
    return rig


def _without_effort(database: Database, *, since: int = 0) -> Database:
    """Return all but the heartbeats, the coverage, and the workload before *since*.

    After an upgrade a poll may ask for more, no poll before it knew a workload, and coverage is dated as it
    happened where polls date it as they saw it (`test_coverage`).
    """
    return {
        key: fields
        for key, fields in database.items()
        if key[0] not in {"collector", "coverage"} and not (key[0] == "workload" and key[2] < since)
    }


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> Database:
    rig = _studying(tmp_path_factory.mktemp("unbroken") / "state")
    rig.poll_hourly(12)
    return rig.database()


def test_every_earlier_version_is_tried() -> None:
    assert range(1, schema.VERSION) == range(OLDER[0], OLDER[-1] + 1)
    assert len(OLDER) == schema.VERSION - 1


def _asks_for_subjects(rig: Rig) -> bool:
    rig.pass_time(HOUR)
    return any("/subjects" in path for path, _ in requests_of(rig.api, rig.good_poll))


def test_the_first_poll_after_an_upgrade_brings_the_mnemonics(rig: Rig) -> None:
    rig.good_poll()
    assert not _asks_for_subjects(rig)
    as_version(state_file(rig.folder, "account"), 8)
    assert _asks_for_subjects(rig)
    assert not _asks_for_subjects(rig)
    with rig.app() as app, only_account(app).store.reading() as tx:
        assert mnemonics.mnemonics_of(tx, [SubjectId(1)])[SubjectId(1)].meaning


@pytest.mark.parametrize("version", OLDER)
def test_polls_go_on_and_give_the_same_points(tmp_path: Path, unbroken: Database, version: int) -> None:
    rig = _studying(tmp_path / "state")
    state = state_file(rig.folder, "account")
    as_version(state, version)
    # An earlier one knew no workload until now.
    since = nanoseconds(moment(rig.clock.now())) if version < _FIRST_WITH_WORKLOAD else 0
    rig.poll_hourly(12)
    # The first poll after it writes the workload even where it is as before; here it has changed.
    whole = _without_effort(unbroken, since=since)
    assert _without_effort(rig.database(), since=since) == whole
    assert damage_at(state) is None
    with rig.app() as app:
        rebuild(only_account(app).store)
    assert _without_effort(rig.database()) == whole
