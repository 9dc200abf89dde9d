"""One store of trusted certificates for WaniKani and InfluxDB; a failure names the setting and the clock."""

import datetime
import shutil
import subprocess
from pathlib import Path

import pytest
import trustme

from collector.app.conversations import conversation_of
from collector.app.targets import influx_target
from collector.config.accounts import variable_tokens
from collector.config.settings import Settings, load
from collector.core.clock import SystemClock
from collector.core.errors import CollectorError, InvalidSettings
from collector.core.network import Network
from collector.http.tls import trusting
from collector.influxdb.outcome import Accepted, ActionRequired, WriteOutcome
from collector.influxdb.writer import LazyWriter
from tests.cli.conftest import Cli, Served
from tests.harness import TOKEN
from tests.network.servers import influxdb_of_tls
from tests.serving import running

LINE = "queue,account=me reviews_available=3i 1600000000000000000"
NOW = datetime.datetime.now(datetime.UTC)
DAY = datetime.timedelta(days=1)
Span = tuple[datetime.datetime, datetime.datetime]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """The household's own certificate authority."""
    return trustme.CA()


@pytest.fixture
def its_file(authority: trustme.CA, tmp_path: Path) -> Path:
    """The file that SSL_CERT_FILE is set to."""
    file = tmp_path / "our-ca.pem"
    authority.cert_pem.write_to_path(str(file))
    return file


def settings(monkeypatch: pytest.MonkeyPatch, port: int, **more: str) -> Settings:
    given = {
        "WANIKANI_URL": f"https://127.0.0.1:{port}/v2",
        "WANIKANI_TOKEN": TOKEN,
        "INFLUXDB_URL": f"https://127.0.0.1:{port}",
        "INFLUXDB_TOKEN": TOKEN,
        **more,
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return load()


def wrote(given: Settings) -> WriteOutcome:
    writer = LazyWriter(lambda: influx_target(given))
    try:
        return writer.write([LINE])
    finally:
        writer.close()


def asked(given: Settings) -> str:
    """Return what asking WaniKani says: this server is none, so that a good connection says that."""
    with (
        conversation_of(given, variable_tokens(given)["account"], SystemClock()) as conversation,
        pytest.raises(CollectorError) as caught,
    ):
        conversation.get_once(conversation.url_of("user"))
    return str(caught.value)


def test_without_the_setting_neither_trusts_an_authority_of_ones_own(
    monkeypatch: pytest.MonkeyPatch, authority: trustme.CA
) -> None:
    with running(influxdb_of_tls(authority.issue_cert("127.0.0.1"))) as port:
        given = settings(monkeypatch, port)
        outcome, said = wrote(given), asked(given)
    assert isinstance(outcome, ActionRequired)
    for sentence in (outcome.sentence, said):
        assert "presents a certificate that is not trusted (" in sentence
        assert "set SSL_CERT_FILE to the authority's certificate" in sentence
        assert "clock" in sentence
        assert TOKEN not in sentence


@pytest.mark.parametrize("by", ["the environment", "the env file", "a folder"])
def test_with_it_both_do(
    monkeypatch: pytest.MonkeyPatch, authority: trustme.CA, its_file: Path, tmp_path: Path, by: str
) -> None:
    if by == "the env file":
        (tmp_path / ".env").write_text(f"SSL_CERT_FILE={its_file}\n")
        monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    name, value = ("SSL_CERT_DIR", _hashed(its_file)) if by == "a folder" else ("SSL_CERT_FILE", its_file)
    more = {} if by == "the env file" else {name: str(value)}
    with running(influxdb_of_tls(authority.issue_cert("127.0.0.1"))) as port:
        given = settings(monkeypatch, port, **more)
        assert wrote(given) == Accepted()
        assert "without the data (204)" in asked(given)


def _hashed(file: Path) -> Path:
    """Return a folder with the certificate under OpenSSL's hash of its subject."""
    if shutil.which("openssl") is None:
        pytest.skip("not on the path: openssl (Debian: apt-get install openssl)")
    asked = ["openssl", "x509", "-in", str(file), "-noout", "-subject_hash"]
    digest = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    folder = file.parent / "certificates"
    folder.mkdir()
    (folder / f"{digest}.0").write_bytes(file.read_bytes())
    return folder


DATED = [
    pytest.param(
        (NOW - 3 * DAY, NOW - DAY), "has expired by this machine's clock: check the clock", id="expired"
    ),
    pytest.param(
        (NOW + DAY, NOW + 3 * DAY), "is not valid yet by this machine's clock: check the clock", id="not yet"
    ),
]


@pytest.mark.parametrize(("valid", "words"), DATED)
def test_a_certificate_out_of_its_time_names_the_clock(
    monkeypatch: pytest.MonkeyPatch, authority: trustme.CA, its_file: Path, valid: Span, words: str
) -> None:
    leaf = authority.issue_cert("127.0.0.1", not_before=valid[0], not_after=valid[1])
    with running(influxdb_of_tls(leaf)) as port:
        given = settings(monkeypatch, port, SSL_CERT_FILE=str(its_file))
        outcome, said = wrote(given), asked(given)
    assert isinstance(outcome, ActionRequired)
    assert words in outcome.sentence
    assert words in said


def test_a_certificate_for_another_name_is_no_matter_of_trust(
    monkeypatch: pytest.MonkeyPatch, authority: trustme.CA, its_file: Path
) -> None:
    with running(influxdb_of_tls(authority.issue_cert("influx.home"))) as port:
        given = settings(monkeypatch, port, SSL_CERT_FILE=str(its_file))
        outcome, said = wrote(given), asked(given)
    assert isinstance(outcome, ActionRequired)
    assert "presents a certificate for another name" in outcome.sentence
    assert "presents a certificate for another name" in said


WRONG = [
    ("nothing", "cannot be read (No such file or directory): correct the path."),
    ("text", "contains no certificates (it must be text that begins with -----BEGIN CERTIFICATE-----)"),
]


@pytest.mark.parametrize(("kind", "words"), WRONG)
def test_a_file_without_certificates_is_a_mistake_of_the_setting(
    tmp_path: Path, kind: str, words: str
) -> None:
    file = tmp_path / "ca.pem"
    if kind == "text":
        file.write_text("hello")
    with pytest.raises(InvalidSettings) as caught:
        trusting(Network(cert_file=file))
    assert str(caught.value).startswith(f"SSL_CERT_FILE names {file}, which {words}")


def test_a_folder_that_is_none_is_a_mistake_of_the_setting(tmp_path: Path) -> None:
    with pytest.raises(InvalidSettings, match="SSL_CERT_DIR names"):
        trusting(Network(cert_dir=tmp_path / "nothing"))


def test_it_comes_besides_the_machines_own_which_stay_trusted(its_file: Path) -> None:
    before = trusting(Network()).cert_store_stats()["x509_ca"]
    assert trusting(Network(cert_file=its_file)).cert_store_stats()["x509_ca"] == before + 1


def test_the_command_ends_with_the_sentence(cli: Cli, wanikani: Served) -> None:
    done = cli("poll", WANIKANI_URL="https://127.0.0.1:9/v2", SSL_CERT_FILE="/no/such/file")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("SSL_CERT_FILE names /no/such/file, which cannot be read")
