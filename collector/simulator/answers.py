"""What each endpoint answers: known first by its version, written only when a body is sent."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlencode

from werkzeug.datastructures import MultiDict

from collector.simulator import render
from collector.simulator.pages import page_of
from collector.simulator.refusal import Refusal
from collector.simulator.render import Json
from collector.simulator.resources import COLLECTIONS, Collection
from collector.simulator.rules import floor_to_hour
from collector.simulator.table import Table
from collector.simulator.world import World

_PAGING = frozenset({"page_after_id", "page_before_id"})


@dataclass(frozen=True)
class Question:
    """A request, as far as it decides the answer. *url* is the endpoint's own, *query* what follows it."""

    name: str
    url: str
    query: str
    args: MultiDict[str, str]
    per_page: int | None

    @property
    def full_url(self) -> str:
        """Return the address with the parameters, as it was asked for."""
        return f"{self.url}?{self.query}" if self.query else self.url

    def url_with(self, **changed: int) -> str:
        """Return the address of another page of the same filtered scope."""
        kept = [pair for pair in parse_qsl(self.query, keep_blank_values=True) if pair[0] not in _PAGING]
        return f"{self.url}?{urlencode([*kept, *changed.items()])}"


@dataclass(frozen=True)
class Answer:
    """A good answer. *version* differs whenever *body* would; *modified_at* is its last change."""

    version: tuple[object, ...]
    modified_at: datetime
    body: Callable[[], Json]


def answer(world: World, question: Question) -> Answer:
    """Return the answer to a question; raise `Refusal` when the service would not give one."""
    if question.name == "user":
        return _user(world, question)
    if question.name == "summary":
        return _summary(world, question)
    if question.name in COLLECTIONS:
        return _collection(world, question, COLLECTIONS[question.name])
    raise Refusal(HTTPStatus.NOT_FOUND, "Not found")


def _user(world: World, question: Question) -> Answer:
    user = world.user
    return Answer(
        version=(user.version,),
        modified_at=user.changed_at,
        body=lambda: _single("user", question.url, user.changed_at, render.user(user)),
    )


def _summary(world: World, question: Question) -> Answer:
    hour = floor_to_hour(world.now)
    # Besides the hour and the rows, items fall due inside an hour after a vacation.
    version = (
        hour,
        world.how_many_due(),
        world.user.version,
        world.assignments.version,
        world.subjects.version,
    )
    return Answer(
        version=version,
        modified_at=max(hour, world.last_change()),
        body=lambda: _single("report", question.url, hour, render.summary(world.summary())),
    )


def _single(kind: str, url: str, changed_at: datetime, data: Json) -> Json:
    return {"object": kind, "url": url, "data_updated_at": render.instant(changed_at), "data": data}


def _collection(world: World, question: Question, collection: Collection) -> Answer:
    table = collection.rows(world)
    # An assignment is in the level its subject is in now, so such a filter looks at two tables.
    joined = world.subjects.version if "levels" in question.args else 0
    filters = [
        collection.filters[name](text, world)
        for name, text in question.args.items()
        if name in collection.filters
    ]
    return Answer(
        version=(table.version, joined),
        modified_at=table.newest or world.user.started_at,
        body=partial(_write, table, filters, question, collection),
    )


def _write(
    table: Table[Any], filters: list[Callable[[Any], bool]], question: Question, collection: Collection
) -> Json:
    rows: Iterable[Any] = table
    for matches in filters:
        rows = filter(matches, rows)
    scope = list(rows)
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
