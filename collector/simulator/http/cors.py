"""Cross-origin resource sharing: what browsers need to let pages of other sites read the answers."""

from collections.abc import Sequence

from werkzeug.wrappers import Request, Response

_ANY_ORIGIN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "ETag, Last-Modified, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After"
    ),
}
_SECONDS_TO_REMEMBER = "7200"


def preflight_response(request: Request, methods: Sequence[str]) -> Response:
    """Return the permission that a browser asks for beforehand, without a token: any of *methods*."""
    response = Response()
    response.headers["Access-Control-Allow-Methods"] = ", ".join(methods)
    wanted = request.headers.get("Access-Control-Request-Headers", "Authorization, Content-Type")
    response.headers["Access-Control-Allow-Headers"] = wanted
    response.headers["Access-Control-Max-Age"] = _SECONDS_TO_REMEMBER
    return response


def allow_any_origin(response: Response) -> None:
    """Add the headers that let pages of any site read *response*."""
    for name, value in _ANY_ORIGIN.items():
        response.headers.setdefault(name, value)
