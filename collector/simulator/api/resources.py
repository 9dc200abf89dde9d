"""Which collections there are: where their rows are, what narrows them, how they are written."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from collector.simulator.api import filters, render
from collector.simulator.api.filters import Filter
from collector.simulator.api.render import Json
from collector.simulator.api.render_subject import subject
from collector.simulator.api.review_rows import ReviewRows
from collector.simulator.world.srs_systems import systems
from collector.simulator.world.table import Table
from collector.simulator.world.voices import VOICE_ACTORS
from collector.simulator.world.world import World

USUAL_PAGE = 500
LARGE_PAGE = 1000

_SYSTEMS = systems()
# Since April 2023 reviews are no longer kept, and the endpoint is empty for everybody.
_NO_REVIEWS = Table[Any]()


class Rows(Protocol):
    """Rows in the order of their ids, with what is needed to answer "has anything changed?" without them."""

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
class Collection:
    """One endpoint that lists rows; *kind* is their `object`, or tells it from a row."""

    rows: Callable[[World], Rows]
    kind: str | Callable[[Any], str]
    data: Callable[[Any], Json]
    filters: Mapping[str, Filter]
    per_page: int = USUAL_PAGE

    def write(self, row: Any, collection_url: str) -> Json:
        """Return a row in full; *collection_url* is the endpoint's, without parameters."""
        return {
            "id": row.id,
            "object": self.kind if isinstance(self.kind, str) else self.kind(row),
            "url": f"{collection_url}/{row.id}",
            "data_updated_at": render.instant(row.changed_at),
            "data": self.data(row),
        }


# Besides these and the pages, every collection knows `updated_after`.
_EVERYWHERE: Mapping[str, Filter] = {"ids": filters.IDS}
_ABOUT_SUBJECTS: Mapping[str, Filter] = {
    **_EVERYWHERE,
    "subject_ids": filters.SUBJECT_IDS,
    "subject_types": filters.SUBJECT_TYPES,
    "hidden": filters.HIDDEN,
}
_OF_ASSIGNMENTS: Mapping[str, Filter] = {
    **_ABOUT_SUBJECTS,
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
    # No longer documented, but it was until 2019, and clients of that time send them.
    "passed": filters.PASSED,
    "resurrected": filters.RESURRECTED,
}
_OF_SUBJECTS: Mapping[str, Filter] = {
    **_EVERYWHERE,
    "types": filters.TYPES,
    "slugs": filters.SLUGS,
    "levels": filters.LEVELS,
    "hidden": filters.HIDDEN_SUBJECTS,
}
_OF_STATISTICS: Mapping[str, Filter] = {
    **_ABOUT_SUBJECTS,
    "percentages_greater_than": filters.PERCENTAGES_ABOVE,
    "percentages_less_than": filters.PERCENTAGES_BELOW,
}
_OF_REVIEWS: Mapping[str, Filter] = {
    **_EVERYWHERE,
    "assignment_ids": filters.ASSIGNMENT_IDS,
    "subject_ids": filters.SUBJECT_IDS,
}

COLLECTIONS: Mapping[str, Collection] = {
    "subjects": Collection(
        lambda world: world.subjects, lambda row: str(row.kind), subject, _OF_SUBJECTS, LARGE_PAGE
    ),
    "assignments": Collection(
        lambda world: world.assignments, "assignment", render.assignment, _OF_ASSIGNMENTS
    ),
    "review_statistics": Collection(
        lambda world: world.statistics, "review_statistic", render.statistic, _OF_STATISTICS
    ),
    "reviews": Collection(lambda _: _NO_REVIEWS, "review", render.review, _OF_REVIEWS, LARGE_PAGE),
    "level_progressions": Collection(
        lambda world: world.progressions, "level_progression", render.progression, _EVERYWHERE
    ),
    "resets": Collection(lambda world: world.resets, "reset", render.reset, _EVERYWHERE),
    "spaced_repetition_systems": Collection(
        lambda _: _SYSTEMS, "spaced_repetition_system", render.system, _EVERYWHERE
    ),
    "study_materials": Collection(
        lambda world: world.study_materials, "study_material", render.study_material, _ABOUT_SUBJECTS
    ),
    "voice_actors": Collection(lambda _: VOICE_ACTORS, "voice_actor", render.voice_actor, _EVERYWHERE),
}
BEFORE_APRIL_2023: Mapping[str, Collection] = {
    **COLLECTIONS,
    "reviews": replace(COLLECTIONS["reviews"], rows=ReviewRows),
}
