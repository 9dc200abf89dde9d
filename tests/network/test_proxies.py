"""A proxy of the settings is used, by WaniKani's client and by InfluxDB's, and is named when it fails."""

from collections.abc import Iterator

import pytest

from collector.app.conversations import conversation_of
from collector.app.targets import influx_target
from collector.config.accounts import variable_tokens
from collector.config.settings import load
from collector.core.clock import SystemClock
from collector.core.errors import CollectorError, InvalidSettings
from collector.core.network import Network
from collector.influxdb.outcome import RetryLater
from collector.influxdb.writer import LazyWriter
from tests.cli.conftest import WRITE_TOKEN, Cli, Served
from tests.harness import TOKEN
from tests.influxdb.pretend_influxdb import PretendInfluxDB
from tests.network.proxy import OUTSIDE, Proxy, proxy_server

LINE = "queue,account=me reviews_available=3i 1600000000000000000"


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    """An HTTP proxy on loopback."""
    with proxy_server() as proxy:
        yield proxy


def outside(url: str) -> str:
    """Return *url* under a name that only the proxy knows."""
    return url.replace("127.0.0.1", OUTSIDE)


def test_wanikani_is_reached_by_the_proxy_of_the_env_file(cli: Cli, wanikani: Served, proxy: Proxy) -> None:
    proxy.wanted = "me:hidden canary"
    (cli.folder / ".env").write_text(f"HTTP_PROXY='http://me:hidden%20canary@127.0.0.1:{proxy.port}'\n")
    done = cli("poll", WANIKANI_URL=outside(wanikani.url))
    assert done.code == 0, done.err
    assert {one.split("?")[0].rpartition("/")[2] for one in proxy.asked} >= {"user", "assignments", "summary"}
    assert all(one.startswith(f"GET http://{OUTSIDE}:") for one in proxy.asked)


def test_doctor_names_the_proxy_without_its_login(cli: Cli, wanikani: Served, proxy: Proxy) -> None:
    login, address = "http://me:hidden-canary@", f"127.0.0.1:{proxy.port}"
    proxy.wanted = "me:hidden-canary"
    done = cli("doctor", WANIKANI_URL=outside(wanikani.url), HTTP_PROXY=f"{login}{address}")
    said = " ".join(done.out.split())
    assert f"✓ account: WaniKani is reached through the proxy http://{address} (HTTP_PROXY)." in said, done


def test_points_reach_influxdb_by_the_proxy(cli: Cli, influxdb: PretendInfluxDB, proxy: Proxy) -> None:
    given = {"INFLUXDB_URL": outside(influxdb.url), "INFLUXDB_TOKEN": WRITE_TOKEN}
    done = cli("poll", HTTP_PROXY=f"http://127.0.0.1:{proxy.port}", **given)
    assert (done.code, influxdb.points != {}) == (0, True)
    kinds = {one.split("?")[0] for one in proxy.asked}
    assert kinds >= {f"GET {given['INFLUXDB_URL']}/ping", f"POST {given['INFLUXDB_URL']}/api/v2/write"}


def test_this_machine_and_what_no_proxy_names_are_reached_directly(
    cli: Cli, wanikani: Served, influxdb: PretendInfluxDB, proxy: Proxy
) -> None:
    given = {"INFLUXDB_URL": influxdb.url, "INFLUXDB_TOKEN": WRITE_TOKEN}
    assert cli("poll", ALL_PROXY=f"127.0.0.1:{proxy.port}", **given).code == 0
    assert proxy.asked == []


def refusal(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    """Return what asking WaniKani once fails with under these settings; it holds no secret."""
    for name, value in {"WANIKANI_TOKEN": TOKEN, **variables}.items():
        monkeypatch.setenv(name, value)
    with (
        conversation_of(load(), variable_tokens(load())["account"], SystemClock()) as wanikani,
        pytest.raises(CollectorError) as caught,
    ):
        wanikani.get_once(wanikani.url_of("user"))
    assert "canary" not in str(caught.value)
    return str(caught.value)


def test_a_proxy_that_is_not_there_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"http://{OUTSIDE}/v2"
    said = refusal(monkeypatch, WANIKANI_URL=url, HTTP_PROXY="http://me:canary@127.0.0.1:9")
    assert said == (
        f"WaniKani at {url} cannot be reached through the proxy http://127.0.0.1:9: check HTTP_PROXY and "
        "NO_PROXY, the network and WANIKANI_URL."
    )


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_wants_a_login_says_so(
    monkeypatch: pytest.MonkeyPatch, proxy: Proxy, scheme: str
) -> None:
    proxy.wanted = "me:other"
    url, named = f"{scheme}://{OUTSIDE}:9/v2", f"{scheme.upper()}_PROXY"
    said = refusal(monkeypatch, WANIKANI_URL=url, **{named: f"http://127.0.0.1:{proxy.port}"})
    assert "407" in said
    assert "http://USER:PASSWORD@HOST:PORT" in said
    assert named in said


def test_what_a_proxy_refuses_to_connect_to_is_told_by_its_status(
    monkeypatch: pytest.MonkeyPatch, proxy: Proxy
) -> None:
    proxy.refuses = 403
    url, address = f"https://{OUTSIDE}/v2", f"http://127.0.0.1:{proxy.port}"
    said = refusal(monkeypatch, WANIKANI_URL=url, HTTPS_PROXY=address)
    assert f"cannot be reached: the proxy {address} refuses (403): check HTTPS_PROXY" in said
    assert proxy.tokens == [""], "the token is for WaniKani alone"


def test_influxdbs_failure_names_the_proxy_and_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "INFLUXDB_URL": f"http://{OUTSIDE}:8086",
        "HTTP_PROXY": "http://me:canary@127.0.0.1:9",
    }.items():
        monkeypatch.setenv(name, value)
    outcome = LazyWriter(lambda: influx_target(load())).write([LINE])
    assert isinstance(outcome, RetryLater)
    assert "through the proxy http://127.0.0.1:9 (HTTP_PROXY; NO_PROXY bypasses it)" in outcome.sentence
    assert "canary" not in outcome.sentence


