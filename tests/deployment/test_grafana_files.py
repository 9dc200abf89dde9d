"""What Grafana is given: the project's files, with the owner's thresholds and data source."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from collector.core.errors import SetupFailed
from collector.core.thresholds import THRESHOLDS, Threshold
from collector.deployment.data_source import UID, data_source_file
from collector.deployment.grafana_files import (
    DATA_SOURCE,
    PROVIDER,
    RULES,
    grafana_folder,
    is_ours,
    provisioning_files,
    public_files,
)
from collector.influxdb.target import Target
from grafana.files import PROVISIONING, ROOT

TARGET = Target("http://influxdb:8086", "wanikani", token="read-token")
# Within the bounds of every threshold of its kind, and no default.
OTHER = {"WHOLE": "97", "DECIMAL": "7.25", "TIME": "97m"}


def test_a_folder_that_happens_to_be_called_grafana_is_not_taken_for_the_projects_own(tmp_path: Path) -> None:
    # Every test runs in its own tmp_path.
    (tmp_path / "grafana" / "provisioning").mkdir(parents=True)
    assert grafana_folder() == ROOT


def test_without_changes_every_file_is_the_committed_one() -> None:
    files = provisioning_files(ROOT, {}, TARGET)
    assert files.pop(DATA_SOURCE) == data_source_file(TARGET)
    assert sum(path.suffix == ".json" for path in files) == 6
    assert {path: text.encode() for path, text in files.items()} == {
        path: (PROVISIONING / path).read_bytes() for path in files
    }
    shipped = {path.relative_to(PROVISIONING) for path in PROVISIONING.rglob("*") if path.is_file()}
    assert files.keys() == shipped - {DATA_SOURCE}


@pytest.mark.parametrize("threshold", THRESHOLDS, ids=lambda each: str(each.key))
def test_every_threshold_ends_in_the_rule_of_its_name_and_in_no_other(threshold: Threshold) -> None:
    other = threshold.parse(OTHER[threshold.kind.name])
    before, after = (_rules(public_files(ROOT, given)) for given in ({}, {threshold.key: other}))
    changed = {uid for uid, rule in after.items() if rule != before[uid]}
    assert changed == {f"wanikani-{threshold.section.replace('_', '-')}"}
    rule = after[changed.pop()]
    if threshold.name == "pending":
        assert rule["for"] == other
    else:
        queries = " ".join(str(step["model"].get("query", "")) for step in rule["data"])
        condition = rule["data"][-1]["model"]["expression"]
        assert re.search(rf"(?<![\d.]){re.escape(other)}(?![\d.])", f"{queries} {condition}")


def test_a_sentence_that_names_a_threshold_follows_it() -> None:
    rules = _rules(public_files(ROOT, {"backlog_high.reviews": "150"}))
    described = rules["wanikani-backlog-high"]["annotations"]["description"]
    assert "150" in described
    assert "200" not in described


def _rules(files: dict[Path, str]) -> dict[str, Any]:
    groups = yaml.load(files[RULES], Loader=yaml.CSafeLoader)["groups"]
    return {rule["uid"]: rule for group in groups for rule in group["rules"]}


def test_the_provider_names_the_folder_of_our_dashboards_alone() -> None:
    assert _scanned(public_files(ROOT, {})) == "/etc/grafana/provisioning/wanikani"
    assert _scanned(public_files(ROOT, {}, "/srv/grafana")) == "/srv/grafana/wanikani"


def _scanned(files: dict[Path, str]) -> str:
    (provider,) = yaml.safe_load(files[PROVIDER])["providers"]
    return str(provider["options"]["path"])


@pytest.mark.parametrize(
    ("target", "login"),
    [
        (TARGET, {"secureJsonData": {"httpHeaderValue1": "Token read-token"}}),
        (
            Target("http://influxdb:8086", "wanikani", username="eye", password="pa$$word"),
            {"user": "eye", "secureJsonData": {"password": "pa$$$$word"}},
        ),
        (Target("http://influxdb:8086", "wanikani"), {}),
    ],
    ids=["a token of 2.x", "a user of 1.x", "1.x without authentication"],
)
def test_the_data_source_has_its_login_in_itself_and_names_no_file(
    target: Target, login: dict[str, object]
) -> None:
    text = data_source_file(target)
    (source,) = yaml.safe_load(text)["datasources"]
    assert (source["uid"], source["url"], source["jsonData"]["dbName"]) == (UID, target.url, "wanikani")
    assert {name: source[name] for name in ("user", "secureJsonData") if name in source} == login
    assert ("httpHeaderName1" in source["jsonData"]) == (target.token is not None)
    assert "__file" not in text


def test_both_data_sources_ask_by_get_since_answers_by_post_get_lost_in_older_grafanas() -> None:
    (shipped,) = yaml.safe_load((PROVISIONING / DATA_SOURCE).read_text("utf-8"))["datasources"]
    (written,) = yaml.safe_load(data_source_file(TARGET))["datasources"]
    assert (shipped["jsonData"]["httpMode"], written["jsonData"]["httpMode"]) == ("GET", "GET")


@pytest.mark.parametrize("path", [*PROVISIONING.rglob("*.yaml")])
def test_no_shipped_file_names_a_file_without_which_grafana_does_not_start(path: Path) -> None:
    assert "$__file" not in path.read_text("utf-8")


def test_a_folder_without_the_files_is_named(tmp_path: Path) -> None:
    with pytest.raises(SetupFailed, match=r"has no files for Grafana: .*--grafana"):
        public_files(tmp_path, {})


def test_defaults_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    (tmp_path / "provisioning" / "dashboards").mkdir(parents=True)
    (tmp_path / "provisioning" / PROVIDER).write_text("")
    (tmp_path / "thresholds.toml").write_text("[level_stuck]\ndays = 0\n")
    with pytest.raises(SetupFailed, match=r"thresholds.toml:2: level_stuck.days must be a whole number"):
        public_files(tmp_path, {})
    (tmp_path / "thresholds.toml").write_text("")
    with pytest.raises(SetupFailed, match=r"thresholds.toml has no backlog_high.reviews\."):
        public_files(tmp_path, {})


@pytest.mark.parametrize(
    ("name", "text", "ours"),
    [
        ("wanikani/wanikani-of-another-version.json", "{}", True),
        ("wanikani/notes.json", "{}", False),
        ("dashboards/wanikani-overview.json", "{}", True),
        ("dashboards/wanikani-mine.json", "{}", False),
        ("dashboards/mine/wanikani-overview.json", "{}", False),
        ("dashboards/home.json", json.dumps({"uid": "wanikani-overview"}), False),
        ("alerting/my-rules.yaml", "# Made by `make dashboards` from grafana/alerts\n", False),
        (
            "alerting/rules.yaml",
            "# Made by `make dashboards` from grafana/alerts and grafana/thresholds.toml\n",
            True,
        ),
        (
            "alerting/contact-points.yaml",
            "# Made by `wanikani-collector` for Grafana; it holds secrets.\n{}",
            True,
        ),
        ("alerting/rules.yaml", "apiVersion: 1\n", False),
        ("alerting/rules.yaml", "\udcff", False),
    ],
)
def test_what_is_ours_is_known_by_name_or_first_line(
    tmp_path: Path, name: str, text: str, ours: bool
) -> None:
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    assert is_ours(tmp_path, Path(name)) is ours
