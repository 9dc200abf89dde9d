"""Responses: JSON, "not modified", or an error. Source: the API documentation, "Conditional Requests"."""

from hashlib import blake2b
from http import HTTPStatus
from uuid import UUID

from werkzeug.http import generate_etag, parse_date, parse_etags

from collector.simulator.api.large_bodies import LargeBodies
from collector.simulator.api.reads import ReadRequest, Representation
from collector.simulator.http.dates import http_date
from collector.simulator.http.http_error import HttpError, error_body
from collector.simulator.http.json_text import Json, json_text
from collector.simulator.http.request import HttpRequest
from collector.simulator.http.response import HttpResponse

_JSON = "application/json; charset=utf-8"
# Without it browsers would cache answers by rules of their own.
_CACHE_CONTROL = "max-age=0, private, must-revalidate"


def conditional_response(
    request: HttpRequest, read: ReadRequest, current: Representation, account: UUID, kept: LargeBodies
) -> HttpResponse:
    """Return *current*, or "not modified" (304) when the client has it; an ETag wins over a date.

    A body that is in *kept* is not written again.
    """
    identity = f"{account} {read.full_url} {current.version}".encode(errors="replace")
    etag = f'W/"{blake2b(identity, digest_size=16).hexdigest()}"'
    if _client_has(request, etag, current):
        return HttpResponse(int(HTTPStatus.NOT_MODIFIED), {"ETag": etag, "Cache-Control": _CACHE_CONTROL})
    body = kept.body((etag, read.per_page), lambda: json_text(current.body()).encode())
    response = HttpResponse.of_text(body, HTTPStatus.OK, _JSON)
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(current.modified_at)
    response.headers["Cache-Control"] = _CACHE_CONTROL
    return response


def json_response(body: Json, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    """Return *body* as a response."""
    return HttpResponse.of_text(json_text(body), status, _JSON)


def written_response(body: Json, status: HTTPStatus) -> HttpResponse:
    """Return the answer to a write, whose ETag is that of its text."""
    response = json_response(body, status)
    response.headers["ETag"] = f'W/"{generate_etag(response.body)}"'
    return response


def error_response(error: HttpError) -> HttpResponse:
    """Return *error* as a response in the service's shape."""
    text = json_text(error_body(error.status, error.text))
    return HttpResponse.of_text(text, error.status, _JSON, error.headers.items())


def _client_has(request: HttpRequest, etag: str, current: Representation) -> bool:
    """Return True if the client names *etag* among its own; where it names none, if its date is not older."""
    known = request.header("IF_NONE_MATCH")
    if known is not None:
        return known == etag or parse_etags(known).contains_weak(etag[3:-1])
    since = parse_date(request.header("IF_MODIFIED_SINCE"))
    # HTTP's dates have no fractions of a second.
    return since is not None and current.modified_at.replace(microsecond=0) <= since
