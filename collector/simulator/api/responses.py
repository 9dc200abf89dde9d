"""Answers as HTTP carries them: JSON, not modified, or an error."""

from hashlib import blake2b
from http import HTTPStatus
from uuid import UUID

from werkzeug.http import http_date
from werkzeug.wrappers import Request, Response

from collector.simulator.api import render
from collector.simulator.api.answers import Answer, Question
from collector.simulator.api.http_error import Refusal
from collector.simulator.api.render import Json
from collector.simulator.faults.scripted_faults import error_body

_JSON = "application/json; charset=utf-8"


def conditional(request: Request, question: Question, good: Answer, account: UUID) -> Response:
    """Return the answer, or "not modified" when the client has it; an ETag wins over a date."""
    known_by = f"{account} {question.full_url} {good.version}".encode(errors="replace")
    etag = blake2b(known_by, digest_size=16).hexdigest()
    if _client_has(request, etag, good):
        response = Response(status=HTTPStatus.NOT_MODIFIED)
    else:
        response = as_json(good.body())
    response.set_etag(etag, weak=True)
    response.headers["Last-Modified"] = http_date(good.modified_at)
    # Without it a browser would keep answers for as long as it thinks fit.
    response.headers["Cache-Control"] = "max-age=0, private, must-revalidate"
    return response


def _client_has(request: Request, etag: str, good: Answer) -> bool:
    if "If-None-Match" in request.headers:
        return request.if_none_match.contains_weak(etag)
    since = request.if_modified_since
    # HTTP's dates know no fractions of a second, so that is how exact the question is.
    return since is not None and good.modified_at.replace(microsecond=0) <= since


def as_json(body: Json, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """Return a good answer."""
    return Response(render.text(body), status, content_type=_JSON)


def refused(refusal: Refusal) -> Response:
    """Return what a refusal looks like."""
    body = render.text(error_body(refusal.status, refusal.text))
    return Response(body, refusal.status, refusal.headers, content_type=_JSON)
