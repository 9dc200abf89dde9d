"""A container with something to fix stays, unhealthy, says why once, and goes on by itself once fixed."""

import threading
from datetime import timedelta

import httpx
import pytest

from collector.core.errors import InvalidSettings, StateInUse
from collector.daemon.until_fixed import Listener, run_until_fixed
from tests.daemon.test_runner import _free_port, _until

SOON = timedelta(milliseconds=50)
REASON = "WANIKANI_TOKEN_FILE is set although the secret itself is set too.\nTZ is another mistake."


class Attempts:
    """Ends as it is told to, one after another; the last again and again."""

    def __init__(self, *ends: Exception | int) -> None:
        self.ends = list(ends)
        self.made = 0

    def __call__(self) -> int:
        self.made += 1
        end = self.ends.pop(0) if len(self.ends) > 1 else self.ends[0]
        if isinstance(end, Exception):
            raise end
        return end


def test_it_retries_until_the_problem_is_fixed_and_reports_each_reason_once() -> None:
    told: list[str] = []
    attempt = Attempts(
        InvalidSettings("a"), InvalidSettings("a"), InvalidSettings("b"), InvalidSettings("a"), 0
    )
    assert run_until_fixed(attempt, told.append, threading.Event(), None, SOON) == 0
    assert told == ["a", "b", "a"]


def test_meanwhile_it_is_alive_but_not_ready_and_names_the_reasons() -> None:
    stop, port = threading.Event(), _free_port()
    attempt = Attempts(InvalidSettings(REASON))
    listener = Listener(("127.0.0.1", port), frozenset({"nas.home"}))
    ended: list[int] = []
    waiting = threading.Thread(
        target=lambda: ended.append(run_until_fixed(attempt, lambda _: None, stop, listener))
    )
    waiting.start()
    url = f"http://127.0.0.1:{port}"
    try:
        _until(f"{url}/readyz", 503, "TZ is another mistake.")
        assert httpx.get(f"{url}/readyz").json() == {"ready": False, "reasons": REASON.splitlines()}
        assert httpx.get(f"{url}/healthz").status_code == 200
        assert httpx.get(f"{url}/startedz").status_code == 503
        for host in (f"127.0.0.1:{port}", "nas.home"):
            assert REASON in httpx.get(f"{url}/", headers={"Host": host}).text
        assert httpx.get(f"{url}/", headers={"Host": "evil.example"}).status_code == 421
    finally:
        stop.set()
        waiting.join(10)
    assert (ended, attempt.made) == ([2], 1), "a signal ends it with the code of the mistake"


def test_what_may_pass_is_left_to_whoever_starts_it_again() -> None:
    with pytest.raises(StateInUse):
        run_until_fixed(Attempts(StateInUse("x")), lambda _: None, threading.Event(), None, SOON)


def test_an_address_that_is_taken_is_no_reason_to_end() -> None:
    attempt = Attempts(InvalidSettings("a"), 0)
    assert run_until_fixed(attempt, lambda _: None, threading.Event(), Listener(("192.0.2.1", 1)), SOON) == 0
