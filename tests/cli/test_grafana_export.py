"""`grafana export`: what a Grafana of the owner's is given, and what of it is left alone."""

import os
import stat
from pathlib import Path
from typing import Any

import pytest
import yaml

from collector.core.thresholds import THRESHOLDS
from collector.deployment.grafana_files import DATA_SOURCE, PROVIDER, RULES
from grafana.files import PROVISIONING
from tests.cli.conftest import Cli, Finished

URL = "http://influxdb.example:8086"
TOO_LOW = "but polls are {apart} hours apart, so that alert fires between polls: set it to"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a provisioning folder in which others keep files too."""
    folder = tmp_path / "provisioning"
    for name in (
        "dashboards/home.json",
        "dashboards/home.yaml",
        "datasources/mine.yaml",
        "alerting/mine.yaml",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("{}")
    return folder


def set_up(cli: Cli, *more: str, **variables: str) -> Finished:
    return cli("grafana", "export", "provisioning", *more, **{"INFLUXDB_URL": URL, **variables})


def source(folder: Path) -> dict[str, Any]:
    (found,) = yaml.safe_load((folder / DATA_SOURCE).read_text())["datasources"]
    return dict(found)


def everything(folder: Path) -> dict[Path, tuple[bytes, int]]:
    return {
        path.relative_to(folder): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_it_writes_the_committed_files_and_a_data_source_beside_those_of_others(
    cli: Cli, folder: Path
) -> None:
    others = everything(folder)
    done = set_up(cli, "--place", "/etc/grafana/provisioning")
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("Restart Grafana to apply it.\n")
    made = everything(folder)
    assert others.items() <= made.items()
    shipped = {path: content for path, (content, _) in everything(PROVISIONING).items()}
    assert {path: content for path, (content, _) in made.items() if path not in others} == shipped | {
        DATA_SOURCE: made[DATA_SOURCE][0]
    }
    assert source(folder)["url"] == URL


def test_a_second_run_changes_nothing(cli: Cli, folder: Path) -> None:
    set_up(cli)
    before = everything(folder)
    done = set_up(cli)
    assert done.out.endswith("Nothing had to be changed.\n")
    assert "✓" not in done.out
    assert everything(folder) == before


def test_what_the_layout_before_had_elsewhere_goes_and_contact_points_stay(cli: Cli, folder: Path) -> None:
    formerly = "# Made by `make dashboards` from grafana/alerts and grafana/thresholds.toml; a change here…\n"
    (folder / "alerting" / "rules.yaml").write_text(formerly)
    (folder / "dashboards" / "wanikani-overview.json").write_text("{}")
    contacts = folder / "alerting" / "contact-points.yaml"
    assert cli("grafana-contacts", "--out", str(contacts), ALERT_EMAIL="me@example.com").code == 0
    assert set_up(cli).code == 0
    assert contacts.exists()
    assert not (folder / "alerting" / "rules.yaml").exists()
    assert not (folder / "dashboards" / "wanikani-overview.json").exists()


def test_grafana_finds_the_dashboards_where_they_were_written(cli: Cli, folder: Path) -> None:
    set_up(cli)
    (provider,) = yaml.safe_load((folder / PROVIDER).read_text())["providers"]
    assert Path(provider["options"]["path"]) == folder.resolve() / "wanikani"
    assert {path.suffix for path in Path(provider["options"]["path"]).iterdir()} == {".json"}


def test_thresholds_come_from_the_file_and_settings_win_over_it(cli: Cli, folder: Path) -> None:
    (cli.folder / "mine.toml").write_text("[level_stuck]\ndays = 60\npending = '3h'\n")
    done = set_up(cli, ALERT_THRESHOLDS_FILE="mine.toml", ALERT_LEVEL_STUCK_DAYS=" 70 ")
    assert done.code == 0
    groups = yaml.load((folder / RULES).read_text(), Loader=yaml.CSafeLoader)["groups"]
    rules = {rule["uid"]: rule for group in groups for rule in group["rules"]}
    stuck = rules["wanikani-level-stuck"]
    assert stuck["for"] == "3h"
    assert stuck["data"][-1]["model"]["expression"].startswith("$N >= 70 ")
    set_up(cli, "--place", "/etc/grafana/provisioning")
    assert (folder / RULES).read_bytes() == (PROVISIONING / RULES).read_bytes()


def test_thresholds_may_be_in_env(cli: Cli, folder: Path) -> None:
    (cli.folder / ".env").write_text("ALERT_LEVEL_STUCK_DAYS=77\n")
    assert set_up(cli).code == 0
    assert "$N >= 77" in (folder / RULES).read_text()


LOGINS = [
    pytest.param({}, {}, "without a login", id="none"),
    pytest.param(
        {"GRAFANA_INFLUXDB_TOKEN": "token-canary"},
        {"secureJsonData": {"httpHeaderValue1": "Token token-canary"}},
        "with a token",
        id="a token",
    ),
    pytest.param(
        {"GRAFANA_INFLUXDB_USERNAME": "eye", "GRAFANA_INFLUXDB_PASSWORD": "canary $1"},
        {"user": "eye", "secureJsonData": {"password": "canary $$1"}},
        "as the user “eye”",
        id="a user of 1.x",
    ),
]


@pytest.mark.parametrize(("variables", "login", "words"), LOGINS)
def test_the_data_source_has_the_login_that_is_set(
    cli: Cli, folder: Path, variables: dict[str, str], login: dict[str, Any], words: str
) -> None:
    done = set_up(cli, **variables, GRAFANA_INFLUXDB_URL="http://db:8086/", INFLUXDB_BUCKET="mine")
    assert words in done.out
    found = source(folder)
    assert {name: found[name] for name in ("user", "secureJsonData") if name in found} == login
    assert (found["url"], found["jsonData"]["dbName"]) == ("http://db:8086", "mine")


def test_the_token_of_setup_influxdb_is_found_for_each_bucket(cli: Cli, folder: Path) -> None:
    (cli.folder / "secrets").mkdir()
    (cli.folder / "secrets" / "influxdb-grafana-token").write_text("first-canary\n")
    (cli.folder / "secrets" / "influxdb-grafana-token-second").write_text("second-canary\n")
    assert set_up(cli).code == 0
    assert source(folder)["secureJsonData"] == {"httpHeaderValue1": "Token first-canary"}
    assert set_up(cli, INFLUXDB_BUCKET="second").code == 0
    assert source(folder)["secureJsonData"] == {"httpHeaderValue1": "Token second-canary"}


def test_the_data_source_is_for_its_owner_and_grafanas_group_the_rest_for_all(cli: Cli, folder: Path) -> None:
    if os.geteuid() == 0:
        os.chown(folder / "datasources", 0, 472)
    assert set_up(cli).code == 0
    assert stat.S_IMODE((folder / DATA_SOURCE).stat().st_mode) == 0o640
    assert (folder / DATA_SOURCE).stat().st_gid == (folder / "datasources").stat().st_gid
    assert stat.S_IMODE((folder / RULES).stat().st_mode) == 0o644


MISTAKES = [
    ({"INFLUXDB_URL": ""}, "INFLUXDB_URL is not set"),
    ({"GRAFANA_INFLUXDB_URL": "db:8086"}, "GRAFANA_INFLUXDB_URL must begin with http:// or https://"),
    ({"GRAFANA_INFLUXDB_USERNAME": "eye"}, "GRAFANA_INFLUXDB_PASSWORD is not set: set GRAFANA_INFLUXDB_P"),
    (
        {"GRAFANA_INFLUXDB_USERNAME": "eye", "GRAFANA_INFLUXDB_TOKEN": "canary"},
        "GRAFANA_INFLUXDB_USERNAME is set although GRAFANA_INFLUXDB_TOKEN is set too",
    ),
    ({"GRAFANA_INFLUXDB_TOKEN_FILE": "gone/file"}, "names gone/file, which does not exist"),
    ({"ALERT_THRESHOLDS_FILE": "gone.toml"}, "ALERT_THRESHOLDS_FILE names gone.toml, which does not exist"),
]


@pytest.mark.parametrize(("variables", "sentence"), MISTAKES)
def test_a_setting_that_cannot_be_used_is_named_and_nothing_is_written(
    cli: Cli, folder: Path, variables: dict[str, str], sentence: str
) -> None:
    before = everything(folder)
    done = set_up(cli, **variables)
    assert (done.code, done.out) == (2, "")
    assert sentence in done.err
    assert len(done.err.splitlines()) == 1
    assert everything(folder) == before


def test_every_mistake_in_thresholds_is_named_at_once(cli: Cli, folder: Path) -> None:
    (cli.folder / "mine.toml").write_text('[level_stuck]\ndays = "many"\n')
    wrong = {each.setting: "-1" for each in THRESHOLDS}
    done = set_up(cli, ALERT_THRESHOLDS_FILE="mine.toml", **wrong)
    assert done.code == 2
    first, *others = done.err.splitlines()
    assert first == "mine.toml:2: level_stuck.days must be a whole number from 1 to 3650."
    assert others == [f"{each.setting} must be {each.allowed}." for each in THRESHOLDS]


@pytest.mark.parametrize(("every", "hours", "slow_hours"), [("4h", 6, 50), ("1d", 25, 50), ("7d", 169, 338)])
def test_thresholds_that_the_owner_did_not_set_fit_the_interval_of_polls(
    cli: Cli, folder: Path, every: str, hours: int, slow_hours: int
) -> None:
    done = set_up(cli, COLLECTOR_POLL_EVERY=every)
    assert (done.code, done.err) == (0, "")
    rules = (folder / "alerting" / "wanikani-rules.yaml").read_text("utf-8")
    assert f"$N >= {hours} && $T == 1" in rules
    assert f"now() - {slow_hours}h" in rules


@pytest.mark.parametrize(
    ("every", "sentences"),
    [
        ("4h", []),
        ("12h", [f"ALERT_NO_GOOD_POLL_HOURS is 6, {TOO_LOW.format(apart=12)} 13."]),
        (
            "7d",
            [
                f"ALERT_NO_GOOD_POLL_HOURS is 6, {TOO_LOW.format(apart=168)} 169.",
                f"ALERT_COLLECTOR_SILENT_SLOW_HOURS is 50, {TOO_LOW.format(apart=168)} 338.",
            ],
        ),
    ],
)
def test_a_threshold_too_low_for_rare_polls_is_named_and_following_the_advice_helps(
    cli: Cli, folder: Path, every: str, sentences: list[str]
) -> None:
    own = {"ALERT_NO_GOOD_POLL_HOURS": "6", "ALERT_COLLECTOR_SILENT_SLOW_HOURS": "50"}
    done = set_up(cli, COLLECTOR_POLL_EVERY=every, **own)
    assert (done.code, done.err.splitlines()) == (0, sentences)
    advice = {words[0]: words[-1].rstrip(".") for words in map(str.split, sentences)}
    assert set_up(cli, COLLECTOR_POLL_EVERY=every, **own | advice).err == ""


def test_a_misspelt_threshold_is_a_likely_typo(cli: Cli, folder: Path) -> None:
    done = set_up(cli, ALERT_BACKLOG_HIGH_REVIEW="150")
    assert done.code == 0
    assert (
        done.err == "ALERT_BACKLOG_HIGH_REVIEW is not a setting: did you mean ALERT_BACKLOG_HIGH_REVIEWS?\n"
    )


def test_a_new_folder_is_made_with_all_files_and_without_a_server(cli: Cli) -> None:
    done = cli("grafana", "export", "grafana", INFLUXDB_URL="http://127.0.0.1:9")
    assert (done.code, done.err) == (0, "")
    made = everything(cli.folder / "grafana")
    assert {DATA_SOURCE, PROVIDER, RULES, Path("wanikani/wanikani-overview.json")} <= made.keys()
    assert cli("grafana", "export", "grafana", INFLUXDB_URL="http://127.0.0.1:9").code == 0
    assert everything(cli.folder / "grafana") == made


def test_a_folder_that_cannot_be_made_or_written_is_said(cli: Cli, folder: Path) -> None:
    done = cli("grafana", "export", "nowhere/provisioning", INFLUXDB_URL=URL)
    assert done.code == 2
    assert "nowhere does not exist: name Grafana's folder of provisioning files" in done.err
    (folder / "wanikani").write_text("a file, where a folder should be")
    done = set_up(cli)
    assert done.code == 2
    assert len(done.err.splitlines()) == 1


TOKEN = {"GRAFANA_INFLUXDB_TOKEN": "token-canary"}
USER = {"GRAFANA_INFLUXDB_USERNAME": "eye", "GRAFANA_INFLUXDB_PASSWORD": "canary"}


@pytest.mark.parametrize(
    ("kind", "login", "words"),
    [
        ("1", USER, "as the user “eye”."),
        ("1", {}, "without a login, as InfluxDB 1.x without authentication allows.\n"),
        ("2", TOKEN, "with a token."),
        ("3", TOKEN, "with a token."),
        ("3", {}, "without a login, as InfluxDB 3.x without authentication allows.\n"),
    ],
)
def test_a_kind_of_influxdb_takes_its_own_logins(
    cli: Cli, folder: Path, kind: str, login: dict[str, str], words: str
) -> None:
    done = set_up(cli, "--influxdb", kind, **login)
    assert (done.code, done.err) == (0, "")
    assert words in done.out


@pytest.mark.parametrize(
    ("kind", "login", "sentence"),
    [
        (
            "1",
            TOKEN,
            "GRAFANA_INFLUXDB_TOKEN is set, but InfluxDB 1.x has no tokens: set GRAFANA_INFLUXDB_USER",
        ),
        (
            "2",
            USER,
            "GRAFANA_INFLUXDB_USERNAME is set, but InfluxDB 2.x has tokens instead: set GRAFANA_INFLUXDB_T",
        ),
        (
            "3",
            USER,
            "GRAFANA_INFLUXDB_USERNAME is set, but InfluxDB 3.x has tokens instead: set GRAFANA_INFLUXDB_T",
        ),
        (
            "2",
            {},
            "Grafana cannot read InfluxDB 2.x without a token: run setup-influxdb, or set GRAFANA_INFLUXDB_T",
        ),
    ],
)
def test_a_login_that_the_kind_does_not_take_is_said_and_nothing_is_written(
    cli: Cli, folder: Path, kind: str, login: dict[str, str], sentence: str
) -> None:
    before = everything(folder)
    done = set_up(cli, "--influxdb", kind, **login)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(sentence)
    assert len(done.err.splitlines()) == 1
    assert everything(folder) == before


def test_a_token_that_was_made_for_another_server_is_not_given_to_influxdb_1(cli: Cli, folder: Path) -> None:
    (cli.folder / "secrets").mkdir()
    (cli.folder / "secrets" / "influxdb-grafana-token").write_text("made-canary\n")
    assert set_up(cli, "--influxdb", "1").code == 0
    assert "secureJsonData" not in source(folder)
    assert set_up(cli, "--influxdb", "2").code == 0
    assert source(folder)["secureJsonData"] == {"httpHeaderValue1": "Token made-canary"}


def test_a_data_source_that_cannot_be_read_is_said(cli: Cli, folder: Path) -> None:
    (folder / DATA_SOURCE).mkdir(parents=True)
    done = set_up(cli)
    assert done.code == 2
    assert done.err == (
        f"{folder / DATA_SOURCE} cannot be read (Is a directory): run this as a user who can, for example "
        f"with sudo.\n"
    )


@pytest.mark.parametrize("variable", ["GRAFANA_INFLUXDB_PASSWORD", "INFLUXDB_PASSWORD_FILE"])
def test_a_password_without_its_user_is_said(cli: Cli, folder: Path, variable: str) -> None:
    done = set_up(cli, **{variable: "eye"})
    password = variable.removesuffix("_FILE")
    user = password.replace("PASSWORD", "USERNAME")
    assert done.code == 2
    assert done.err == f"{password} is set, but {user} is not: set the user too, or remove the password.\n"
    assert not (folder / DATA_SOURCE).exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_of_another_user_is_said(cli: Cli, folder: Path) -> None:
    (folder / "alerting").chmod(0o500)
    done = set_up(cli)
    assert done.code == 2
    assert "alerting cannot be written: run this as a user who may" in done.err
