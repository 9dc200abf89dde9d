"""Responses: JSON, "not modified", or an error. Source: the API documentation, "Conditional Requests"."""

from hashlib import blake2b
from http import HTTPStatus
from uuid import UUID

from werkzeug.http import http_date
from werkzeug.wrappers import Request, Response

from collector.simulator.api.reads import ReadRequest, Representation
from collector.simulator.http.http_error import HttpError, error_body
from collector.simulator.http.json_text import Json, json_text

_JSON = "application/json; charset=utf-8"


def conditional_response(
    request: Request, read: ReadRequest, current: Representation, account: UUID
) -> Response:
    """Return *current*, or "not modified" (304) when the client has it; an ETag wins over a date."""
    identity = f"{account} {read.full_url} {current.version}".encode(errors="replace")
    etag = blake2b(identity, digest_size=16).hexdigest()
    if _client_has(request, etag, current):
        response = Response(status=HTTPStatus.NOT_MODIFIED)
    else:
        response = json_response(current.body())
    response.set_etag(etag, weak=True)
    response.headers["Last-Modified"] = http_date(current.modified_at)
    # Without it browsers would cache answers by rules of their own.
    response.headers["Cache-Control"] = "max-age=0, private, must-revalidate"
    return response


def json_response(body: Json, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """Return *body* as a response."""
    return Response(json_text(body), status, content_type=_JSON)


def error_response(error: HttpError) -> Response:
    """Return *error* as a response in the service's shape."""
    body = json_text(error_body(error.status, error.text))
    return Response(body, error.status, error.headers, content_type=_JSON)


def _client_has(request: Request, etag: str, current: Representation) -> bool:
    if "If-None-Match" in request.headers:
        return request.if_none_match.contains_weak(etag)
    since = request.if_modified_since
    # HTTP's dates have no fractions of a second.
    return since is not None and current.modified_at.replace(microsecond=0) <= since
