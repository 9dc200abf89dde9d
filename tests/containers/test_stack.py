"""`docker compose up`, and later: start, restart, backup, move, upgrade."""

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.containers.compose import BUILT, FILES, Stack

pytestmark = pytest.mark.timeout(900)


def verified(stack: Stack) -> str:
    """Return the output of deploy/verify for a healthy stack, once a poll has arrived."""
    deadline = time.monotonic() + 90
    while True:
        done = stack.run("deploy/verify", check=False)
        if done.returncode == 0 or time.monotonic() > deadline:
            break
        time.sleep(3)
    assert (done.returncode, done.stdout.count("✗")) == (0, 0), done.stdout + done.stderr
    return done.stdout


def polls(stack: Stack) -> int:
    (row,) = stack.query('SELECT count("ok") AS "polls" FROM "collector"')
    return int(str(row["polls"]))


def test_it_starts_and_verify_prints_a_line_for_each_check(stack: Stack) -> None:
    said = verified(stack)
    for name in ("collector", "influxdb", "wanikani"):
        assert f"✓ {name} is healthy.\n" in said
    assert "✓ init completed.\n" in said
    assert "✓ pretend-learner: the last successful poll was " in said
    assert said.count(" queries answered, ") == 6


def test_polls_go_on_arriving(stack: Stack) -> None:
    first = polls(stack)
    deadline = time.monotonic() + 60
    while polls(stack) < first + 2:
        assert time.monotonic() < deadline, stack.compose("logs", "collector").stdout[-2000:]
        time.sleep(2)


def test_a_second_start_changes_nothing(stack: Stack) -> None:
    stack.compose("up", "--detach")
    assert "Everything is already there." in stack.compose("logs", "init").stdout


def test_no_service_is_root_or_can_write_and_secrets_are_where_they_are_read(stack: Stack) -> None:
    seen = {}
    for name in ("collector", "influxdb", "wanikani"):
        shell = "id -u; touch /here 2>&1; ls /run/influxdb /run/secrets /stack/secrets 2>/dev/null; true"
        user, refused, *files = stack.compose("exec", "-T", name, "sh", "-c", shell).stdout.splitlines()
        assert user != "0"
        assert "Read-only file system" in refused
        seen[name] = {one for one in files if one.startswith(("influxdb-", "grafana-"))}
    assert seen == {
        "collector": {"influxdb-collector-password", "influxdb-collector-username"},
        "influxdb": set(),
        "wanikani": set(),
    }


def test_it_goes_on_after_a_stop(stack: Stack) -> None:
    before = polls(stack)
    stack.compose("stop")
    stack.compose("start")
    verified(stack)
    assert polls(stack) > before


def test_old_counts_are_imported_and_data_exported(stack: Stack, tmp_path: Path) -> None:
    file = tmp_path / "progress.csv"
    rows = "".join(f"progress,{1_600_000_000 + 21_600 * n},80,{n},30,20,10\n" for n in range(8))
    file.write_text(f"name,time,apprentice,burned,enlighten,guru,master\n{rows}")
    stack.compose("stop", "collector")
    bring = "docker compose run --rm -T collector import progress --file -"
    done = stack.run("sh", "-c", f"{bring} < '{file}'")
    assert "8 counts imported (2020-09-13 to 2020-09-15), 0 already present, 0 rejected" in done.stdout
    asked = "SELECT count(burned) FROM srs_distribution WHERE time < '2021-01-01T00:00:00Z'"
    (row,) = stack.query(asked)
    assert row["count"] == 8
    stack.compose("start", "collector")
    verified(stack)
    leave = ("exec", "-T", "collector", "wanikani-collector", "export", "srs", "--by", "month")
    header, first, *_ = stack.compose(*leave).stdout.splitlines()
    assert header.startswith("month,lesson,")
    assert first == "2020-09,,,,,,,,10,30,7,80,20,147"


def test_what_was_backed_up_is_there_again_after_everything_was_lost(stack: Stack, tmp_path: Path) -> None:
    stack.compose("stop", "collector")
    points, there = stack.points(), stack.identities()
    assert len(points) == len(there) > 30_000
    file = tmp_path / "a backup.tar.gz"
    stack.run("deploy/backup", str(file))
    assert file.stat().st_mode & 0o077 == 0
    # A new machine has no image either.
    stack.compose("--profile", "*", "down", "--volumes", "--rmi", "local")
    stack.run("docker", "image", "rm", "--force", f"{stack.name}-collector")
    said = stack.run("deploy/restore", str(file)).stdout
    # Of every kind of InfluxDB in the stack, the data are.
    assert "This file has no InfluxDB data" not in said
    stack.compose("up", "--detach", "influxdb")
    _wait_for_influxdb(stack)
    assert stack.points() == points
    stack.compose("up", "--detach")
    assert "Everything is already there." in stack.compose("logs", "init").stdout
    verified(stack)
    assert there < stack.identities()


