"""Each status is the right kind of failure, with a sentence that helps and never a token."""

from http import HTTPStatus
from typing import Any

import pytest

from collector.core.errors import (
    CollectorError,
    EndpointGone,
    RateLimited,
    TokenRejected,
    WaniKaniUnavailable,
)
from collector.core.links import TOKENS_PAGE
from tests.wanikani.requests_made import TOKEN, ClientScene

Body = str | dict[str, Any] | None

TABLE = [
    pytest.param(401, None, TokenRejected, 2, ["WANIKANI_TOKEN", TOKENS_PAGE], id="401"),
    pytest.param(
        401,
        "<html>Log in</html>",
        WaniKaniUnavailable,
        1,
        ["/assignments", "WANIKANI_URL"],
        id="401, a guard's",
    ),
    pytest.param(403, None, TokenRejected, 2, ["/assignments", "WANIKANI_TOKEN", TOKENS_PAGE], id="403"),
    pytest.param(
        403,
        {"error": "The user is hibernating", "code": 403},
        WaniKaniUnavailable,
        1,
        ["wanikani.com"],
        id="403, hibernating",
    ),
    pytest.param(
        403, "<!DOCTYPE html>", WaniKaniUnavailable, 1, ["/assignments", "WANIKANI_URL"], id="403, a guard's"
    ),
    pytest.param(404, None, EndpointGone, 1, ["/assignments", "WANIKANI_URL"], id="404"),
    pytest.param(407, None, WaniKaniUnavailable, 1, ["/assignments", "407"], id="407"),
    pytest.param(
        422,
        {"error": "updated_after is wrong", "code": 422},
        WaniKaniUnavailable,
        1,
        ["/assignments", "updated_after is wrong"],
        id="422",
    ),
    pytest.param(
        422,
        {"error": ["not", "a", "text"]},
        WaniKaniUnavailable,
        1,
        ["/assignments", "422"],
        id="422, no text",
    ),
    pytest.param(418, "not JSON", WaniKaniUnavailable, 1, ["/assignments", "418"], id="418"),
    pytest.param(429, None, RateLimited, 1, ["/assignments", "rate limit"], id="429"),
    pytest.param(500, None, WaniKaniUnavailable, 1, ["/assignments", "500"], id="500"),
    pytest.param(
        503,
        "<html>Maintenance</html>",
        WaniKaniUnavailable,
        1,
        ["/assignments", "503"],
        id="503, maintenance",
    ),
    pytest.param(204, None, WaniKaniUnavailable, 1, ["/assignments", "204"], id="204"),
    pytest.param(206, None, WaniKaniUnavailable, 1, ["/assignments", "206"], id="206"),
    pytest.param(301, None, WaniKaniUnavailable, 1, ["/assignments", "redirect", "WANIKANI_URL"], id="301"),
    pytest.param(307, None, WaniKaniUnavailable, 1, ["/assignments", "redirect", "WANIKANI_URL"], id="307"),
]


@pytest.mark.parametrize(("status", "body", "kind", "exit_code", "named"), TABLE)
def test_a_status_is_a_failure_of_the_right_kind_in_one_helpful_sentence(
    scene: ClientScene,
    *,
    status: int,
    body: Body,
    kind: type[CollectorError],
    exit_code: int,
    named: list[str],
) -> None:
    scene.api.fail("assignments", status, times=9, body=body, headers={"Location": "http://evil.example/"})
    conversation = scene.conversation()
    with pytest.raises(CollectorError) as caught:
        conversation.get(conversation.url_of("assignments", {"updated_after": "2024-01-01T00:00:00Z"}))
    assert type(caught.value) is kind
    assert caught.value.exit_code == exit_code
    sentence = str(caught.value)
    assert all(text in sentence for text in named), sentence
    assert sentence.endswith((".", "/v2."))
    assert "\n" not in sentence


@pytest.mark.parametrize("status", [status for status in HTTPStatus if status >= 201 and status != 304])
def test_what_the_server_repeats_of_the_request_is_said_without_the_token(
    scene: ClientScene, status: int
) -> None:
    echo = {"error": f"Bad header: Bearer {TOKEN} hibernating", "code": int(status)}
    scene.api.fail("user", status, times=9, body=echo)
    conversation = scene.conversation()
    with pytest.raises(CollectorError) as caught:
        conversation.get(conversation.url_of("user"))
    assert TOKEN not in f"{caught.value!s}{caught.value!r}{conversation!r}"


def test_a_wrong_token_is_rejected_by_the_first_answer(scene: ClientScene) -> None:
    conversation = scene.conversation(token="another-token")
    with pytest.raises(TokenRejected):
        conversation.get(conversation.url_of("user"))
    assert conversation.requests == 1
