import pytest

from collector.config.settings import Settings
from collector.config.typos import likely_typos, lines_without_effect, names_in

KNOWN = [name.upper() for name in Settings.model_fields]

TYPOS = [
    ("WANIKANI_TOKE", "WANIKANI_TOKE is not a setting: did you mean WANIKANI_TOKEN?"),
    ("wanikani_tokn_file", "WANIKANI_TOKN_FILE is not a setting: did you mean WANIKANI_TOKEN_FILE?"),
    ("INFLUXDB_BUCKETS", "INFLUXDB_BUCKETS is not a setting: did you mean INFLUXDB_BUCKET?"),
    ("COLLECTOR_ZZZ", "COLLECTOR_ZZZ is not a setting; it has no effect."),
    ("WANIKANI_ACCOUNTS__ANN__TOKN", None),
]


@pytest.mark.parametrize(("name", "sentence"), TYPOS)
def test_a_variable_that_only_looks_like_ours_is_warned_of(name: str, sentence: str | None) -> None:
    (said,) = likely_typos([name], KNOWN)
    assert said == sentence or (sentence is None and said.startswith(f"{name} is not a setting"))


def test_our_own_and_foreign_variables_are_no_typos() -> None:
    accounts = ["WANIKANI_ACCOUNTS__ANN__TOKEN", "WANIKANI_ACCOUNTS__ANN__TOKEN_FILE"]
    assert likely_typos([*KNOWN, *accounts, "PATH", "INFLUX_TOKEN", "wanikani_url"], KNOWN) == []


def test_a_line_of_the_env_file_that_sets_nothing_is_named_by_its_number_alone() -> None:
    text = "# mine\n\nWANIKANI_TOKEN\nhello canary\nTZ=UTC\n\n\nexport 'canary\n"
    said = lines_without_effect(text)
    assert [sentence.split(" ")[1] for sentence in said] == ["3", "4", "8"]
    assert "canary" not in "".join(said)


def test_the_variables_of_the_env_file_are_known_by_name() -> None:
    assert names_in("# no\nTZ=UTC\nexport WANIKANI_TOKE='x'\n") == ["TZ", "WANIKANI_TOKE"]
