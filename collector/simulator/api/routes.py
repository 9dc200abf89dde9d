"""Which addresses there are, and what can be done there; trailing slashes do not matter."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import Map, Rule

from collector.simulator.api.http_error import Refusal
from collector.simulator.api.resources import COLLECTIONS

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
    """What is to be done: *name* is the collection, if it is one, and *row_id* the row, if it is one's."""

    endpoint: str
    name: str
    row_id: str


def route(path: str, method: str) -> Route:
    """Return what a request asks for; `Refusal` when there is nothing such."""
    try:
        endpoint, values = _ADAPTER.match(path, method)
    except MethodNotAllowed as error:
        allowed = {"Allow": ", ".join(sorted(error.valid_methods or ()))}
        raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED, "Method not allowed", allowed) from error
    except HTTPException as error:
        raise Refusal(HTTPStatus.NOT_FOUND, "Not found") from error
    return _route(str(endpoint), values)


def _route(endpoint: str, values: Mapping[str, object]) -> Route:
    return Route(endpoint, str(values.get("name", "")), str(values.get("row_id", "")))
