import pytest

from collector.influxdb.target import Target


def test_printing_a_target_shows_no_secret() -> None:
    target = Target("http://me:hidden-1@host:8086", "b", "o", token="hidden-2")
    assert "hidden" not in f"{target} {target!r}"


URLS = [
    pytest.param("http://host:8086", "http://host:8086", id="a plain address is kept"),
    pytest.param(" http://host:8086/\n", "http://host:8086", id="a trailing slash and blanks go"),
    pytest.param("https://host/influx/", "https://host/influx", id="a proxy's path is kept"),
    pytest.param("http://u:p@host:8086/x", "http://host:8086/x", id="userinfo goes"),
]


@pytest.mark.parametrize(("given", "kept"), URLS)
def test_url(given: str, kept: str) -> None:
    assert Target(given, "b").url == kept


def test_userinfo_of_the_url_is_the_login() -> None:
    target = Target("http://m%40e:p%3Aw@host", "b")
    assert (target.username, target.password) == ("m@e", "p:w")


def test_a_login_that_is_set_goes_before_the_urls() -> None:
    target = Target("http://other:one@host", "b", username="me", password="mine")
    assert (target.username, target.password) == ("me", "mine")


def test_what_others_say_is_cleared_of_secrets() -> None:
    target = Target("http://host", "b", token="tok-en", password="pass-word")
    assert target.without_secrets("Token tok-en for pass-word") == "Token … for …"


def test_a_short_password_blanks_no_letters_of_what_a_server_says() -> None:
    target = Target("http://host", "b", username="me", password="e")
    assert target.without_secrets("server refused the request") == "server refused the request"
    target = Target("http://host", "b", username="me", password="pass")
    assert target.without_secrets("password pass") == "password …"
