import re

import pytest

from collector.config.settings import Settings
from collector.config.typos import STACK_ONLY, likely_typos
from tests.deploy.compose_rules import COMPOSE, VARIANTS

KNOWN = [name.upper() for name in Settings.model_fields]

TYPOS = [
    ("WANIKANI_TOKE", "WANIKANI_TOKE is not a setting: did you mean WANIKANI_TOKEN?"),
    ("wanikani_tokn_file", "WANIKANI_TOKN_FILE is not a setting: did you mean WANIKANI_TOKEN_FILE?"),
    ("INFLUXDB_BUCKETS", "INFLUXDB_BUCKETS is not a setting: did you mean INFLUXDB_BUCKET?"),
    ("COLLECTOR_ZZZ", "COLLECTOR_ZZZ is not a setting; it has no effect."),
    ("WANIKANI_ACCOUNTS__ANN__TOKN", None),
    ("INFLUX_URL", "INFLUX_URL is not a setting: did you mean INFLUXDB_URL?"),
    ("INFLUX_TOKEN", "INFLUX_TOKEN is not a setting: did you mean INFLUXDB_TOKEN?"),
    ("INFLUXDB2_TOKEN", "INFLUXDB2_TOKEN is not a setting: did you mean INFLUXDB_TOKEN?"),
    ("COLECTOR_STATE", "COLECTOR_STATE is not a setting: did you mean COLLECTOR_STATE?"),
    ("WANIKAN_TOKEN", "WANIKAN_TOKEN is not a setting: did you mean WANIKANI_TOKEN?"),
    ("COLLECTOR_PROJECTIONS", "COLLECTOR_PROJECTIONS is not a setting: did you mean COLLECTOR_PROJECTION?"),
    ("COLLECTORS_LISTEN", "COLLECTORS_LISTEN is not a setting: did you mean COLLECTOR_LISTEN?"),
]


@pytest.mark.parametrize(("name", "sentence"), TYPOS)
def test_a_variable_that_only_looks_like_ours_is_warned_of(name: str, sentence: str | None) -> None:
    (said,) = likely_typos([name], KNOWN)
    assert said == sentence or (sentence is None and said.startswith(f"{name} is not a setting"))


def test_known_and_foreign_variables_are_not_typos() -> None:
    accounts = ["WANIKANI_ACCOUNTS__ANN__TOKEN", "WANIKANI_ACCOUNTS__ANN__TOKEN_FILE"]
    assert (
        likely_typos([*KNOWN, *accounts, "PATH", "INFLUX_HOST", "ALERTMANAGER_URL", "wanikani_url"], KNOWN)
        == []
    )


def test_another_programs_variable_is_not_a_typo_of_a_setting_that_is_set() -> None:
    assert likely_typos(["INFLUX_TOKEN", "INFLUXDB_TOKEN"], KNOWN) == []


def test_lines_for_docker_compose_in_the_same_env_file_are_not_typos() -> None:
    text = "".join(path.read_text("utf-8") for path in (COMPOSE, *VARIANTS))
    named = set(re.findall(r"\$\{((?:WANIKANI|INFLUXDB|COLLECTOR)_[A-Z_]+)", text))
    assert named - set(KNOWN) == STACK_ONLY
    assert likely_typos(named, KNOWN) == []
