"""The pretend WaniKani as a WSGI application: what a client sees of the world."""

import json
from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from hmac import compare_digest
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import UUID

from werkzeug.exceptions import HTTPException
from werkzeug.http import http_date
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from collector.simulator.answers import Answer, Question, answer
from collector.simulator.faults import Fault, Faults, error_body
from collector.simulator.pace import Pace
from collector.simulator.refusal import Refusal
from collector.simulator.render import Json
from collector.simulator.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ROOT = "/v2"
REQUESTS_A_MINUTE = 60

_ROUTES = Map([Rule(f"{ROOT}/<name>", endpoint="answer", methods=["GET"])], strict_slashes=False)
# Bound once: paths decide here, never the host.
_ADAPTER = _ROUTES.bind("")


class PretendWaniKani:
    """Answers for *world* as the real service would, to whoever bears *token*.

    *live* is called before every request and moves the world to the present; the world's `now` is the
    server's time. *per_page* overrides the documented page sizes. *requests* lists what was answered:
    method, path with query, status.
    """

    def __init__(
        self,
        world: World,
        *,
        token: str,
        live: Callable[[], object] | None = None,
        per_page: int | None = None,
        requests_a_minute: int = REQUESTS_A_MINUTE,
    ) -> None:
        self.world = world
        self.requests: list[tuple[str, str, int]] = []
        self._bearer = f"Bearer {token}"
        self._live = live
        self._per_page = per_page
        self._pace = Pace(requests_a_minute)
        self._faults = Faults()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request, as WSGI asks for it."""
        request = Request(environ)
        path = _path(request)
        if self._live is not None:
            self._live()
        self._faults.run_hook(path)
        fault = self._faults.take(path)
        response = fault.response() if fault else self._respond(request)
        response.headers["Date"] = http_date(self.world.now)
        self.requests.append((request.method, path, response.status_code))
        return response(environ, start_response)

    def fail(
        self,
        path_prefix: str,
        status: int = 500,
        times: int = 1,
        body: str | Json | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Let the next *times* requests whose path (with query) starts so get this answer instead.

        A text *body* goes out as HTML, a dictionary as JSON; None is the usual JSON error. A redirect is
        a 3xx with a `Location` header. The path may be given with `/v2` or without.
        """
        self._faults.add(_from_root(path_prefix), Fault(status, body, headers or {}), times)

    def recover(self) -> None:
        """Take back every `fail` that has not been used up."""
        self._faults.clear()

    def before(self, path_prefix: str, hook: Callable[[], object]) -> None:
        """Call *hook* once, just before the next answer to such a path is made; several wait in line.

        What the hook raises goes to the caller, as a broken connection would when served in process.
        """
        self._faults.add_hook(_from_root(path_prefix), hook)

    def _respond(self, request: Request) -> Response:
        if not compare_digest(request.headers.get("Authorization", "").encode(), self._bearer.encode()):
            return _error(HTTPStatus.UNAUTHORIZED, "Unauthorized. Nice try.")
        quota = self._pace.take(self.world.now)
        if quota.exceeded:
            response = _error(HTTPStatus.TOO_MANY_REQUESTS, "Rate Limit Exceeded")
        else:
            response = self._answer_or_refuse(request)
        response.headers.extend(quota.headers())
        return response

    def _answer_or_refuse(self, request: Request) -> Response:
        try:
            question = self._question(request)
            return _conditional(request, question, answer(self.world, question), self.world.user.id)
        except Refusal as refusal:
            return _error(refusal.status, refusal.text)
        except HTTPException as error:
            return _error(HTTPStatus(error.code or 500), error.name)

    def _question(self, request: Request) -> Question:
        _, values = _ADAPTER.match(request.path, request.method)
        name = str(values["name"])
        url = f"{request.host_url}{ROOT[1:]}/{name}"
        return Question(name, url, request.query_string.decode(), request.args, self._per_page)


def _path(request: Request) -> str:
    query = request.query_string.decode()
    return f"{request.path}?{query}" if query else request.path


def _from_root(prefix: str) -> str:
    return prefix if prefix.startswith(ROOT) else f"{ROOT}/{prefix.lstrip('/')}"


def _conditional(request: Request, question: Question, good: Answer, account: UUID) -> Response:
    """Return the answer, or "not modified" when the client has it; an ETag wins over a date."""
    etag = blake2b(f"{account} {question.full_url} {good.version}".encode(), digest_size=16).hexdigest()
    if _client_has(request, etag, good):
        response = Response(status=HTTPStatus.NOT_MODIFIED)
    else:
        text = json.dumps(good.body(), ensure_ascii=False, separators=(",", ":"))
        response = Response(text, content_type="application/json; charset=utf-8")
    response.set_etag(etag, weak=True)
    response.headers["Last-Modified"] = http_date(good.modified_at)
    return response


def _client_has(request: Request, etag: str, good: Answer) -> bool:
    if "If-None-Match" in request.headers:
        return request.if_none_match.contains_weak(etag)
    since = request.if_modified_since
    # HTTP's dates know no fractions of a second, so that is how exact the question is.
    return since is not None and good.modified_at.replace(microsecond=0) <= since


def _error(status: HTTPStatus, text: str) -> Response:
    return Response(
        json.dumps(error_body(status, text)), status, content_type="application/json; charset=utf-8"
    )
