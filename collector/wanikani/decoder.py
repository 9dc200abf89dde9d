"""Reads a response's body by its schema; what does not fit is named by its path, never by its content."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from pydantic import AwareDatetime, ConfigDict, TypeAdapter, ValidationError

from collector.core.errors import MalformedResponse
from collector.wanikani.http_errors import is_html

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CollectionPage(Generic[T]):
    """One page of a collection, in WaniKani's order: by id, not by time.

    *newest* is the newest change in the whole filtered collection, not of the page; None when nothing
    matched (documented as `data_updated_at`).
    """

    rows: list[T]
    next_url: str | None
    per_page: int
    total_count: int
    newest: AwareDatetime | None


class Decoder(Generic[T]):
    """Turns the body of one endpoint's responses into *T*s."""

    def __init__(self, schema: Any, one: Callable[[Any], T], config: ConfigDict | None = None) -> None:
        self._schema = schema
        self._one = one
        self._config = config

    # Made for the first body: to most questions of a quiet poll the answer is "not modified".
    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        return TypeAdapter(self._schema, config=self._config)

    def single(self, body: bytes, name: str) -> T:
        """Return the single resource in *body*; *name* is the endpoint's, for an error.

        Raises `MalformedResponse` when the body is not what the documentation describes; its sentence
        names the path of the first field that does not fit.
        """
        return self._one(self._parsed(body, name))

    def page(self, body: bytes, name: str) -> CollectionPage[T]:
        """Return the page of a collection in *body*; raises `MalformedResponse` like `single`."""
        raw = self._parsed(body, name)
        found, most = len(raw.data), raw.pages.per_page
        if found > most:
            raise MalformedResponse(
                f"WaniKani's answer to {name} has {found:,} rows on a page for {most:,}: "
                "trying again at the next poll."
            )
        return CollectionPage(
            rows=[self._one(row) for row in raw.data],
            next_url=raw.pages.next_url,
            per_page=raw.pages.per_page,
            total_count=raw.total_count,
            newest=raw.data_updated_at,
        )

    def _parsed(self, body: bytes, name: str) -> Any:
        if is_html(body):
            raise MalformedResponse(
                f"WaniKani answered {name} with a web page instead of data (maintenance, or a login page in "
                "between): trying again at the next poll; if this persists, check WANIKANI_URL."
            )
        try:
            return self._adapter.validate_json(body, strict=True)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            path = ".".join(str(part) for part in first["loc"]) or "the whole answer"
            raise MalformedResponse(
                f"WaniKani's answer to {name} is not as documented at {path} ({first['msg']}): trying again "
                "at the next poll; if this persists, try a newer wanikani-collector."
            ) from None
