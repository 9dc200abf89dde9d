"""The writes of clients, applied to the world under the rules of the game.

Every write raises `HttpError` for a body that makes no sense (422) or names no row (404), and `NotAllowed`
when the world refuses the move. Source: the API documentation, "Start an Assignment", "Create a Review",
"Create a Study Material", "Update a Study Material" and "Update User Information".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from collector.simulator.api import render
from collector.simulator.api.bodies import Fields, fields
from collector.simulator.api.reads import find_row, singular_resource
from collector.simulator.api.resources import COLLECTIONS_WITH_REVIEWS
from collector.simulator.http.http_error import HttpError, unprocessable
from collector.simulator.http.json_text import Json
from collector.simulator.world.account_rows import Assignment, NotAllowed, Preferences, StudyMaterial
from collector.simulator.world.world import World

_REVIEW_ORDERS = frozenset({"shuffled", "lower_levels_first"})
_BATCH_SIZES = range(1, 101)


@dataclass(frozen=True)
class WriteRequest:
    """A write that a client requests. *root_url* is where all endpoints are; *row_id* may be any text."""

    root_url: str
    body: Mapping[str, object]
    row_id: str = ""

    def render_row(self, collection: str, row: object) -> Json:
        """Return a row as the answer shows it."""
        return COLLECTIONS_WITH_REVIEWS[collection].render(row, f"{self.root_url}/{collection}")


@dataclass(frozen=True)
class WriteResult:
    """The answer to a write; *studied* if it was a lesson or a review."""

    body: Json
    status: HTTPStatus = HTTPStatus.OK
    studied: bool = False


def start_assignment(world: World, request: WriteRequest) -> WriteResult:
    """Do a lesson, now or at the `started_at` of the body.

    Raises `NotAllowed` also for a subject above the user's level.
    """
    assignment = find_row(world.assignments, request.row_id)
    started_at = fields(request.body, "assignment").moment("started_at")
    if world.subjects[assignment.subject_id].level > world.user.level:
        raise NotAllowed(f"subject {assignment.subject_id} is above the user's level")
    world.start(assignment.subject_id, started_at)
    return WriteResult(request.render_row("assignments", assignment), studied=True)


def create_review(world: World, request: WriteRequest) -> WriteResult:
    """Finish a review, now or at the `created_at` of the body; the answer also holds the rows it changed.

    Raises `HttpError` 422 for an incomplete review, 404 for an unknown assignment.
    """
    given = fields(request.body, "review")
    if not given:
        raise unprocessable("param is missing or the value is empty: review")
    review = world.review(
        _assignment_for(world, given).subject_id,
        given.required("incorrect_meaning_answers"),
        given.required("incorrect_reading_answers"),
        created_at=given.moment("created_at"),
    )
    updated = {
        "assignment": request.render_row("assignments", world.assignment(review.subject_id)),
        "review_statistic": request.render_row("review_statistics", world.statistic(review.subject_id)),
    }
    body = {**request.render_row("reviews", review), "resources_updated": updated}
    return WriteResult(body, HTTPStatus.CREATED, studied=True)


def create_study_material(world: World, request: WriteRequest) -> WriteResult:
    """Create the study material of a subject. Raises `HttpError` 404 for an unknown subject."""
    given = fields(request.body, "study_material")
    subject_id = given.required("subject_id")
    if subject_id not in world.subjects:
        raise HttpError(HTTPStatus.NOT_FOUND, "Not found")
    material = world.add_study_material(
        subject_id, given.text("meaning_note"), given.text("reading_note"), given.texts("meaning_synonyms")
    )
    return WriteResult(request.render_row("study_materials", material), HTTPStatus.CREATED)


def update_study_material(world: World, request: WriteRequest) -> WriteResult:
    """Change a study material; what the body leaves out stays."""
    material: StudyMaterial = find_row(world.study_materials, request.row_id)
    given = fields(request.body, "study_material")
    world.edit_study_material(
        material,
        meaning_note=given.text("meaning_note") if "meaning_note" in given else material.meaning_note,
        reading_note=given.text("reading_note") if "reading_note" in given else material.reading_note,
        meaning_synonyms=given.texts("meaning_synonyms")
        if "meaning_synonyms" in given
        else material.meaning_synonyms,
    )
    return WriteResult(request.render_row("study_materials", material))


def update_user(world: World, request: WriteRequest) -> WriteResult:
    """Set preferences; those left out stay, and unknown ones are ignored."""
    given = fields(request.body, "user").fields("preferences")
    world.set_preferences(_changed_preferences(world.user.preferences, given))
    row = world.user
    return WriteResult(
        singular_resource("user", f"{request.root_url}/user", row.changed_at, render.user(row))
    )


def _assignment_for(world: World, given: Fields) -> Assignment:
    assignment_id = given.count("assignment_id")
    subject_id = given.count("subject_id")
    if assignment_id is not None:
        assignment = world.assignments.get(assignment_id)
    elif subject_id is not None:
        assignment = world.assignment(subject_id)
    else:
        raise unprocessable("assignment_id or subject_id is missing")
    if assignment is None:
        raise HttpError(HTTPStatus.NOT_FOUND, "Not found")
    return assignment


def _changed_preferences(before: Preferences, given: Fields) -> Preferences:
    size = given.count("lessons_batch_size")
    order = given.text("reviews_presentation_order")
    if size is not None and size not in _BATCH_SIZES:
        raise unprocessable(f"lessons_batch_size must be in {_BATCH_SIZES.start}–{_BATCH_SIZES.stop - 1}")
    if order is not None and order not in _REVIEW_ORDERS:
        raise unprocessable(f"reviews_presentation_order must be one of {', '.join(sorted(_REVIEW_ORDERS))}")
    changes: dict[str, Any] = {
        "lessons_batch_size": size,
        "reviews_presentation_order": order,
        "lessons_autoplay_audio": given.boolean("lessons_autoplay_audio"),
        "reviews_autoplay_audio": given.boolean("reviews_autoplay_audio"),
        "extra_study_autoplay_audio": given.boolean("extra_study_autoplay_audio"),
        "reviews_display_srs_indicator": given.boolean("reviews_display_srs_indicator"),
    }
    return replace(before, **{name: value for name, value in changes.items() if value is not None})


WRITES: Mapping[str, Callable[[World, WriteRequest], WriteResult]] = {
    "start_assignment": start_assignment,
    "create_review": create_review,
    "create_study_material": create_study_material,
    "update_study_material": update_study_material,
    "update_user": update_user,
}
