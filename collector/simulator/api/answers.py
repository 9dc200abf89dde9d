"""What each endpoint says when it is read: known first by its version, written only for a body."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlencode

from collector.simulator.api import filters, render
from collector.simulator.api.filters import Matches
from collector.simulator.api.http_error import Refusal
from collector.simulator.api.pages import page_of
from collector.simulator.api.render import Json
from collector.simulator.api.resources import Collection, Rows
from collector.simulator.world.game_rules import floor_to_hour
from collector.simulator.world.world import World

_PAGING = frozenset({"page_after_id", "page_before_id"})


@dataclass(frozen=True)
class Question:
    """A request, as far as it decides the answer. *url* is the endpoint's own, *query* what follows it."""

    url: str
    query: str
    args: Mapping[str, str]
    per_page: int | None

    @property
    def full_url(self) -> str:
        """Return the address with the parameters, as it was asked for."""
        return f"{self.url}?{self.query}" if self.query else self.url

    def url_with(self, **changed: int) -> str:
        """Return the address of another page of the same scope, its parameters sorted (documented)."""
        kept = [pair for pair in parse_qsl(self.query, keep_blank_values=True) if pair[0] not in _PAGING]
        return f"{self.url}?{urlencode(sorted([*kept, *changed.items()]))}"


@dataclass(frozen=True)
class Answer:
    """A good answer. *version* differs whenever *body* would; *modified_at* is its last change."""

    version: tuple[object, ...]
    modified_at: datetime
    body: Callable[[], Json]


def user(world: World, question: Question) -> Answer:
    """Return what `/user` says."""
    row = world.user
    return Answer(
        version=(row.version,),
        modified_at=row.changed_at,
        body=lambda: single("user", question.url, row.changed_at, render.user(row)),
    )


def summary(world: World, question: Question) -> Answer:
    """Return what `/summary` says."""
    hour = floor_to_hour(world.now)
    # Besides the hour and the rows, items fall due inside an hour after a vacation.
    version = (
        hour,
        world.count_due(),
        world.user.version,
        world.assignments.version,
        world.subjects.version,
    )
    return Answer(
        version=version,
        modified_at=max(hour, world.last_change()),
        body=lambda: single("report", question.url, hour, render.summary(world.summary())),
    )


def single(kind: str, url: str, changed_at: datetime, data: Json) -> Json:
    """Return a resource that has no id."""
    return {"object": kind, "url": url, "data_updated_at": render.instant(changed_at), "data": data}


def resource(world: World, question: Question, collection: Collection, row_id: str) -> Answer:
    """Return one row; *question* is that of its collection. `Refusal` when there is no such row."""
    row = found(collection.rows(world), row_id)
    body = collection.write(row, question.url)
    return Answer(version=(body,), modified_at=row.changed_at, body=lambda: body)


def found(rows: Rows, row_id: str) -> Any:
    """Return the row that an address names, which can be any text; `Refusal` when there is none."""
    row = rows.get(int(row_id)) if row_id.isascii() and row_id.isdecimal() and len(row_id) < 20 else None
    if row is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "Not found")
    return row


def listing(world: World, question: Question, collection: Collection) -> Answer:
    """Return a page of the rows that the parameters ask for."""
    rows = collection.rows(world)
    asked = {name: one for name, one in collection.filters.items() if name in question.args}
    grounds = [ground for one in asked.values() if (ground := one.depends_on(world)) is not None]
    matching = [one.read(question.args[name], world) for name, one in asked.items()]
    since = filters.updated_after(question.args.get("updated_after", ""), world)
    narrowed = partial(_narrowed, rows, since, [matches for matches in matching if matches is not None])
    return Answer(
        version=(rows.version, *(ground.version for ground in grounds)),
        modified_at=max([rows.newest or world.user.started_at, *(ground.since for ground in grounds)]),
        body=lambda: _page(narrowed(), question, collection),
    )


def _narrowed(rows: Rows, since: datetime | None, filters: Iterable[Matches]) -> list[Any]:
    scope: Iterable[Any] = rows if since is None else rows.changed_after(since)
    for matches in filters:
        scope = filter(matches, scope)
    return list(scope)


def _page(scope: list[Any], question: Question, collection: Collection) -> Json:
    per_page = question.per_page or collection.per_page
    page = page_of(scope, per_page, question.args.get("page_after_id"), question.args.get("page_before_id"))
    return {
        "object": "collection",
        "url": question.full_url,
        "pages": {
            "per_page": per_page,
            "next_url": page.next_after and question.url_with(page_after_id=page.next_after),
            "previous_url": page.previous_before and question.url_with(page_before_id=page.previous_before),
        },
        "total_count": len(scope),
        "data_updated_at": render.maybe(max((row.changed_at for row in scope), default=None)),
        "data": [collection.write(row, question.url) for row in page.rows],
    }
