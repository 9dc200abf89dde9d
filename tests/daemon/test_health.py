"""A verdict names what is wrong, once it is wrong for three intervals; a refused token at once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from collector.core.moments import HOUR, SECOND, Moment
from collector.core.wording import age
from collector.daemon.health import AccountHealth, complaints

NOW = Moment(1000 * HOUR)
EVERY = timedelta(hours=1)
WELL = AccountHealth(
    "me", polled_at=Moment(NOW - HOUR), poll_problem="", token_ok=True,
    delivered_at=Moment(NOW - HOUR), delivery_problem="", waiting=0,
)  # fmt: skip


def _said(account: AccountHealth, *, delivering: bool = True) -> str:
    return " ".join(complaints([account], NOW, EVERY, delivering=delivering))


@pytest.mark.parametrize(
    ("account", "words"),
    [
        pytest.param(WELL, "", id="nothing is said when all is well"),
        pytest.param(
            replace(WELL, polled_at=Moment(NOW - 3 * HOUR), poll_problem="WaniKani is down."),
            "",
            id="three intervals without a poll are borne",
        ),
        pytest.param(
            replace(WELL, polled_at=Moment(NOW - 3 * HOUR - 1), poll_problem="WaniKani is down."),
            "the last successful poll was 3 h ago. WaniKani is down.",
            id="more are not",
        ),
        pytest.param(
            replace(WELL, polled_at=Moment(NOW + HOUR), poll_problem="WaniKani is down."),
            "the last successful poll is in the future: this machine's clock is slow. WaniKani is down.",
            id="a clock that is slow hides no failed poll",
        ),
        pytest.param(
            replace(WELL, polled_at=Moment(NOW + HOUR), poll_problem=""),
            "",
            id="a successful poll dated by WaniKani is well whatever the clock says",
        ),
        pytest.param(
            replace(WELL, polled_at=None, poll_problem=""),
            "no successful poll yet",
            id="an account never polled is not ready",
        ),
        pytest.param(
            replace(WELL, token_ok=False, poll_problem="WANIKANI_TOKEN is not set."),
            "me: WANIKANI_TOKEN is not set.",
            id="a refused token is said at once",
        ),
        pytest.param(
            replace(
                WELL, delivered_at=Moment(NOW - 4 * HOUR), waiting=9, delivery_problem="InfluxDB is away."
            ),
            "the last good delivery was 4 h ago. InfluxDB is away.",
            id="a delivery too old is said",
        ),
        pytest.param(
            replace(WELL, delivered_at=Moment(NOW - 400 * HOUR)),
            "",
            id="an old delivery is well when nothing waits",
        ),
        pytest.param(
            replace(WELL, delivered_at=None, waiting=9, delivery_problem="InfluxDB is away."),
            "nothing was delivered to InfluxDB yet. InfluxDB is away.",
            id="a server that never answered is said",
        ),
        pytest.param(
            replace(WELL, delivered_at=None, waiting=9),
            "nothing was delivered to InfluxDB yet.",
            id="before the first delivery it is not ready",
        ),
        pytest.param(
            AccountHealth("me", state_problem="The state is damaged."),
            "me: The state is damaged.",
            id="a state that cannot be read is said at once",
        ),
    ],
)
def test_complaints(account: AccountHealth, words: str) -> None:
    said = _said(account)
    assert words in said
    assert bool(said) == bool(words)


def test_without_a_server_nothing_is_said_of_deliveries() -> None:
    assert not _said(replace(WELL, delivered_at=None, waiting=10**6), delivering=False)


@pytest.mark.parametrize(
    ("ago", "words"),
    [(0, "0 s"), (59, "59 s"), (61, "1 min"), (7199, "119 min"), (7200, "2 h"), (172_800, "2 d")],
)
def test_age(ago: int, words: str) -> None:
    assert age(Moment(NOW - ago * SECOND), NOW) == words
