"""Cross-origin resource sharing: what browsers need to let pages of other sites read the answers."""

from collections.abc import Sequence
from http import HTTPStatus

from collector.simulator.http.request import HttpRequest
from collector.simulator.http.response import HttpResponse

_ANY_ORIGIN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "ETag, Last-Modified, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After"
    ),
}
_SECONDS_TO_REMEMBER = "7200"


def preflight_response(request: HttpRequest, methods: Sequence[str]) -> HttpResponse:
    """Return the permission that a browser asks for beforehand, without a token: any of *methods*."""
    wanted = request.header("ACCESS_CONTROL_REQUEST_HEADERS")
    permission = {
        "Access-Control-Allow-Methods": ", ".join(methods),
        "Access-Control-Allow-Headers": "Authorization, Content-Type" if wanted is None else wanted,
        "Access-Control-Max-Age": _SECONDS_TO_REMEMBER,
    }
    return HttpResponse.of_text("", HTTPStatus.OK, "text/plain; charset=utf-8", permission.items())


def allow_any_origin(response: HttpResponse) -> None:
    """Add the headers that let pages of any site read *response*."""
    for name, value in _ANY_ORIGIN.items():
        response.headers.setdefault(name, value)
