"""What clients write, done in the world under the rules of the game; `NotAllowed` comes from there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from collector.simulator.api import render
from collector.simulator.api.answers import found, single
from collector.simulator.api.bodies import Fields, fields
from collector.simulator.api.http_error import Refusal, malformed
from collector.simulator.api.render import Json
from collector.simulator.api.resources import BEFORE_APRIL_2023
from collector.simulator.world.rows import Assignment, NotAllowed, Preferences, StudyMaterial
from collector.simulator.world.world import World

_REVIEW_ORDERS = frozenset({"shuffled", "lower_levels_first"})
_BATCH_SIZES = range(1, 101)


@dataclass(frozen=True)
class Wish:
    """A write as it was asked for. *root_url* is where all endpoints are; *row_id* may be any text."""

    root_url: str
    body: Mapping[str, object]
    row_id: str = ""

    def written(self, collection: str, row: object) -> Json:
        """Return a row as the answer tells of it."""
        return BEFORE_APRIL_2023[collection].write(row, f"{self.root_url}/{collection}")


@dataclass(frozen=True)
class Done:
    """A write that was made. *studied*: it was a lesson or a review."""

    body: Json
    status: HTTPStatus = HTTPStatus.OK
    studied: bool = False


def start_assignment(world: World, wish: Wish) -> Done:
    """Do a lesson, now or at the `started_at` of the body."""
    assignment = found(world.assignments, wish.row_id)
    started_at = fields(wish.body, "assignment").moment("started_at")
    if world.subjects[assignment.subject_id].level > world.user.level:
        raise NotAllowed(f"subject {assignment.subject_id} is above the user's level")
    world.start(assignment.subject_id, started_at)
    return Done(wish.written("assignments", assignment), studied=True)


def create_review(world: World, wish: Wish) -> Done:
    """Finish a review, now or at the `created_at` of the body; the answer also tells what it changed."""
    given = fields(wish.body, "review")
    if not given:
        raise malformed("param is missing or the value is empty: review")
    review = world.review(
        _assignment_for(world, given).subject_id,
        given.required("incorrect_meaning_answers"),
        given.required("incorrect_reading_answers"),
        created_at=given.moment("created_at"),
    )
    updated = {
        "assignment": wish.written("assignments", world.assignment(review.subject_id)),
        "review_statistic": wish.written("review_statistics", world.statistic(review.subject_id)),
    }
    body = {**wish.written("reviews", review), "resources_updated": updated}
    return Done(body, HTTPStatus.CREATED, studied=True)


def create_study_material(world: World, wish: Wish) -> Done:
    """Begin to note something down about a subject."""
    given = fields(wish.body, "study_material")
    subject_id = given.required("subject_id")
    if subject_id not in world.subjects:
        raise Refusal(HTTPStatus.NOT_FOUND, "Not found")
    material = world.add_study_material(
        subject_id, given.text("meaning_note"), given.text("reading_note"), given.texts("meaning_synonyms")
    )
    return Done(wish.written("study_materials", material), HTTPStatus.CREATED)


def update_study_material(world: World, wish: Wish) -> Done:
    """Note something else down; what the body leaves out stays."""
    material: StudyMaterial = found(world.study_materials, wish.row_id)
    given = fields(wish.body, "study_material")
    world.edit_study_material(
        material,
        meaning_note=given.text("meaning_note") if "meaning_note" in given else material.meaning_note,
        reading_note=given.text("reading_note") if "reading_note" in given else material.reading_note,
        meaning_synonyms=given.texts("meaning_synonyms")
        if "meaning_synonyms" in given
        else material.meaning_synonyms,
    )
    return Done(wish.written("study_materials", material))


def update_user(world: World, wish: Wish) -> Done:
    """Set preferences; those left out stay, and what is none is passed over."""
    given = fields(wish.body, "user").fields("preferences")
    world.set_preferences(_preferred(world.user.preferences, given))
    row = world.user
    return Done(single("user", f"{wish.root_url}/user", row.changed_at, render.user(row)))


def _assignment_for(world: World, given: Fields) -> Assignment:
    assignment_id, subject_id = given.count("assignment_id"), given.count("subject_id")
    if assignment_id is not None:
        assignment = world.assignments.get(assignment_id)
    elif subject_id is not None:
        assignment = world.assignment(subject_id)
    else:
        raise malformed("assignment_id or subject_id is missing")
    if assignment is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "Not found")
    return assignment


def _preferred(before: Preferences, given: Fields) -> Preferences:
    size, order = given.count("lessons_batch_size"), given.text("reviews_presentation_order")
    if size is not None and size not in _BATCH_SIZES:
        raise malformed(f"lessons_batch_size must be in {_BATCH_SIZES.start}–{_BATCH_SIZES.stop - 1}")
    if order is not None and order not in _REVIEW_ORDERS:
        raise malformed(f"reviews_presentation_order must be one of {', '.join(sorted(_REVIEW_ORDERS))}")
    wanted: dict[str, Any] = {
        "lessons_batch_size": size,
        "reviews_presentation_order": order,
        "lessons_autoplay_audio": given.yes("lessons_autoplay_audio"),
        "reviews_autoplay_audio": given.yes("reviews_autoplay_audio"),
        "extra_study_autoplay_audio": given.yes("extra_study_autoplay_audio"),
        "reviews_display_srs_indicator": given.yes("reviews_display_srs_indicator"),
    }
    return replace(before, **{name: value for name, value in wanted.items() if value is not None})


WRITES: Mapping[str, Callable[[World, Wish], Done]] = {
    "start_assignment": start_assignment,
    "create_review": create_review,
    "create_study_material": create_study_material,
    "update_study_material": update_study_material,
    "update_user": update_user,
}
