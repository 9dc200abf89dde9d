"""The simulated WaniKani as a WSGI application: what a client sees of the world."""

import re
from collections.abc import Callable, Iterable, Mapping
from hmac import compare_digest
from http import HTTPStatus
from typing import TYPE_CHECKING

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request

from collector.simulator.api import reads
from collector.simulator.api.bodies import read_body
from collector.simulator.api.http_responses import conditional_response, error_response, written_response
from collector.simulator.api.large_bodies import large_bodies
from collector.simulator.api.reads import ReadRequest, Representation, read_request
from collector.simulator.api.resources import COLLECTIONS, COLLECTIONS_WITH_REVIEWS
from collector.simulator.api.routes import METHODS, ROOT, Route, match_route
from collector.simulator.api.writes import WRITES, WriteRequest
from collector.simulator.faults.scripted_faults import Fault, FaultScript
from collector.simulator.http.cors import allow_any_origin, preflight_response
from collector.simulator.http.dates import http_date
from collector.simulator.http.http_error import HttpError
from collector.simulator.http.json_text import Json
from collector.simulator.http.rate_limit import REQUESTS_PER_MINUTE, RateLimiter
from collector.simulator.http.request import HttpRequest
from collector.simulator.http.response import HttpResponse
from collector.simulator.world.account_rows import NotAllowed
from collector.simulator.world.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# A service that runs for months must not grow with every request.
_REMEMBERED = 100_000
_SOFTWARE = "wanikani-simulator"

# Rails takes both words, and clients from before the documentation write `Token token=…`.
_AUTHORIZATION = re.compile(r'^(?:Bearer|Token)\s+(?:token=)?"?(?P<token>[^"]*)"?$')


class SimulatedWaniKani:
    """Answers for *world* as the real service would, to any client that bears *token*.

    *live* is called before every request and moves the world to the present; the world's `now` is the
    server's time. *studied* is called after a client itself did a lesson or a review. *per_page* overrides
    the documented page sizes. `/reviews` is empty, as it is since April 2023, unless *with_reviews*.
    *requests* lists the latest requests: method, path with query, status.
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
        requests_a_minute: int = REQUESTS_PER_MINUTE,
    ) -> None:
        self.world = world
        self.requests: list[tuple[str, str, int]] = []
        self._token = token
        self._live = live
        self._studied = studied
        self._collections = COLLECTIONS_WITH_REVIEWS if with_reviews else COLLECTIONS
        self._per_page = per_page
        self._large_bodies = large_bodies(world)
        self._limiter = RateLimiter(requests_a_minute)
        self._script = FaultScript()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request, as WSGI asks for it."""
        request = HttpRequest.of(environ)
        path = request.path_with_query
        # Browsers send a preflight OPTIONS themselves: it is not a request of the client.
        if request.method == "OPTIONS":
            response = preflight_response(request, METHODS)
        else:
            response = self._respond(request, path)
        allow_any_origin(response)
        response.headers["Date"] = http_date(self.world.now)
        # Clients can see that this is not the real service, and that its time may differ.
        response.headers["Server"] = _SOFTWARE
        self._remember(request.method, path, response.status)
        return response(environ, start_response)

    def fail(
        self,
        path_prefix: str,
        status: int = 500,
        times: int = 1,
        body: str | bytes | Json | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Answer the next *times* requests whose path (with query) starts so with this instead.

        A text *body* goes out as HTML, a dictionary as JSON, and bytes as they are, labelled as JSON; None is
        the usual JSON error. A redirect is a 3xx with a `Location` header. The path may be given with `/v2`
        or without.
        """
        self._script.add(_from_root(path_prefix), Fault(status, body, headers or {}), times)

    def recover(self) -> None:
        """Cancel every `fail` that has not been used."""
        self._script.clear()

    def before(self, path_prefix: str, hook: Callable[[], object]) -> None:
        """Call *hook* once, just before the next answer to such a path is made; several wait in line.

        What the hook raises goes to the caller, as a broken connection would when served in process.
        """
        self._script.add_hook(_from_root(path_prefix), hook)

    def _remember(self, method: str, path: str, status: int) -> None:
        self.requests.append((method, path, status))
        if len(self.requests) > _REMEMBERED:
            del self.requests[: _REMEMBERED // 2]

    def _respond(self, request: HttpRequest, path: str) -> HttpResponse:
        if self._live is not None:
            self._live()
        self._script.run_hook(path)
        fault = self._script.take(path)
        return fault.response() if fault else self._respond_if_authorized(request)

    def _respond_if_authorized(self, request: HttpRequest) -> HttpResponse:
        if not compare_digest(_token_of(request).encode(), self._token.encode()):
            return error_response(HttpError(HTTPStatus.UNAUTHORIZED, "Unauthorized. Nice try."))
        limit = self._limiter.count(self.world.now)
        if limit.exceeded:
            response = error_response(HttpError(HTTPStatus.TOO_MANY_REQUESTS, "Rate Limit Exceeded"))
        else:
            response = self._respond_or_refuse(request)
        response.headers.update(limit.headers())
        return response

    def _respond_or_refuse(self, request: HttpRequest) -> HttpResponse:
        try:
            return self._dispatch(request, match_route(request.path, request.method))
        except HttpError as error:
            return error_response(error)
        except NotAllowed as error:
            return error_response(HttpError(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)))
        except HTTPException as error:
            return error_response(HttpError(HTTPStatus(error.code or 500), error.name))

    def _dispatch(self, request: HttpRequest, route: Route) -> HttpResponse:
        root_url = f"{request.host_url}{ROOT[1:]}"
        if route.endpoint in WRITES:
            return self._write(route, WriteRequest(root_url, read_body(Request(request.wsgi)), route.row_id))
        read = read_request(f"{root_url}/{route.name or route.endpoint}", request.query, self._per_page)
        return conditional_response(
            request, read, self._read(route, read), self.world.user.id, self._large_bodies
        )

    def _read(self, route: Route, request: ReadRequest) -> Representation:
        if route.endpoint == "user":
            return reads.user(self.world, request)
        if route.endpoint == "summary":
            return reads.summary(self.world, request)
        collection = self._collections[route.name]
        if route.endpoint == "resource":
            return reads.resource(self.world, request, collection, route.row_id)
        return reads.listing(self.world, request, collection)

    def _write(self, route: Route, request: WriteRequest) -> HttpResponse:
        result = WRITES[route.endpoint](self.world, request)
        if result.studied and self._studied is not None:
            self._studied()
        return written_response(result.body, result.status)


def _token_of(request: HttpRequest) -> str:
    found = _AUTHORIZATION.match(request.header("AUTHORIZATION") or "")
    return found["token"] if found else ""


def _from_root(prefix: str) -> str:
    return prefix if prefix.startswith(ROOT) else f"{ROOT}/{prefix.lstrip('/')}"