def _wait_for_influxdb(stack: Stack) -> None:
    stack.compose("up", "--detach", "--wait", "influxdb")


def test_a_restore_never_deletes_what_it_was_not_told_to(stack: Stack, tmp_path: Path) -> None:
    damaged, file = tmp_path / "damaged.tar.gz", tmp_path / "good.tar.gz"
    stack.run("deploy/backup", str(file))
    damaged.write_bytes(file.read_bytes()[:-2000])
    before = polls(stack)
    for wanted, words in (
        (damaged, "damaged"),
        (tmp_path / "none", "Name the file"),
        (file, "already hold data"),
    ):
        done = stack.run("deploy/restore", str(wanted), check=False)
        assert (done.returncode, words in done.stderr) == (2, True), done.stderr
    elsewhere = tuple(one for one in stack.files if "influxdb-1.x" not in one)
    done = replace(stack, files=elsewhere).run("deploy/restore", "--replace", str(file), check=False)
    assert (done.returncode, "other variants" in done.stderr) == (2, True), done.stderr
    done = stack.run("deploy/restore", "--replace", str(damaged), check=False)
    assert (done.returncode, "Nothing was changed" in done.stderr) == (2, True)
    assert polls(stack) >= before
    done = stack.run("deploy/backup", str(file), check=False)
    assert (done.returncode, "already exists" in done.stderr) == (2, True)


