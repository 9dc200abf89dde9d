"""The real Compose reads each variant, and makes of it what it says."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.containers.compose import Stack
from tests.deploy.compose_rules import VARIANTS

MAIN = "docker-compose.yml"
BUILD = "compose.build.yaml"
SET = {"INFLUXDB_URL": "http://mine:8086", "STATE_FOLDER": "/home/me/wanikani"}


@pytest.fixture
def project(now: Path) -> Path:
    (now / "accounts.env").write_text("WANIKANI_ACCOUNTS__ANNA__TOKEN=a\nWANIKANI_ACCOUNTS__BEN__TOKEN=b\n")
    return now


def configured(project: Path, *variants: str, **settings: str) -> dict[str, Any]:
    """Return the services that Compose makes of the main file and *variants*."""
    named = (name if name == BUILD else f"deploy/compose/{name}.yaml" for name in variants)
    files = (MAIN, *named)
    stack = Stack(project, "wanikani-read", files, SET | settings)
    shown = stack.compose("config", "--format", "json", COMPOSE_ENV_FILES="", INFLUXDB_IMAGE="").stdout
    services: dict[str, Any] = json.loads(shown)["services"]
    return services


@pytest.mark.parametrize("variant", [path.stem for path in VARIANTS])
def test_compose_reads_it(project: Path, variant: str) -> None:
    assert {"collector", "init"} <= configured(project, variant).keys()


def test_all_of_them_together(project: Path) -> None:
    together = ("existing-influxdb", "existing-influxdb-1.x", "existing-grafana", "several-accounts")
    assert set(configured(project, *together)) == {"collector", "init"}


def test_the_image_is_a_release_unless_it_is_built(project: Path) -> None:
    released = configured(project, COLLECTOR_IMAGE="")
    (image,) = {released[name]["image"] for name in ("collector", "init")}
    assert image.startswith("ghcr.io/wanikani-collector/wanikani-collector:")
    assert "build" not in released["collector"]
    built = configured(project, BUILD, COLLECTOR_IMAGE="", REVISION="abc")
    assert {built[name]["image"] for name in ("collector", "init")} == {"wanikani-collector"}
    assert built["collector"]["build"]["args"]["REVISION"] == "abc"
    assert built["init"]["pull_policy"] == "never"


def test_what_the_build_is_told_can_be_in_the_env_file(project: Path) -> None:
    (project / "build.env").write_text("PYTHON_IMAGE=mine/python:3.14\n")
    stack = Stack(project, "wanikani-read", (MAIN, BUILD))
    surroundings = {name: value for name, value in stack.environment().items() if name != "PYTHON_IMAGE"}
    asked = ["docker", "compose", "--env-file", "build.env", "config", "--format", "json"]
    shown = subprocess.run(asked, cwd=project, env=surroundings, capture_output=True, check=True).stdout
    assert json.loads(shown)["services"]["collector"]["build"]["args"]["PYTHON_IMAGE"] == "mine/python:3.14"


def test_the_main_file_starts_these_four(project: Path) -> None:
    services = configured(project)
    assert set(services) == {"collector", "influxdb", "init", "grafana"}
    assert services["collector"]["environment"]["WANIKANI_TOKEN_FILE"] == ""
    assert [port["host_ip"] for port in services["grafana"]["ports"]] == ["127.0.0.1"]
    assert "ports" not in services["influxdb"]


def test_a_tokens_file_of_the_owner_is_what_the_collector_reads(project: Path) -> None:
    services = configured(project, WANIKANI_TOKEN_FILE="/home/me/token")
    assert services["collector"]["environment"]["WANIKANI_TOKEN_FILE"] == "/run/secrets/wanikani-token"


def test_an_existing_influxdb_replaces_ours(project: Path) -> None:
    services = configured(project, "existing-influxdb", INFLUXDB_ADMIN_TOKEN="everything")
    assert set(services) == {"collector", "init", "grafana"}
    for name in ("collector", "init"):
        assert services[name]["environment"]["INFLUXDB_URL"] == "http://mine:8086"
    for name in services:
        assert "influxdb" not in services[name].get("depends_on", {})
    holders = [name for name, one in services.items() if "everything" in one["environment"].values()]
    assert holders == ["init"]


def test_influxdb_1x_is_another_image_with_a_user_each(project: Path) -> None:
    services = configured(project, "influxdb-1.x")
    assert services["influxdb"]["image"].startswith("influxdb:1.")
    assert services["influxdb"]["environment"]["INFLUXDB_HTTP_AUTH_ENABLED"] == "true"
    assert services["influxdb"]["tmpfs"] == ["/tmp"]
    assert [one["target"] for one in services["influxdb"]["volumes"]] == ["/var/lib/influxdb"]
    told = services["collector"]["environment"]
    assert told["INFLUXDB_USERNAME_FILE"] == "/run/influxdb/influxdb-collector-username"


def test_several_accounts_have_a_token_each(project: Path) -> None:
    environment = configured(project, "several-accounts")["collector"]["environment"]
    assert environment["WANIKANI_ACCOUNTS__BEN__TOKEN"] == "b"


def test_every_image_can_be_another_one(project: Path) -> None:
    mine = {"COLLECTOR_IMAGE": "mine/c:1", "GRAFANA_IMAGE": "mine/g:1"}
    services = configured(project, **mine)
    assert services["collector"]["image"] == services["init"]["image"] == "mine/c:1"
    assert services["grafana"]["image"] == "mine/g:1"


def test_thresholds_come_from_a_file_of_the_owner_or_from_settings(project: Path) -> None:
    (project / "mine.toml").write_text("[level_stuck]\ndays = 60\n")
    mine = {"ALERT_THRESHOLDS_FILE": "mine.toml", "ALERT_BACKLOG_HIGH_REVIEWS": "150"}
    init = configured(project, **mine)["init"]
    assert init["environment"]["ALERT_THRESHOLDS_FILE"] == "/run/thresholds.toml"
    assert init["environment"]["ALERT_BACKLOG_HIGH_REVIEWS"] == "150"
    assert configured(project)["init"]["environment"]["ALERT_THRESHOLDS_FILE"] == ""
