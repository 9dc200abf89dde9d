"""The simulated WaniKani as a WSGI application: what a client sees of the world."""

import re
from collections.abc import Callable, Iterable, Mapping
from hmac import compare_digest
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from werkzeug.exceptions import HTTPException
from werkzeug.http import http_date
from werkzeug.wrappers import Request, Response

from collector.simulator.api import answers
from collector.simulator.api.answers import Answer, Question
from collector.simulator.api.bodies import read_body
from collector.simulator.api.cors import let_anybody_read, preflight
from collector.simulator.api.http_error import Refusal
from collector.simulator.api.parameters import parameters
from collector.simulator.api.render import Json
from collector.simulator.api.resources import BEFORE_APRIL_2023, COLLECTIONS
from collector.simulator.api.responses import as_json, conditional, refused
from collector.simulator.api.routes import ROOT, Route, route
from collector.simulator.api.writes import WRITES, Wish
from collector.simulator.faults.scripted_faults import Fault, Faults
from collector.simulator.serving.quota import Pace
from collector.simulator.world.rows import NotAllowed
from collector.simulator.world.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

REQUESTS_A_MINUTE = 60
# A service that runs for months must not grow with every request.
_REMEMBERED = 100_000

# Rails takes both words, and clients from before the documentation write `Token token=…`.
_AUTHORIZATION = re.compile(r'^(?:Bearer|Token)\s+(?:token=)?"?(?P<token>[^"]*)"?$')


class SimulatedWaniKani:
    """Answers for *world* as the real service would, to whoever bears *token*.

    *live* is called before every request and moves the world to the present; the world's `now` is the
    server's time. *studied* is called after a client itself did a lesson or a review. *per_page* overrides
    the documented page sizes. `/reviews` is empty, as it is since April 2023, but not *with_reviews*.
    *requests* lists what was answered lately: method, path with query, status.
    """

    def __init__(  # noqa: PLR0913 - what makes one service differ from another
        self,
        world: World,
        *,
        token: str,
        live: Callable[[], object] | None = None,
        studied: Callable[[], object] | None = None,
        with_reviews: bool = False,
        per_page: int | None = None,
        requests_a_minute: int = REQUESTS_A_MINUTE,
    ) -> None:
        self.world = world
        self.requests: list[tuple[str, str, int]] = []
        self._token = token
        self._live = live
        self._studied = studied
        self._collections = BEFORE_APRIL_2023 if with_reviews else COLLECTIONS
        self._per_page = per_page
        self._pace = Pace(requests_a_minute)
        self._faults = Faults()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request, as WSGI asks for it."""
        request = Request(environ)
        path = _path(request)
        # Browsers ask beforehand and by themselves: that is no request of the client's.
        response = preflight(request) if request.method == "OPTIONS" else self._respond(request, path)
        let_anybody_read(response)
        response.headers["Date"] = http_date(self.world.now)
        self._note(request.method, path, response.status_code)
        return response(environ, start_response)

    def _note(self, method: str, path: str, status: int) -> None:
        self.requests.append((method, path, status))
        if len(self.requests) > _REMEMBERED:
            del self.requests[: _REMEMBERED // 2]

    def fail(
        self,
        path_prefix: str,
        status: int = 500,
        times: int = 1,
        body: str | bytes | Json | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Let the next *times* requests whose path (with query) starts so get this answer instead.

        A text *body* goes out as HTML, a dictionary as JSON, and bytes as they are, under the name of JSON;
        None is the usual JSON error. A redirect is a 3xx with a `Location` header. The path may be given
        with `/v2` or without.
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

    def _respond(self, request: Request, path: str) -> Response:
        if self._live is not None:
            self._live()
        self._faults.run_hook(path)
        fault = self._faults.take(path)
        return fault.response() if fault else self._respond_to_who_may(request)

    def _respond_to_who_may(self, request: Request) -> Response:
        if not compare_digest(_token_of(request).encode(), self._token.encode()):
            return refused(Refusal(HTTPStatus.UNAUTHORIZED, "Unauthorized. Nice try."))
        quota = self._pace.take(self.world.now)
        if quota.exceeded:
            response = refused(Refusal(HTTPStatus.TOO_MANY_REQUESTS, "Rate Limit Exceeded"))
        else:
            response = self._answer_or_refuse(request)
        response.headers.extend(quota.headers())
        return response

    def _answer_or_refuse(self, request: Request) -> Response:
        try:
            return self._answer(request, route(request.path, request.method))
        except Refusal as refusal:
            return refused(refusal)
        except NotAllowed as error:
            return refused(Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)))
        except HTTPException as error:
            return refused(Refusal(HTTPStatus(error.code or 500), error.name))

    def _answer(self, request: Request, asked: Route) -> Response:
        root_url = f"{request.host_url}{ROOT[1:]}"
        if asked.endpoint in WRITES:
            return self._write(asked, Wish(root_url, read_body(request), asked.row_id))
        query = _query(request)
        args = parameters(parse_qsl(query, keep_blank_values=True))
        question = Question(f"{root_url}/{asked.name or asked.endpoint}", query, args, self._per_page)
        return conditional(request, question, self._read(asked, question), self.world.user.id)

    def _read(self, asked: Route, question: Question) -> Answer:
        if asked.endpoint == "user":
            return answers.user(self.world, question)
        if asked.endpoint == "summary":
            return answers.summary(self.world, question)
        collection = self._collections[asked.name]
        if asked.endpoint == "resource":
            return answers.resource(self.world, question, collection, asked.row_id)
        return answers.listing(self.world, question, collection)

    def _write(self, asked: Route, wish: Wish) -> Response:
        done = WRITES[asked.endpoint](self.world, wish)
        if done.studied and self._studied is not None:
            self._studied()
        response = as_json(done.body, done.status)
        response.add_etag(weak=True)
        return response


def _token_of(request: Request) -> str:
    found = _AUTHORIZATION.match(request.headers.get("Authorization", ""))
    return found["token"] if found else ""


def _path(request: Request) -> str:
    query = _query(request)
    return f"{request.path}?{query}" if query else request.path


def _query(request: Request) -> str:
    return request.query_string.decode(errors="replace")


def _from_root(prefix: str) -> str:
    return prefix if prefix.startswith(ROOT) else f"{ROOT}/{prefix.lstrip('/')}"