def test_a_restore_replaces_what_is_there_when_told_to(stack: Stack, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar.gz"
    stack.run("deploy/backup", str(file))
    time.sleep(6)
    stack.run("deploy/restore", "--replace", str(file))
    stack.compose("up", "--detach")
    verified(stack)


def _state(stack: Stack, service: str) -> str:
    shown = stack.compose("ps", "--all", "--format", "{{.State}} {{.ExitCode}} {{.Health}}", service)
    return shown.stdout.strip()


def _restarts(stack: Stack, service: str) -> int:
    container = stack.compose("ps", "--quiet", service).stdout.strip()
    asked = ("docker", "inspect", "--format", "{{.RestartCount}}", container)
    return int(stack.run(*asked).stdout)


def test_a_mistake_in_a_setting_is_printed_once_and_the_collector_stays_unhealthy(stack: Stack) -> None:
    stack.compose("up", "--detach", COLLECTOR_TIMEZONE="Europe/Nowhere")
    assert _state(stack, "init").startswith("exited 2")
    _unready(stack, "COLLECTOR_TIMEZONE must be")
    for service in ("init", "collector"):
        said = stack.compose("logs", "--no-log-prefix", service).stdout
        assert said.count("COLLECTOR_TIMEZONE must be a time zone such as") == 1
    assert _restarts(stack, "collector") == 0
    done = stack.run("deploy/verify", check=False, VERIFY_PATIENCE="0")
    assert (
        done.returncode,
        "✗ init failed with exit code 2: see docker compose logs init" in done.stdout,
    ) == (1, True)
    stack.compose("up", "--detach")
    verified(stack)


def test_a_token_given_twice_is_one_line_and_no_endless_restart(stack: Stack) -> None:
    (stack.folder / "token").write_text("another-token")
    stack.compose("up", "--detach", WANIKANI_TOKEN_FILE="./token")
    _unready(stack, "WANIKANI_TOKEN_FILE is set although the secret itself is set too")
    assert _state(stack, "init").startswith("exited 0")
    assert _restarts(stack, "collector") == 0
    stack.compose("up", "--detach")
    verified(stack)


def _unready(stack: Stack, words: str) -> None:
    """Wait until the collector's health check says *words*."""
    ask = ("exec", "-T", "collector", "wanikani-collector", "health")
    deadline = time.monotonic() + 60
    while words not in (said := stack.compose(*ask, check=False).stdout):
        assert time.monotonic() < deadline, said
        time.sleep(1)


# What stands in for Grafana where its image cannot be pulled: it starts when Grafana would.
GRAFANA = """\
services:
  grafana:
    profiles: !reset []
    image: ${PYTHON_IMAGE:-python:3.13.14-slim-trixie}
    entrypoint: [sh, -c, "test -s /run/secrets/grafana-admin-password && exec sleep 3600"]
    stop_grace_period: 1s
    healthcheck: {disable: true}
    ports: !reset []
"""


def test_grafana_runs_on_what_is_there_when_init_failed(stack: Stack) -> None:
    (stack.folder / "grafana.yaml").write_text(GRAFANA)
    with_grafana = replace(stack, files=(*stack.files, "grafana.yaml"))
    with_grafana.compose("up", "--detach")
    rules = _rules(stack)
    for mistake in ({"ALERT_LEVEL_STUCK_DAYS": "0"}, {"COLLECTOR_TIMEZONE": "Berlin"}):
        replace(with_grafana, settings=stack.settings | mistake).compose("up", "--detach")
        assert _state(with_grafana, "init").startswith("exited 2")
        assert _state(with_grafana, "grafana").startswith("running")
        assert _restarts(with_grafana, "grafana") == 0
        assert _rules(stack) == rules
    with_grafana.compose("rm", "--stop", "--force", "grafana")
    stack.compose("up", "--detach")


def _rules(stack: Stack) -> str:
    cat = ("run", "--rm", "-T", "--no-deps", "--entrypoint", "cat", "init")
    return stack.compose(*cat, "/stack/provisioning/alerting/wanikani-rules.yaml").stdout


def test_the_owners_thresholds_are_in_the_rules_from_the_next_up_on(stack: Stack) -> None:
    file, shipped = stack.folder / "mine.toml", _rules(stack)
    file.write_text("[level_stuck]\ndays = 60\n[backlog_high]\nreviews = 100\n")
    mine = replace(
        stack,
        settings=stack.settings | {"ALERT_THRESHOLDS_FILE": "mine.toml", "ALERT_BACKLOG_HIGH_REVIEWS": "150"},
    )
    mine.compose("up", "--detach")
    assert "$N >= 60 " in _rules(stack)
    assert "$N >= 150 " in _rules(stack)
    file.write_text("[level_stuck]\ndays = 0\n")
    mine.compose("up", "--detach")
    said = mine.compose("logs", "--no-log-prefix", "init").stdout
    assert said.count("thresholds.toml:2: level_stuck.days must be a whole number from 1 to 3650.\n") == 1
    stack.compose("up", "--detach")
    assert _rules(stack) == shipped


def test_verify_reports_what_is_wrong(stack: Stack) -> None:
    stack.compose("stop", "collector")
    done = stack.run("deploy/verify", check=False)
    assert done.returncode == 1
    assert "✗ collector is exited, but should be running: docker compose up -d\n" in done.stdout
    stack.compose("stop", "influxdb")
    assert (
        "✗ InfluxDB at http://influxdb:8086 cannot be reached"
        in stack.run("deploy/verify", check=False).stdout
    )
    stack.compose("up", "--detach")
    verified(stack)


def test_an_upgrade_keeps_everything(now: Path, before: Path) -> None:
    # Earlier versions built without being told to.
    files = tuple(name for name in FILES if (before / name).exists())
    older = Stack(before, "wanikani-upgrade", files)
    newer = Stack(now, "wanikani-upgrade")
    newer.remove()
    try:
        older.compose("up", "--detach", "--build")
        verified(older)
        older.compose("stop", "collector")
        there = older.identities()
        newer.compose("up", "--detach", "--build")
        verified(newer)
        assert there < newer.identities()
    finally:
        newer.remove()


def test_the_image_says_what_it_is_and_is_small(stack: Stack) -> None:
    image = f"{stack.name}-collector"
    shown = stack.run(
        "docker", "image", "inspect", image, stack.environment().get("PYTHON_IMAGE", image)
    ).stdout
    ours, base = json.loads(shown)
    labels = ours["Config"]["Labels"]
    assert labels["org.opencontainers.image.licenses"] == "MIT AND CC-BY-SA-4.0"
    assert labels["org.opencontainers.image.version"] == BUILT["VERSION"]
    assert labels["org.opencontainers.image.revision"] == BUILT["REVISION"]
    assert ours["Config"]["User"] == "1000:1000"
    assert ours["Config"]["Healthcheck"]["Test"] == ["CMD", "wanikani-collector", "health"]
    # numpy, which projections are made with, is 60 MB of it.
    assert ours["Size"] - base["Size"] < 110_000_000
