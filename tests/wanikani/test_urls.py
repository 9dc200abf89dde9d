import pytest

from collector.wanikani.urls import endpoint_name, same_origin
from tests.wanikani.requests_made import TOKEN

BASE = "https://api.wanikani.com/v2"
PAGE = "/v2/subjects?page_after_id=1000"


@pytest.mark.parametrize(
    ("url", "base"),
    [
        pytest.param(f"https://api.wanikani.com{PAGE}", BASE, id="as documented"),
        pytest.param(f"https://api.wanikani.com:443{PAGE}", BASE, id="with the port that is meant anyway"),
        pytest.param(f"https://API.WaniKani.com{PAGE}", BASE, id="in other letters"),
        pytest.param(f"http://[::1]:8080{PAGE}", "http://[::1]:8080/v2", id="an IPv6 address"),
        pytest.param(f"http://[0::1]:8080{PAGE}", "http://[0::1]:8080/v2", id="an IPv6 address, another way"),
        pytest.param("http://box/wk/v2/subjects?page=2", "http://box/wk/v2", id="below a prefix"),
    ],
)
def test_a_next_page_on_the_same_server_is_followed(url: str, base: str) -> None:
    assert same_origin(url, base)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(f"https://evil.example{PAGE}", id="another host"),
        pytest.param(f"http://api.wanikani.com{PAGE}", id="without TLS"),
        pytest.param(f"https://api.wanikani.com:8443{PAGE}", id="another port"),
        pytest.param(f"https://api.wanikani.com@evil.example{PAGE}", id="our host as a user"),
        pytest.param(f"https://api.wanikani.com:443@evil.example{PAGE}", id="our host and port as a user"),
        pytest.param(f"https://api.wanikani.com\\@evil.example{PAGE}", id="a backslash"),
        pytest.param(f"https://user:word@api.wanikani.com{PAGE}", id="a user that would replace the token"),
        pytest.param(f"https://api.wanikani.com.evil.example{PAGE}", id="our host as a beginning"),
        pytest.param(f"https://evil.example#@api.wanikani.com{PAGE}", id="our host after a mark"),
        pytest.param(f"//api.wanikani.com{PAGE}", id="without a scheme"),
        pytest.param(PAGE, id="only a path"),
        pytest.param("subjects?page_after_id=1000", id="only an end"),
        pytest.param("", id="nothing"),
        pytest.param("https://", id="no host"),
        pytest.param("https://[::1", id="half an address"),
        pytest.param("https://api.wanikani.com:99999/v2", id="a port that cannot be"),
        pytest.param("https://api.wani\nkani.com/v2", id="on two lines"),
        pytest.param("javascript:alert(1)", id="no address at all"),
        pytest.param("https://аpi.wanikani.com/v2", id="a letter that looks alike"),
    ],
)
def test_a_next_page_anywhere_else_is_not(url: str) -> None:
    assert not same_origin(url, BASE)


@pytest.mark.parametrize(
    ("url", "base", "name"),
    [
        (f"{BASE}/assignments?updated_after=2024", BASE, "/assignments"),
        ("http://[::1]:80/v2/review_statistics", "http://[::1]:80/v2", "/review_statistics"),
        ("http://box/a/b/user", "http://box/a/b", "/user"),
        (f"{BASE}/{TOKEN}", BASE, "a further page"),
        (f"{BASE}/assignments/../../%0A", BASE, "a further page"),
    ],
)
def test_an_endpoint_is_called_by_its_name_and_nothing_else_is_repeated(
    url: str, base: str, name: str
) -> None:
    assert endpoint_name(url, base) == name
