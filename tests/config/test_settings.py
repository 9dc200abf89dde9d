from datetime import timedelta
from pathlib import Path

import pytest

from collector.config.accounts import variable_tokens
from collector.config.settings import Settings
from tests.config.conftest import Mistakes, Read

TOKEN = "0f0f0f0f-1111-2222-3333-canarytoken00"


def test_nothing_set_is_enough_to_start_with(settings: Read) -> None:
    read = settings()
    assert read.wanikani_url == "https://api.wanikani.com/v2"
    assert read.influxdb_url is None
    assert (read.influxdb_org, read.influxdb_bucket) == ("wanikani", "wanikani")
    assert read.poll_every == timedelta(hours=1)
    assert read.zone.key == "UTC"
    assert read.listen == ("127.0.0.1", 8710)
    assert (read.log_level, read.log_format) == ("info", "auto")
    assert list(variable_tokens(read)) == ["account"]
    assert not variable_tokens(read)["account"].given


# One value for every variable that is no secret, and what it becomes.
PLAIN = [
    ("WANIKANI_URL", "http://pretend:8711/v2", "http://pretend:8711/v2"),
    ("WANIKANI_ACCOUNT", "水 lover", "水 lover"),
    ("INFLUXDB_URL", "https://influx.example:8086", "https://influx.example:8086"),
    ("INFLUXDB_ORG", "home", "home"),
    ("INFLUXDB_BUCKET", "japanese", "japanese"),
    ("INFLUXDB_USERNAME", "writer", "writer"),
    ("INFLUXDB_USERNAME_FILE", "/run/secrets/username", Path("/run/secrets/username")),
    ("COLLECTOR_STATE", "/var/lib/collector", Path("/var/lib/collector")),
    ("COLLECTOR_COPIES", "3", 3),
    ("COLLECTOR_POLL_EVERY", "15m", "15m"),
    ("COLLECTOR_PROJECTION", "off", "off"),
    ("COLLECTOR_TIMEZONE", "Asia/Tokyo", "Asia/Tokyo"),
    ("COLLECTOR_LISTEN", "0.0.0.0:9000", "0.0.0.0:9000"),
    ("COLLECTOR_HOSTS", "nas.home", "nas.home"),
    ("NO_PROXY", "home, 10.0.0.0/8", "home, 10.0.0.0/8"),
    ("SSL_CERT_FILE", "/etc/ssl/our-ca.pem", Path("/etc/ssl/our-ca.pem")),
    ("SSL_CERT_DIR", "/etc/ssl/ours", Path("/etc/ssl/ours")),
    ("LOG_LEVEL", "debug", "debug"),
    ("LOG_FORMAT", "json", "json"),
    ("TZ", "Europe/Berlin", "Europe/Berlin"),
]
# Tried in `test_account_sources.py`.
SOURCES = ["WANIKANI_ACCOUNTS_FILE", "WANIKANI_ACCOUNTS_DIR"]
SECRETS = ["WANIKANI_TOKEN", "INFLUXDB_TOKEN", "INFLUXDB_PASSWORD", "INFLUXDB_ADMIN_TOKEN"]


@pytest.mark.parametrize(("name", "text", "value"), PLAIN, ids=[row[0] for row in PLAIN])
def test_a_variable_is_read_from_the_environment(settings: Read, name: str, text: str, value: object) -> None:
    assert getattr(settings(**{name: text}), name.lower()) == value


