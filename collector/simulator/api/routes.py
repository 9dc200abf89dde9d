"""The addresses and their methods; trailing slashes do not matter."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus

from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import Map, Rule

from collector.simulator.api.resources import COLLECTIONS
from collector.simulator.http.http_error import HttpError

ROOT = "/v2"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "OPTIONS")

_NAMES = f"any({', '.join(COLLECTIONS)})"
_ROUTES = Map(
    [
        Rule(f"{ROOT}/user", endpoint="user", methods=["GET"]),
        Rule(f"{ROOT}/summary", endpoint="summary", methods=["GET"]),
        Rule(f"{ROOT}/<{_NAMES}:name>", endpoint="listing", methods=["GET"]),
        Rule(f"{ROOT}/<{_NAMES}:name>/<row_id>", endpoint="resource", methods=["GET"]),
        Rule(f"{ROOT}/assignments/<row_id>/start", endpoint="start_assignment", methods=["PUT"]),
        Rule(f"{ROOT}/reviews", endpoint="create_review", methods=["POST"]),
        Rule(f"{ROOT}/study_materials", endpoint="create_study_material", methods=["POST"]),
        # Rails takes both for an update.
        Rule(f"{ROOT}/study_materials/<row_id>", endpoint="update_study_material", methods=["PUT", "PATCH"]),
        Rule(f"{ROOT}/user", endpoint="update_user", methods=["PUT", "PATCH"]),
    ],
    strict_slashes=False,
    merge_slashes=False,
)
# Bound once: paths decide here, never the host.
_ADAPTER = _ROUTES.bind("")


@dataclass(frozen=True)
class Route:
    """The endpoint of a request, with the *name* of its collection and its *row_id*, if it has them."""

    endpoint: str
    name: str
    row_id: str


# Polls ask for the same addresses again and again, and finding one's rule takes half as long as answering it.
@lru_cache(maxsize=1024)
def match_route(path: str, method: str) -> Route:
    """Return the route of a request. Raises `HttpError` 404 or 405 when there is none."""
    try:
        endpoint, values = _ADAPTER.match(path, method)
    except MethodNotAllowed as error:
        allowed = {"Allow": ", ".join(sorted(error.valid_methods or ()))}
        raise HttpError(HTTPStatus.METHOD_NOT_ALLOWED, "Method not allowed", allowed) from error
    except HTTPException as error:
        raise HttpError(HTTPStatus.NOT_FOUND, "Not found") from error
    return _route(str(endpoint), values)


def _route(endpoint: str, values: Mapping[str, object]) -> Route:
    return Route(endpoint, str(values.get("name", "")), str(values.get("row_id", "")))