ROUTES = [
    ("https://api.wanikani.com/v2", {"https": "http://p:1"}, "", "HTTPS_PROXY"),
    ("https://api.wanikani.com/v2", {"http": "http://p:1"}, "", None),
    ("https://api.wanikani.com/v2", {"http": "http://p:1", "all": "p:2"}, "", "ALL_PROXY"),
    ("http://10.1.2.3:8086", {"http": "http://p:1"}, "", "HTTP_PROXY"),
    ("http://10.1.2.3:8086", {"http": "http://p:1"}, "10.0.0.0/8", None),
    ("http://10.1.2.3:8086", {"http": "http://p:1"}, "10.1.2.3", None),
    ("http://[fd00::5]:8086", {"http": "http://p:1"}, "fd00::/8", None),
    ("http://influx.home:8086", {"http": "http://p:1"}, "home", None),
    ("http://influx.home:8086", {"http": "http://p:1"}, ".home", None),
    ("http://influx.home:8086", {"http": "http://p:1"}, "*.home", None),
    ("http://influx.home:8086", {"http": "http://p:1"}, "ome", "HTTP_PROXY"),
    ("http://influx.home:8086", {"http": "http://p:1"}, "influx.home:8086", None),
    ("http://influx.home:8086", {"http": "http://p:1"}, "influx.home:9", "HTTP_PROXY"),
    ("http://influx.home", {"http": "http://p:1"}, "influx.home:80", None),
    ("http://influx.home:8086", {"http": "http://p:1"}, "*", None),
    ("http://influxdb:8086", {"http": "http://p:1"}, "", None),
    ("http://localhost:8086", {"http": "http://p:1"}, "", None),
    ("http://host.docker.internal:8086", {"http": "http://p:1"}, "", None),
    ("http://127.1.2.3:8086", {"http": "http://p:1"}, "", None),
    ("http://[::1]:8086", {"http": "http://p:1"}, "", None),
]


@pytest.mark.parametrize(("url", "proxies", "without", "setting"), ROUTES)
def test_which_proxy_an_address_takes(
    url: str, proxies: dict[str, str], without: str, setting: str | None
) -> None:
    found = Network(proxies, tuple(filter(None, without.split(",")))).proxy_for(url)
    assert (found.setting if found else None) == setting


@pytest.mark.parametrize(
    "text", ["socks5://canary@p:1080", "gopher://canary", "http://canary:port", "http://", "a b"]
)
def test_a_proxy_that_cannot_be_used_is_a_mistake_where_it_would_be(text: str) -> None:
    network = Network({"all": text})
    with pytest.raises(InvalidSettings, match="ALL_PROXY must be the address of an HTTP proxy") as caught:
        network.proxy_for("https://api.wanikani.com")
    assert "canary" not in str(caught.value)
    assert network.proxy_for("http://localhost:8086") is None


def test_small_letters_win_and_both_are_read_from_the_env_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://one:1")
    monkeypatch.setenv("https_proxy", "http://two:2")
    monkeypatch.setenv("no_proxy", "a.home, b.home")
    network = load().network
    found = network.proxy_for("https://api.wanikani.com")
    assert (found and found.shown, network.no_proxy) == ("http://two:2", ("a.home", "b.home"))


def test_over_tls_the_proxy_sees_the_host_and_no_token(
    monkeypatch: pytest.MonkeyPatch, proxy: Proxy, wanikani: Served
) -> None:
    """The tunnel ends at a server that speaks no TLS."""
    secure = outside(wanikani.url).replace("http:", "https:")
    refusal(monkeypatch, WANIKANI_URL=secure, HTTPS_PROXY=f"http://127.0.0.1:{proxy.port}")
    assert [one.split(":")[0] for one in proxy.asked] == [f"CONNECT {OUTSIDE}"]
    assert proxy.tokens == [""]
