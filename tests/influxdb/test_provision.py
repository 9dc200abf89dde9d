"""Setting up 2.x on the pretend server; the same on the real ones is in tests/integration."""

import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from collector.core.errors import InfluxDBUnavailable, SetupFailed
from collector.influxdb.outcome import Accepted
from collector.influxdb.provision.provision import set_up
from collector.influxdb.provision.steps import SetupStep
from collector.influxdb.target import Target
from collector.influxdb.writer import LazyWriter
from tests.influxdb.conftest import OPERATOR_TOKEN
from tests.influxdb.pretend_influxdb import PretendInfluxDB, Trouble

FIFTY_TWO_WEEKS = 31_449_600
ALL_FILES = {
    "influxdb-admin-token",
    "influxdb-admin-password",
    "influxdb-collector-token",
    "influxdb-grafana-token",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "secrets"


def at(server: PretendInfluxDB, **more: Any) -> Target:
    return Target(server.url, "wanikani", "home", **more)


def names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


def rules(server: PretendInfluxDB) -> dict[str, int]:
    rule: dict[str, int] = next(iter(server.admin.buckets.values()))["retentionRules"][0]
    return rule


def changed(steps: tuple[SetupStep, ...]) -> int:
    return sum(step.changed for step in steps)


def secrets_in(folder: Path) -> list[str]:
    return [each.read_text().strip() for each in folder.iterdir()]


def test_a_new_server_is_made_ready_for_the_collector_and_grafana(
    fresh: PretendInfluxDB, folder: Path
) -> None:
    steps = set_up(at(fresh), folder)
    assert changed(steps) == 4
    assert names(folder) == ALL_FILES
    assert rules(fresh) == {
        "type": "expire",
        "everySeconds": 0,
        "shardGroupDurationSeconds": FIFTY_TWO_WEEKS,
    }
    assert fresh.admin.first_user["token"] == (folder / "influxdb-admin-token").read_text().strip()
    assert len(fresh.admin.first_user["password"]) >= 24


def test_secrets_are_for_their_owner_only_and_not_in_what_is_said(
    fresh: PretendInfluxDB, folder: Path
) -> None:
    steps = set_up(at(fresh), folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {0o600}
    assert not [secret for secret in secrets_in(folder) if secret in str(steps)]


def test_each_token_may_do_one_thing_to_one_bucket(fresh: PretendInfluxDB, folder: Path) -> None:
    set_up(at(fresh), folder)
    bucket_id = next(iter(fresh.admin.buckets))
    for name, action in (("influxdb-collector-token", "write"), ("influxdb-grafana-token", "read")):
        token = (folder / name).read_text().strip()
        (permission,) = fresh.admin.tokens[token]["permissions"]
        assert (permission["action"], permission["resource"]["id"]) == (action, bucket_id)


def test_the_collector_can_write_with_what_was_made(fresh: PretendInfluxDB, folder: Path) -> None:
    set_up(at(fresh), folder)
    writer = LazyWriter(lambda: at(fresh, token=(folder / "influxdb-collector-token").read_text().strip()))
    assert writer.write(["m v=1i 1"]) == Accepted()
    writer.close()


def test_a_second_run_changes_nothing_and_says_so(fresh: PretendInfluxDB, folder: Path) -> None:
    set_up(at(fresh), folder)
    before = (secrets_in(folder), dict(fresh.admin.tokens), str(fresh.admin.buckets))
    steps = set_up(at(fresh), folder)
    assert changed(steps) == 0
    assert (secrets_in(folder), dict(fresh.admin.tokens), str(fresh.admin.buckets)) == before


@pytest.mark.parametrize("name", ["influxdb-collector-token", "influxdb-grafana-token"])
@pytest.mark.parametrize("content", [None, "", "a-token-of-another-server\n"])
def test_a_token_that_is_lost_or_not_accepted_is_replaced(
    fresh: PretendInfluxDB, folder: Path, name: str, content: str | None
) -> None:
    set_up(at(fresh), folder)
    lost = (folder / name).read_text().strip()
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_text(content)
    assert changed(set_up(at(fresh), folder)) == 1
    assert lost not in fresh.admin.tokens
    assert (folder / name).read_text().strip() in fresh.admin.tokens
    assert len(fresh.admin.tokens) == 3


@pytest.fixture
def two(fresh: PretendInfluxDB, folder: Path) -> tuple[Target, Target]:
    """Two buckets of one server, set up one after the other with one folder."""
    first, second = at(fresh), replace(at(fresh), bucket="se/cond")
    set_up(first, folder)
    before = {each.name: each.read_text() for each in folder.iterdir()}
    steps = set_up(second, folder)
    assert changed(steps) == 3
    assert before.items() <= {each.name: each.read_text() for each in folder.iterdir()}.items()
    assert "influxdb-collector-token is for “wanikani” and was left as it is." in str(steps)
    assert "INFLUXDB_TOKEN_FILE=" in steps[-1].sentence
    assert "influxdb-collector-token-se%2Fcond;" in steps[-1].sentence
    return first, second


def test_a_second_bucket_leaves_the_first_ones_files_and_tokens_alone(
    fresh: PretendInfluxDB, folder: Path, two: tuple[Target, Target]
) -> None:
    assert names(folder) == ALL_FILES | {
        "influxdb-collector-token-se%2Fcond",
        "influxdb-grafana-token-se%2Fcond",
    }
    assert set(secrets_in(folder)) >= fresh.admin.tokens.keys()
    for target in (*two, *two):
        assert changed(set_up(target, folder)) == 0


@pytest.mark.parametrize("lost", ["influxdb-collector-token", "influxdb-collector-token-se%2Fcond"])
def test_a_lost_token_is_replaced_without_touching_the_other_buckets(
    folder: Path, two: tuple[Target, Target], lost: str
) -> None:
    (folder / lost).write_text("")
    others = {each.name: each.read_text() for each in folder.iterdir() if each.name != lost}
    owner = two[lost.endswith("cond")]
    assert changed(set_up(owner, folder)) == 1
    assert {each.name: each.read_text() for each in folder.iterdir() if each.name != lost} == others
    assert sum(changed(set_up(target, folder)) for target in two) == 0


def test_a_file_of_another_bucket_is_not_overwritten_whatever_its_name(
    folder: Path, two: tuple[Target, Target]
) -> None:
    first = (folder / "influxdb-grafana-token").read_text()
    (folder / "influxdb-grafana-token-se%2Fcond").write_text(first)
    with pytest.raises(
        SetupFailed, match=r"token-se%2Fcond holds the token of the bucket “wanikani”: move it"
    ):
        set_up(two[1], folder)
    assert (folder / "influxdb-grafana-token-se%2Fcond").read_text() == first


REQUESTS = [
    "POST /api/v2/setup",
    "PATCH /api/v2/buckets/0000000000000002",
    "POST /api/v2/authorizations",
    "GET /api/v2/authorizations",
]


@pytest.mark.parametrize("last_request", REQUESTS)
def test_a_run_that_was_cut_short_is_finished_by_the_next(
    fresh: PretendInfluxDB, folder: Path, last_request: str
) -> None:
    fresh.admin.die_after = last_request
    with pytest.raises(InfluxDBUnavailable):
        set_up(at(fresh), folder)
    fresh.admin.die_after = None
    set_up(at(fresh), folder)
    assert names(folder) == ALL_FILES
    assert rules(fresh)["shardGroupDurationSeconds"] == FIFTY_TWO_WEEKS
    assert len(fresh.admin.tokens) == 3  # none is left that nobody knows of
    assert changed(set_up(at(fresh), folder)) == 0


def test_an_admin_token_that_was_given_is_written_nowhere(influxdb: PretendInfluxDB, folder: Path) -> None:
    steps = set_up(at(influxdb, token=OPERATOR_TOKEN), folder)
    assert changed(steps) == 3
    assert names(folder) == {"influxdb-collector-token", "influxdb-grafana-token"}
    assert OPERATOR_TOKEN not in secrets_in(folder)
    assert "canary" not in str(steps)


def test_secrets_given_for_a_new_server_are_used_and_written_nowhere(
    fresh: PretendInfluxDB, folder: Path
) -> None:
    set_up(at(fresh, token=OPERATOR_TOKEN, username="me", password="my-password"), folder)
    assert fresh.admin.first_user["username"] == "me"
    assert fresh.admin.first_user["password"] == "my-password"
    assert names(folder) == {"influxdb-collector-token", "influxdb-grafana-token"}


def test_another_organization_and_bucket_are_made(influxdb: PretendInfluxDB, folder: Path) -> None:
    target = Target(influxdb.url, "second", "other", token=OPERATOR_TOKEN)
    assert changed(set_up(target, folder)) == 4
    made = next(each for each in influxdb.admin.buckets.values() if each["name"] == "second")
    assert made["orgID"] == influxdb.admin.orgs["other"]
    assert made["retentionRules"][0]["shardGroupDurationSeconds"] == FIFTY_TWO_WEEKS


def test_a_bucket_that_deletes_is_left_to_its_owner(influxdb: PretendInfluxDB, folder: Path) -> None:
    month = {"type": "expire", "everySeconds": 2_592_000, "shardGroupDurationSeconds": 86_400}
    next(iter(influxdb.admin.buckets.values()))["retentionRules"] = [month]
    steps = set_up(at(influxdb, token=OPERATOR_TOKEN), folder)
    assert "deletes what is older than 30 days" in " ".join(step.sentence for step in steps)
    assert rules(influxdb) == month


def test_a_bucket_that_keeps_years_gets_long_shard_groups_and_keeps_its_years(
    influxdb: PretendInfluxDB, folder: Path
) -> None:
    years = {"type": "expire", "everySeconds": 10 * FIFTY_TWO_WEEKS, "shardGroupDurationSeconds": 604_800}
    next(iter(influxdb.admin.buckets.values()))["retentionRules"] = [years]
    set_up(at(influxdb, token=OPERATOR_TOKEN), folder)
    assert rules(influxdb) == years | {"shardGroupDurationSeconds": FIFTY_TWO_WEEKS}


FAILURES = [
    pytest.param({}, "INFLUXDB_ADMIN_TOKEN", id="set up by somebody else, no token given"),
    pytest.param({"token": "wrong-canary"}, "INFLUXDB_ADMIN_TOKEN", id="a token the server does not know"),
    pytest.param({"token": "write-token-canary"}, "INFLUXDB_ADMIN_TOKEN", id="a token that can only write"),
]


@pytest.mark.parametrize(("given", "setting"), FAILURES)
def test_what_the_owner_must_mend(
    given: dict[str, str], setting: str, influxdb: PretendInfluxDB, folder: Path
) -> None:
    with pytest.raises(SetupFailed) as failed:
        set_up(at(influxdb, **given), folder)
    assert setting in str(failed.value)
    assert "canary" not in str(failed.value)


def test_an_organization_must_be_named(fresh: PretendInfluxDB, folder: Path) -> None:
    with pytest.raises(SetupFailed, match="INFLUXDB_ORG"):
        set_up(replace(at(fresh), org=None), folder)


def test_a_server_that_is_starting_is_a_passing_failure(fresh: PretendInfluxDB, folder: Path) -> None:
    fresh.ping = Trouble(503)
    with pytest.raises(InfluxDBUnavailable):
        set_up(at(fresh), folder)


def test_nobody_home_is_a_passing_failure(folder: Path) -> None:
    with pytest.raises(InfluxDBUnavailable):
        set_up(Target("http://127.0.0.1:9", "wanikani", "home"), folder)


def test_secrets_that_cannot_be_kept_leave_the_server_untouched(
    fresh: PretendInfluxDB, tmp_path: Path
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    with pytest.raises(SetupFailed, match="--secrets-dir"):
        set_up(at(fresh), in_the_way)
    assert not fresh.admin.first_user
