"""What browsers need to let pages of other sites read the answers: cross-origin resource sharing."""

from werkzeug.wrappers import Request, Response

from collector.simulator.api.routes import METHODS

_ANYBODY = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "ETag, Last-Modified, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After"
    ),
}
_SECONDS_TO_REMEMBER = "7200"


def preflight(request: Request) -> Response:
    """Return the leave for any request that a browser asks about beforehand, without a token."""
    response = Response()
    response.headers["Access-Control-Allow-Methods"] = ", ".join(METHODS)
    wanted = request.headers.get("Access-Control-Request-Headers", "Authorization, Content-Type")
    response.headers["Access-Control-Allow-Headers"] = wanted
    response.headers["Access-Control-Max-Age"] = _SECONDS_TO_REMEMBER
    return response


def let_anybody_read(response: Response) -> None:
    """Add the headers with which every answer may be read from any site."""
    for name, value in _ANYBODY.items():
        response.headers.setdefault(name, value)