@pytest.mark.parametrize(("name", "text", "value"), PLAIN, ids=[row[0] for row in PLAIN])
def test_a_variable_is_read_from_the_env_file(
    settings: Read, env_file: Path, name: str, text: str, value: object
) -> None:
    env_file.write_text(f"# a comment\nexport {name}='{text}'\n")
    assert getattr(settings(), name.lower()) == value


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_read_from_its_variable_or_its_file_without_the_whitespace_around_it(
    settings: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    secret_file = tmp_path / "secret"
    secret_file.write_text(f"\ufeff  {TOKEN}\r\n\n")
    monkeypatch.setenv("INFLUXDB_USERNAME", "writer")
    assert _secret(settings(**{f"{name}_FILE": str(secret_file)}), name) == TOKEN
    monkeypatch.delenv(f"{name}_FILE")
    assert _secret(settings(**{name: f" {TOKEN}\n"}), name) == TOKEN


def _secret(settings: Settings, name: str) -> str:
    if name == "WANIKANI_TOKEN":
        return variable_tokens(settings)["account"].read()
    secrets = {
        "INFLUXDB_TOKEN": settings.influxdb_secret("token"),
        "INFLUXDB_PASSWORD": settings.influxdb_secret("password"),
        "INFLUXDB_ADMIN_TOKEN": settings.influxdb_secret("admin_token"),
    }
    return secrets[name].read()


def test_every_variable_is_described_and_tried_here() -> None:
    files = [f"{name}_FILE" for name in SECRETS]
    proxies = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"]  # in tests/network
    shard = "COLLECTOR_SHARD"  # in tests/config/test_sharding.py
    tried = {*(row[0] for row in PLAIN), *SECRETS, *files, *proxies, "WANIKANI_ACCOUNTS", *SOURCES, shard}
    assert {name.upper() for name in Settings.model_fields} == tried
    assert all(field.description for field in Settings.model_fields.values())


def test_the_environment_wins_over_the_env_file(settings: Read, env_file: Path) -> None:
    env_file.write_text("INFLUXDB_BUCKET=from-file\nINFLUXDB_ORG=from-file\n")
    read = settings(INFLUXDB_BUCKET="from-environment")
    assert (read.influxdb_bucket, read.influxdb_org) == ("from-environment", "from-file")


def test_an_empty_variable_counts_as_unset_wherever_it_is(settings: Read, env_file: Path) -> None:
    names = [row[0] for row in PLAIN] + SECRETS + [f"{name}_FILE" for name in SECRETS]
    env_file.write_text("".join(f"{name}=\n" for name in names))
    assert settings(**dict.fromkeys(names, "")) == Settings.model_validate({})
    assert settings(**dict.fromkeys(names, " \t")) == Settings.model_validate({})


def test_whitespace_around_a_value_is_not_meant(settings: Read) -> None:
    read = settings(
        WANIKANI_URL=" https://api.wanikani.com/v2 \n",
        COLLECTOR_POLL_EVERY=" 1H ",
        INFLUXDB_BUCKET=" japanese ",
        COLLECTOR_LISTEN=" OFF\n",
    )
    assert read.wanikani_url == "https://api.wanikani.com/v2"
    assert read.influxdb_bucket == "japanese"
    assert (read.poll_every, read.listen) == (timedelta(hours=1), None)


def test_an_env_file_of_windows_is_read(settings: Read, env_file: Path) -> None:
    env_file.write_bytes(b"\xef\xbb\xbfWANIKANI_TOKEN=" + TOKEN.encode() + b"\r\nTZ=Asia/Tokyo\r\n")
    read = settings()
    assert variable_tokens(read)["account"].read() == TOKEN
    assert read.zone.key == "Asia/Tokyo"


def test_all_mistakes_are_reported_at_once_each_naming_its_variable(mistakes: Mistakes) -> None:
    wrong = {
        "WANIKANI_URL": "api.wanikani.com",
        "WANIKANI_ACCOUNT": "two\nlines",
        "INFLUXDB_URL": "ftp://here",
        "INFLUXDB_TOKEN": TOKEN,
        "INFLUXDB_TOKEN_FILE": "/there",
        "COLLECTOR_STATE": "~nobody-of-that-name/state",
        "COLLECTOR_POLL_EVERY": "5m",
        "COLLECTOR_PROJECTION": "weekly",
        "COLLECTOR_TIMEZONE": "Berlin",
        "COLLECTOR_LISTEN": "8710",
        "LOG_LEVEL": "loud",
        "LOG_FORMAT": "xml",
    }
    sentences = mistakes(**wrong)
    named = [sentence.split(" ")[0] for sentence in sentences]
    assert sorted(named) == sorted(set(wrong) - {"INFLUXDB_TOKEN"})
    assert all(sentence.endswith((".", "?")) for sentence in sentences)


SENTENCES = [
    ("COLLECTOR_POLL_EVERY", "60m", "must be one of '15m', '20m', '30m', '1h'"),
    ("COLLECTOR_POLL_EVERY", "60m", "'12h', '1d', '7d': did you mean 1h?"),
    ("COLLECTOR_POLL_EVERY", "hourly", "did you mean 1h?"),
    (
        "COLLECTOR_TIMEZONE",
        "Berlin",
        "must be a time zone such as Europe/Berlin or Asia/Tokyo (or UTC): did you mean Europe/Berlin?",
    ),
    ("COLLECTOR_POLL_EVERY", "5m", "must be one of '15m', '20m', '30m', '1h'"),
    ("COLLECTOR_TIMEZONE", "../../etc/passwd", "must be a time zone such as Europe/Berlin"),
    ("COLLECTOR_LISTEN", "127.0.0.1:99999", "must be HOST:PORT, such as 127.0.0.1:8710, or off"),
    ("COLLECTOR_LISTEN", ":8710", "must be HOST:PORT"),
    ("COLLECTOR_LISTEN", "localhost:²", "must be HOST:PORT"),
    ("COLLECTOR_STATE", "~nobody-of-that-name", "write the full path"),
    ("COLLECTOR_HOSTS", "http://nas.home", "must be names such as nas.home"),
    ("COLLECTOR_HOSTS", "nas.home:8710", "without http:// and port"),
    ("COLLECTOR_HOSTS", "*", "must be names such as nas.home"),
    ("COLLECTOR_PROJECTION", "weekly", "must be one of 'daily' or 'off'"),
    ("LOG_LEVEL", "loud", "must be one of 'debug', 'info', 'warning' or 'error'"),
    ("WANIKANI_ACCOUNT", TOKEN.replace("canarytoken00", "444455556666"), "put it into WANIKANI_TOKEN"),
    ("WANIKANI_URL", "api.wanikani.com", "must begin with http:// or https://, such as https://api.wanikani"),
    ("INFLUXDB_URL", "localhost:8086", "must begin with http:// or https://, such as http://localhost:8086"),
    ("INFLUXDB_URL", "http://", "must be a web address"),
    ("INFLUXDB_URL", "http://a b:8086", "must be a web address"),
    ("INFLUXDB_URL", "http://a..b:8086", "must be a web address"),
    ("INFLUXDB_URL", "http://[::1:8086", "must be a web address"),
    ("INFLUXDB_URL", "http://host:port", "must be a web address"),
    ("INFLUXDB_URL", "http://host:8086/?org=x", "must be a web address without ? and #"),
    ("INFLUXDB_URL", "http://me:canary@host", "must not contain a user or password"),
]


@pytest.mark.parametrize(("name", "value", "words"), SENTENCES)
def test_a_mistake_is_a_sentence_that_says_what_to_write(
    mistakes: Mistakes, name: str, value: str, words: str
) -> None:
    (sentence,) = mistakes(**{name: value})
    assert sentence.startswith(f"{name} ")
    assert words in sentence
    assert "canary" not in sentence


URLS = [
    ("WANIKANI_URL", "https://api.wanikani.com", "https://api.wanikani.com/v2"),
    ("WANIKANI_URL", "https://api.wanikani.com/", "https://api.wanikani.com/v2"),
    ("WANIKANI_URL", "https://api.wanikani.com/v2", "https://api.wanikani.com/v2"),
    ("WANIKANI_URL", "https://api.wanikani.com/v2/", "https://api.wanikani.com/v2"),
    ("WANIKANI_URL", "HTTPS://proxy.example/wanikani/v2", "HTTPS://proxy.example/wanikani/v2"),
    ("INFLUXDB_URL", "http://localhost:8086/", "http://localhost:8086"),
    ("INFLUXDB_URL", "http://[::1]:8086", "http://[::1]:8086"),
    ("INFLUXDB_URL", "https://example.com/influx/", "https://example.com/influx"),
    ("INFLUXDB_URL", "http://böse.example", "http://böse.example"),
]


@pytest.mark.parametrize(("name", "given", "meant"), URLS)
def test_an_address_may_be_written_in_several_forms(
    settings: Read, name: str, given: str, meant: str
) -> None:
    assert getattr(settings(**{name: given}), name.lower()) == meant


def test_several_names_may_be_given_as_people_write_lists(settings: Read) -> None:
    assert settings(COLLECTOR_HOSTS=" Nas.Home, collector,\n").hosts >= {"nas.home", "collector"}
    assert settings(COLLECTOR_HOSTS=" , ", COLLECTOR_LISTEN="nas.lan:8710").hosts == {"nas.lan"}


def test_ipv6_can_be_listened_on(settings: Read) -> None:
    assert settings(COLLECTOR_LISTEN="[::1]:8710").listen == ("::1", 8710)


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_given_twice_is_refused(mistakes: Mistakes, name: str) -> None:
    (sentence,) = mistakes(**{name: TOKEN, f"{name}_FILE": "/somewhere"})
    assert sentence == f"{name}_FILE is set although the secret itself is set too: keep one of the two."


def test_home_is_understood_in_paths(settings: Read, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "token").write_text(TOKEN)
    read = settings(COLLECTOR_STATE="~/state", WANIKANI_TOKEN_FILE="~/token")
    assert read.collector_state == tmp_path / "state"
    assert variable_tokens(read)["account"].read() == TOKEN


@pytest.mark.parametrize(
    "path", ["$HOME/wk", "/srv/${USER}/wk", "/srv/$wk", "%h/wk", "$(pwd)/wk", "`pwd`/wk"]
)
def test_a_variable_that_nothing_replaces_makes_no_folder_of_its_name(mistakes: Mistakes, path: str) -> None:
    (sentence,) = mistakes(COLLECTOR_STATE=path)
    assert sentence.startswith("COLLECTOR_STATE holds ")
    assert sentence.endswith(", which is not expanded here: write the full path.")


@pytest.mark.parametrize("path", ["'/srv/wk'", '"/srv/wk"'])
def test_quotes_that_nothing_removes_make_no_folder_of_their_name(mistakes: Mistakes, path: str) -> None:
    assert mistakes(COLLECTOR_STATE=path) == [
        "COLLECTOR_STATE has quotes around it, which are not removed here: write the path without them."
    ]


def test_no_secret_is_in_what_the_settings_print(settings: Read) -> None:
    names = [*SECRETS, "WANIKANI_ACCOUNTS__ANN__TOKEN"]
    read = settings(**dict.fromkeys(names, TOKEN), INFLUXDB_USERNAME="writer")
    for text in (repr(read), str(read), repr(variable_tokens(read)), repr(read.influxdb_secret("password"))):
        assert "canary" not in text


def test_no_secret_is_in_an_error(mistakes: Mistakes) -> None:
    names = [*SECRETS, "WANIKANI_ACCOUNTS__ANN__TOKEN"]
    both = dict.fromkeys([*names, *(f"{name}_FILE" for name in names)], TOKEN)
    sentences = mistakes(
        **both, WANIKANI_URL=TOKEN, INFLUXDB_URL=TOKEN, COLLECTOR_LISTEN=TOKEN, LOG_LEVEL=TOKEN
    )
    assert len(sentences) == len(names) + 4
    assert "canary" not in "".join(sentences)
