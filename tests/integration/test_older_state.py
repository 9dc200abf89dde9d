"""A state older than the database, as after restoring a backup: it is noticed, and the database replaced."""

import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from collector.app import App
from collector.config.settings import Settings
from collector.core.errors import InfluxDBActionRequired, InfluxDBUnavailable
from collector.core.moments import moment
from collector.core.unknown_polls import UnknownPolls
from collector.diagnostics.finding import Finding, Severity
from collector.diagnostics.influxdb_checks import check_influxdb
from collector.influxdb.delete import delete_points
from collector.influxdb.detect import detect_server
from collector.influxdb.target import Generation, InfluxServer
from collector.pipeline.deliver import DeliveryReport
from collector.pipeline.rebuild import rebuild
from collector.simulator.learner.habits import Habits
from collector.simulator.learner.learner import Learner
from collector.simulator.world.world import World
from grafana.influxql import accounts
from tests.harness import HOUR, NOON, Rig, copied, only_account
from tests.integration.faulty_proxy import Cut, faulty_proxy
from tests.integration.readback import everything, truth
from tests.integration.servers import RealBucket
from tests.lines import Database

# Names that InfluxDB's two ways of naming a series for deletion escape differently.
ODD_NAME = r"""it's "me", a=b\c"""


@pytest.fixture
def bucket(real_bucket: RealBucket) -> RealBucket:
    real_bucket.set_up()
    return real_bucket


@pytest.fixture
def rig(tmp_path: Path, bucket: RealBucket) -> Rig:
    """A learner of many reviews, delivered by a login that may read too."""
    world = World(NOON, levels=3, per_level=20)
    rig = Rig(tmp_path / "state", world, Learner(world, seed=4, habits=Habits(session_missed=0, day_off=0)))
    rig.settings = {**bucket.settings(), "wanikani_account": ODD_NAME}
    if bucket.generation is Generation.V2:
        rig.settings |= {"influxdb_token_file": None, "influxdb_token": SecretStr(_token(bucket))}
    return rig


def _token(bucket: RealBucket) -> str:
    """Return a token of 2.x that may read and write the bucket."""
    target = bucket.administrator
    with httpx.Client(base_url=target.url, headers={"Authorization": f"Token {target.token}"}) as client:
        (found,) = client.get("/api/v2/buckets", params={"name": bucket.name}).json()["buckets"]
        resource = {"type": "buckets", "id": found["id"], "orgID": found["orgID"]}
        may = [{"action": action, "resource": resource} for action in ("read", "write")]
        body = {"orgID": found["orgID"], "permissions": may}
        return str(client.post("/api/v2/authorizations", json=body).json()["token"])


def live(rig: Rig, polls: int) -> DeliveryReport:
    """Poll and deliver so many times, in one process; return how the last delivery went."""
    with rig.app() as app:
        for _ in range(polls):
            rig.pass_time(6 * HOUR)
            assert app.poll(only_account(app)).problem is None
            report = app.deliver(only_account(app))
            assert report.problem is None
    return report


def restore_older_state(rig: Rig, tmp_path: Path) -> None:
    """Let the database know days that the state, restored from a backup, has to find again in one poll."""
    live(rig, 16)
    backup = copied(rig, tmp_path / "backup")
    live(rig, 12)
    shutil.rmtree(rig.folder)
    shutil.copytree(backup, rig.folder)


def unknown(app: App) -> UnknownPolls | None:
    return app.unknown_polls(only_account(app))


def stored(bucket: RealBucket) -> Database:
    return everything(bucket.query, bucket.name)


def reviews_in(database: Database) -> int:
    return sum(key[0] == "review" for key in database)


def state_truth(app: App) -> Database:
    return truth(only_account(app).store)


def findings(rig: Rig, **settings: Any) -> list[Finding]:
    with rig.app() as app:
        found: Settings = app.settings.model_copy(update=settings)
    return list(check_influxdb(found, ["account"], moment(rig.clock.now())))


def test_the_first_poll_of_an_older_state_says_that_reviews_may_be_counted_twice(
    rig: Rig, bucket: RealBucket, tmp_path: Path
) -> None:
    restore_older_state(rig, tmp_path)
    live(rig, 1)
    with rig.app() as app:
        found = unknown(app)
        assert reviews_in(stored(bucket)) > reviews_in(state_truth(app))
    assert found is not None
    assert (found.polls, found.replaceable) == (12, True)
    (finding,) = [each for each in findings(rig) if each.severity is Severity.ACTION]
    assert finding.sentence == found.sentence(ODD_NAME, bucket.name)


