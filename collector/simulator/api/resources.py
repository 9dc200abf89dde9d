"""The collections: where their rows are, what filters them, how a row is rendered."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from collector.simulator.api import filters, render
from collector.simulator.api.filters import Filter
from collector.simulator.api.render_subject import subject
from collector.simulator.api.review_rows import ReviewRows
from collector.simulator.http.json_text import Json
from collector.simulator.world.row_table import RowTable
from collector.simulator.world.srs_systems import systems
from collector.simulator.world.voices import VOICE_ACTORS
from collector.simulator.world.world import World

_USUAL_PAGE = 500
_LARGE_PAGE = 1000

_SYSTEMS = systems()
# Since April 2023 the service keeps no reviews, and the endpoint is empty.
_NO_REVIEWS = RowTable[Any]()


class Rows(Protocol):
    """Rows in the order of their ids, with a version and a stamp that show changes without reading rows."""

    @property
    def version(self) -> object:
        """Differs after every change."""

    @property
    def newest(self) -> datetime | None:
        """The latest stamp of all rows."""

    def __iter__(self) -> Iterator[Any]: ...

    def get(self, row_id: int, /) -> Any:
        """Return the row of that id, or None."""

    def changed_after(self, moment: datetime, /) -> Iterator[Any]:
        """Return the rows that changed strictly after *moment*."""


@dataclass(frozen=True)
class CollectionEndpoint:
    """An endpoint that lists rows; *kind* is their `object`, or a function that derives it from a row."""

    rows: Callable[[World], Rows]
    kind: str | Callable[[Any], str]
    data: Callable[[Any], Json]
    filters: Mapping[str, Filter]
    per_page: int = _USUAL_PAGE

    def render(self, row: Any, collection_url: str) -> Json:
        """Return a row in full; *collection_url* is the endpoint's, without parameters."""
        return {
            "id": row.id,
            "object": self.kind if isinstance(self.kind, str) else self.kind(row),
            "url": f"{collection_url}/{row.id}",
            "data_updated_at": render.instant(row.changed_at),
            "data": self.data(row),
        }


# Every collection also has `updated_after` and the parameters of pages.
_COMMON_FILTERS: Mapping[str, Filter] = {"ids": filters.IDS}
_FILTERS_BY_SUBJECT: Mapping[str, Filter] = {
    **_COMMON_FILTERS,
    "subject_ids": filters.SUBJECT_IDS,
    "subject_types": filters.SUBJECT_TYPES,
    "hidden": filters.HIDDEN,
}
_ASSIGNMENT_FILTERS: Mapping[str, Filter] = {
    **_FILTERS_BY_SUBJECT,
    "available_after": filters.AVAILABLE_AFTER,
    "available_before": filters.AVAILABLE_BEFORE,
    "burned": filters.BURNED,
    "immediately_available_for_lessons": filters.LESSONS_NOW,
    "immediately_available_for_review": filters.REVIEWS_NOW,
    "in_review": filters.IN_REVIEW,
    "levels": filters.SUBJECT_LEVELS,
    "srs_stages": filters.SRS_STAGES,
    "started": filters.STARTED,
    "unlocked": filters.UNLOCKED,
    # Documented until 2019; old clients still send them.
    "passed": filters.PASSED,
    "resurrected": filters.RESURRECTED,
}
_SUBJECT_FILTERS: Mapping[str, Filter] = {
    **_COMMON_FILTERS,
    "types": filters.TYPES,
    "slugs": filters.SLUGS,
    "levels": filters.LEVELS,
    "hidden": filters.HIDDEN_SUBJECTS,
}
_STATISTIC_FILTERS: Mapping[str, Filter] = {
    **_FILTERS_BY_SUBJECT,
    "percentages_greater_than": filters.PERCENTAGES_ABOVE,
    "percentages_less_than": filters.PERCENTAGES_BELOW,
}
_REVIEW_FILTERS: Mapping[str, Filter] = {
    **_COMMON_FILTERS,
    "assignment_ids": filters.ASSIGNMENT_IDS,
    "subject_ids": filters.SUBJECT_IDS,
}

COLLECTIONS: Mapping[str, CollectionEndpoint] = {
    "subjects": CollectionEndpoint(
        rows=lambda world: world.subjects,
        kind=lambda row: str(row.kind),
        data=subject,
        filters=_SUBJECT_FILTERS,
        per_page=_LARGE_PAGE,
    ),
    "assignments": CollectionEndpoint(
        rows=lambda world: world.assignments,
        kind="assignment",
        data=render.assignment,
        filters=_ASSIGNMENT_FILTERS,
    ),
    "review_statistics": CollectionEndpoint(
        rows=lambda world: world.statistics,
        kind="review_statistic",
        data=render.statistic,
        filters=_STATISTIC_FILTERS,
    ),
    "reviews": CollectionEndpoint(
        rows=lambda _: _NO_REVIEWS,
        kind="review",
        data=render.review,
        filters=_REVIEW_FILTERS,
        per_page=_LARGE_PAGE,
    ),
    "level_progressions": CollectionEndpoint(
        rows=lambda world: world.progressions,
        kind="level_progression",
        data=render.progression,
        filters=_COMMON_FILTERS,
    ),
    "resets": CollectionEndpoint(
        rows=lambda world: world.resets,
        kind="reset",
        data=render.reset,
        filters=_COMMON_FILTERS,
    ),
    "spaced_repetition_systems": CollectionEndpoint(
        rows=lambda _: _SYSTEMS,
        kind="spaced_repetition_system",
        data=render.system,
        filters=_COMMON_FILTERS,
    ),
    "study_materials": CollectionEndpoint(
        rows=lambda world: world.study_materials,
        kind="study_material",
        data=render.study_material,
        filters=_FILTERS_BY_SUBJECT,
    ),
    "voice_actors": CollectionEndpoint(
        rows=lambda _: VOICE_ACTORS,
        kind="voice_actor",
        data=render.voice_actor,
        filters=_COMMON_FILTERS,
    ),
}
COLLECTIONS_WITH_REVIEWS: Mapping[str, CollectionEndpoint] = {
    **COLLECTIONS,
    "reviews": replace(COLLECTIONS["reviews"], rows=ReviewRows),
}
