"""Reading the endpoints: the version of an answer first, its body only when one is sent.

Source: the API documentation, "Collections", "Pagination", "Conditional Requests", "Summary" and "User".
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlencode

from collector.simulator.api import filters, render
from collector.simulator.api.filters import RowPredicate
from collector.simulator.api.pages import page_of
from collector.simulator.api.parameters import parameters
from collector.simulator.api.resources import CollectionEndpoint, Rows
from collector.simulator.http.http_error import HttpError
from collector.simulator.http.json_text import Json
from collector.simulator.world.game_rules import floor_to_hour
from collector.simulator.world.world import World

_PAGING = frozenset({"page_after_id", "page_before_id"})


@dataclass(frozen=True)
class ReadRequest:
    """The parts of a request that decide the answer. *url* is the endpoint's own, *query* what follows it."""

    url: str
    query: str
    args: Mapping[str, str]
    per_page: int | None

    @property
    def full_url(self) -> str:
        """Return the address with the parameters, as the client wrote it."""
        return f"{self.url}?{self.query}" if self.query else self.url

    def url_with(self, **changed: int) -> str:
        """Return the address of another page of the same scope, its parameters sorted (documented)."""
        kept = [pair for pair in parse_qsl(self.query, keep_blank_values=True) if pair[0] not in _PAGING]
        return f"{self.url}?{urlencode(sorted([*kept, *changed.items()]))}"


@lru_cache(maxsize=256)
def read_request(url: str, query: str, per_page: int | None) -> ReadRequest:
    """Return the request for *url* with the parameters in *query*; the same one for the same texts."""
    args = parameters(parse_qsl(query, keep_blank_values=True))
    return ReadRequest(url, query, args, per_page)


@dataclass(frozen=True)
class Representation:
    """A good answer. *version* differs whenever *body* would; *modified_at* is its last change."""

    version: tuple[object, ...]
    modified_at: datetime
    body: Callable[[], Json]


def user(world: World, request: ReadRequest) -> Representation:
    """Return the answer of `/user`."""
    row = world.user
    return Representation(
        version=(row.version,),
        modified_at=row.changed_at,
        body=lambda: singular_resource("user", request.url, row.changed_at, render.user(row)),
    )


def summary(world: World, request: ReadRequest) -> Representation:
    """Return the answer of `/summary`."""
    hour = floor_to_hour(world.now)
    # Besides the hour and the rows, items fall due inside an hour after a vacation.
    version = (hour, world.count_due(), world.user.version, world.assignments.version, world.subjects.version)
    return Representation(
        version=version,
        modified_at=max(hour, world.last_change()),
        body=lambda: singular_resource("report", request.url, hour, render.summary(world.summary())),
    )


def singular_resource(kind: str, url: str, changed_at: datetime, data: Json) -> Json:
    """Return a resource that has no id."""
    return {"object": kind, "url": url, "data_updated_at": render.instant(changed_at), "data": data}


def resource(
    world: World, request: ReadRequest, collection: CollectionEndpoint, row_id: str
) -> Representation:
    """Return one row; *request* is that of its collection. Raises `HttpError` 404 for no such row."""
    row = find_row(collection.rows(world), row_id)
    body = collection.render(row, request.url)
    return Representation(version=(body,), modified_at=row.changed_at, body=lambda: body)


def find_row(rows: Rows, row_id: str) -> Any:
    """Return the row that an address names, which can be any text. Raises `HttpError` 404 for no row."""
    row = rows.get(int(row_id)) if row_id.isascii() and row_id.isdecimal() and len(row_id) < 20 else None
    if row is None:
        raise HttpError(HTTPStatus.NOT_FOUND, "Not found")
    return row


def listing(world: World, request: ReadRequest, collection: CollectionEndpoint) -> Representation:
    """Return a page of the rows that the parameters ask for.

    Raises `HttpError` 422 when a parameter makes no sense.
    """
    rows = collection.rows(world)
    asked = {name: one for name, one in collection.filters.items() if name in request.args}
    dependencies = [found for one in asked.values() if (found := one.depends_on(world)) is not None]
    predicates = [one.read(request.args[name], world) for name, one in asked.items()]
    since = filters.updated_after(request.args.get("updated_after", ""), world)
    scope = partial(_scope, rows, since, [matches for matches in predicates if matches is not None])
    return Representation(
        version=(rows.version, *(one.version for one in dependencies)),
        modified_at=max([rows.newest or world.user.started_at, *(one.since for one in dependencies)]),
        body=lambda: _page(scope(), request, collection),
    )


def _scope(rows: Rows, since: datetime | None, predicates: Iterable[RowPredicate]) -> list[Any]:
    scope: Iterable[Any] = rows if since is None else rows.changed_after(since)
    for matches in predicates:
        scope = filter(matches, scope)
    return list(scope)


def _page(scope: list[Any], request: ReadRequest, collection: CollectionEndpoint) -> Json:
    per_page = request.per_page or collection.per_page
    page = page_of(scope, per_page, request.args.get("page_after_id"), request.args.get("page_before_id"))
    return {
        "object": "collection",
        "url": request.full_url,
        "pages": {
            "per_page": per_page,
            "next_url": page.next_after and request.url_with(page_after_id=page.next_after),
            "previous_url": page.previous_before and request.url_with(page_before_id=page.previous_before),
        },
        "total_count": len(scope),
        "data_updated_at": render.optional_instant(max((row.changed_at for row in scope), default=None)),
        "data": [collection.render(row, request.url) for row in page.rows],
    }