def test_a_first_look_that_failed_is_made_up_for_by_the_next_delivery(
    rig: Rig, bucket: RealBucket, tmp_path: Path
) -> None:
    restore_older_state(rig, tmp_path)
    with faulty_proxy(bucket.administrator.url) as proxy:
        rig.settings["influxdb_url"] = proxy.url
        # From the first write on, which it stores, InfluxDB does not answer any more.
        proxy.fault = lambda _number: setattr(proxy, "away", True)
        with rig.app() as app:
            account = only_account(app)
            rig.pass_time(6 * HOUR)
            assert app.poll(account).problem is None
            assert app.deliver(account).problem is None
            assert unknown(app) is None
            proxy.away, proxy.fault = False, lambda _number: None
            assert app.deliver(account).problem is None
            found = unknown(app)
    assert found is not None
    assert found.polls == 12


def test_a_state_that_wrote_every_point_finds_no_unknown_poll(rig: Rig, bucket: RealBucket) -> None:
    live(rig, 5)
    with rig.app() as app:
        assert unknown(app) is None
    assert {each.severity for each in findings(rig)} == {Severity.OK}


def test_rebuilding_alone_does_not_mend_it_and_replacing_does(
    rig: Rig, bucket: RealBucket, tmp_path: Path
) -> None:
    restore_older_state(rig, tmp_path)
    live(rig, 1)
    bucket.write([f"review,account=anna v=1i {10**18}", f"other,account=anna v=1i {10**18}"])
    with rig.app() as app:
        account = only_account(app)
        rebuild(account.store)
        assert app.deliver(account).problem is None
        assert reviews_in(stored(bucket)) > reviews_in(state_truth(app)) + 1
        app.replace_points(account)
        assert app.deliver(account).problem is None
        # What others have in the database is left alone.
        anna = ("account", "anna")
        found = {key: fields for key, fields in stored(bucket).items() if anna not in key[1]}
        assert found == state_truth(app)
        assert unknown(app) is None
    assert len(bucket.query("SELECT v FROM review, other WHERE account = 'anna'")) == 2


@pytest.mark.parametrize("when", list(Cut))
def test_replacing_that_is_interrupted_is_done_again(
    rig: Rig, bucket: RealBucket, tmp_path: Path, when: Cut
) -> None:
    restore_older_state(rig, tmp_path)
    live(rig, 1)
    with faulty_proxy(bucket.administrator.url) as proxy:
        rig.settings["influxdb_url"] = proxy.url
        with rig.app() as app:
            proxy.cut_deletions = when
            with pytest.raises(InfluxDBUnavailable):
                app.replace_points(only_account(app))
        proxy.cut_deletions = None
        with rig.app() as app:
            app.replace_points(only_account(app))
            assert app.deliver(only_account(app)).problem is None
            assert stored(bucket) == state_truth(app)


def test_a_new_state_does_not_delete_what_it_cannot_write_again(rig: Rig, bucket: RealBucket) -> None:
    live(rig, 6)
    before = stored(bucket)
    shutil.rmtree(rig.folder)
    live(rig, 1)
    with rig.app() as app:
        # It goes on where the earlier one ended.
        assert unknown(app) is None
        with pytest.raises(InfluxDBActionRequired, match="from before this state began"):
            app.replace_points(only_account(app))
    assert before.keys() <= stored(bucket).keys()


def test_a_write_only_login_can_replace_after_confirmation(
    rig: Rig, bucket: RealBucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    restore_older_state(rig, tmp_path)
    rig.settings |= bucket.settings() | {"influxdb_token": None}
    # Away from the folder in which the login is that was made for Grafana, and may read.
    monkeypatch.chdir(tmp_path / "backup")
    live(rig, 1)
    with rig.app() as app:
        before = stored(bucket)
        if bucket.generation is Generation.V2:
            with pytest.raises(InfluxDBActionRequired, match="or add --yes"):
                app.replace_points(only_account(app))
        assert stored(bucket) == before
        app.replace_points(only_account(app), sure=True)
        assert app.deliver(only_account(app)).problem is None
        assert stored(bucket) == state_truth(app)


def test_an_account_that_was_deleted_is_no_choice_in_grafana_any_more(rig: Rig, bucket: RealBucket) -> None:
    live(rig, 2)
    account = "account=given\\ up"
    bucket.write([f"level_progression,{account},level=01 level_number=1i {10**18}"])

    def listed() -> set[object]:
        return {row["account"] for row in bucket.query(accounts())}

    assert listed() == {ODD_NAME, "given up"}
    server = detect_server(bucket.collector)
    assert isinstance(server, InfluxServer)
    for _ in range(2):
        delete_points(bucket.collector, server, ["level_progression", "collector"], "given up")
        assert listed() == {ODD_NAME}
