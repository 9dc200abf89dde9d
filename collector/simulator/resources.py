"""Which collections there are: where their rows are, what narrows them, how they are written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from collector.simulator import filters, render
from collector.simulator.filters import Filter
from collector.simulator.render import Json
from collector.simulator.render_subject import subject
from collector.simulator.systems import systems
from collector.simulator.table import Table
from collector.simulator.world import World

USUAL_PAGE = 500
LARGE_PAGE = 1000

_SYSTEMS = systems()
# Since April 2023 reviews are no longer kept, and the endpoint is empty for everybody.
_NO_REVIEWS = Table[Any]()

_EVERYWHERE: Mapping[str, Filter] = {"ids": filters.ids, "updated_after": filters.updated_after}
_ABOUT_SUBJECTS: Mapping[str, Filter] = {
    **_EVERYWHERE,
    "subject_ids": filters.subject_ids,
    "subject_types": filters.subject_types,
    "hidden": filters.hidden,
}


@dataclass(frozen=True)
class Collection:
    """One endpoint that lists rows; *kind* is their `object`, or tells it from a row."""

    rows: Callable[[World], Table[Any]]
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


COLLECTIONS: Mapping[str, Collection] = {
    "subjects": Collection(
        rows=lambda world: world.subjects,
        kind=lambda row: str(row.kind),
        data=subject,
        filters={
            **_EVERYWHERE,
            "types": filters.types,
            "levels": filters.levels,
            "hidden": filters.hidden_subjects,
        },
        per_page=LARGE_PAGE,
    ),
    "assignments": Collection(
        rows=lambda world: world.assignments,
        kind="assignment",
        data=render.assignment,
        filters={**_ABOUT_SUBJECTS, "levels": filters.subject_levels, "srs_stages": filters.srs_stages},
    ),
    "review_statistics": Collection(
        rows=lambda world: world.statistics,
        kind="review_statistic",
        data=render.statistic,
        filters=_ABOUT_SUBJECTS,
    ),
    "reviews": Collection(
        rows=lambda _: _NO_REVIEWS,
        kind="review",
        data=lambda _: {},
        filters=_EVERYWHERE,
        per_page=LARGE_PAGE,
    ),
    "level_progressions": Collection(
        rows=lambda world: world.progressions,
        kind="level_progression",
        data=render.progression,
        filters=_EVERYWHERE,
    ),
    "resets": Collection(
        rows=lambda world: world.resets,
        kind="reset",
        data=render.reset,
        filters=_EVERYWHERE,
    ),
    "spaced_repetition_systems": Collection(
        rows=lambda _: _SYSTEMS,
        kind="spaced_repetition_system",
        data=render.system,
        filters=_EVERYWHERE,
    ),
}
