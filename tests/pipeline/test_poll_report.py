"""How a poll went, as everything that shows it reads it."""

from datetime import timedelta

import pytest

from collector.core.errors import (
    CollectorError,
    StateFull,
    TokenRejected,
    UnusableSecret,
    WaniKaniUnavailable,
)
from collector.core.moments import Moment
from collector.pipeline.poll_report import Effort, PollReport


@pytest.mark.parametrize(
    ("problem", "token_ok"),
    [
        pytest.param(None, True, id="a successful poll"),
        pytest.param(TokenRejected("401"), False, id="WaniKani refuses it"),
        pytest.param(UnusableSecret("not set"), False, id="it cannot be read"),
        pytest.param(WaniKaniUnavailable("away"), True, id="an outage says nothing of it"),
        pytest.param(StateFull("full"), True, id="nor does the disk"),
    ],
)
def test_the_token_is_good_until_wanikani_or_its_file_says_otherwise(
    problem: CollectorError | None, token_ok: bool
) -> None:
    assert PollReport("account", None, Moment(0), problem=problem).token_ok is token_ok


def test_a_poll_that_could_not_even_begin_took_time_only() -> None:
    assert Effort.of(None, timedelta(seconds=2.5)) == Effort(requests=0, not_modified=0, seconds=2.5)
