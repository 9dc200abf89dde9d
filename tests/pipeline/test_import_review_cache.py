"""A browser's cache of reviews lacks assignment and stage after: both follow, and what is derived says so."""

import json
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from collector.core.moments import moment
from collector.importers.rejections import RejectionReason
from collector.pipeline.import_result import ImportResult
from collector.pipeline.import_reviews import import_reviews
from collector.simulator.world import account_rows
from tests.harness import only_account
from tests.pipeline.archive_scenes import of_file, only, raw, studied, take
from tests.scenarios.scene import Scene, rebuild_gives_the_same


def cached(true: account_rows.Review) -> list[int]:
    return [
        moment(true.moment) // 1000, true.subject_id, true.starting_stage, true.meaning_wrong,
        true.reading_wrong or 0,
    ]  # fmt: skip


def take_rows(scene: Scene, rows: list[list[int]]) -> ImportResult:
    return take(scene, of_file(scene.folder.parent / "cache.json", json.dumps(rows)))


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A week of reviews that no poll saw, and the import of the cache that a browser has of them."""
    week = studied(tmp_path_factory.mktemp("week") / "state", 7, polls=False)
    done = take_rows(week, [cached(true) for true in week.world.reviews])
    assert done.added == len(week.world.reviews) > 100
    assert done.rejected.total == 0
    return week


def test_assignment_and_stage_after_are_the_true_ones(week: Scene) -> None:
    true = sorted(week.world.reviews, key=lambda one: one.moment)
    names = ("assignment_id", "subject_id", "at", "starting_stage", "ending_stage", "meaning_incorrect")
    assert [tuple(getattr(one, name) for name in names) for one in week.found()] == [
        (
            one.assignment_id, one.subject_id, moment(one.moment) // 1000 * 1000, one.starting_stage,
            one.ending_stage, one.meaning_wrong,
        )
        for one in true
    ]  # fmt: skip
    assert {one.starting_stage > one.ending_stage for one in true} == {True, False}


def test_what_is_derived_is_marked(week: Scene) -> None:
    assert {review.inferred for review in week.found()} == {True}
    assert {fields["inferred"] for fields in week.points("review")} == {1}


def test_it_can_be_rebuilt_and_taken_again(week: Scene) -> None:
    rebuild_gives_the_same(week)
    again = take_rows(week, [cached(true) for true in week.world.reviews])
    assert (again.added, again.already_present) == (0, len(week.world.reviews))


def test_the_archive_of_the_same_reviews_adds_nothing_to_the_cache(week: Scene) -> None:
    before = week.found()
    done = take(week, [raw(true) for true in week.world.reviews])
    assert (done.added, done.already_present) == (0, len(before))
    assert week.found() == before


def test_the_cache_adds_nothing_to_the_archive_of_the_same_reviews(scene: Scene) -> None:
    assert take(scene, [raw(only(scene))]).added == 1
    done = take_rows(scene, [cached(only(scene))])
    assert (done.added, done.already_present) == (0, 1)
    (review,) = scene.found()
    assert not review.inferred


def test_a_subject_that_the_account_does_not_have_is_refused_by_its_number(scene: Scene) -> None:
    done = take_rows(scene, [[cached(only(scene))[0], 999_999, 1, 0, 0]])
    assert done.rejected.counts == {RejectionReason.UNKNOWN_ITEM: 1}
    assert done.rejected.examples[RejectionReason.UNKNOWN_ITEM] == ["row 1 (subject 999999)"]


def test_a_row_without_an_assignment_is_of_the_one_that_its_subject_has(scene: Scene) -> None:
    true = only(scene)
    columns = {name: value for name, value in raw(true).columns.items() if name != "assignment_id"}
    done = take(scene, of_file(scene.folder.parent / "rows.json", json.dumps([columns])))
    assert done.added == 1
    (review,) = scene.found()
    assert review.assignment_id == true.assignment_id
    # Nothing was guessed: a learner has one assignment of a subject.
    assert not review.inferred


@pytest.mark.parametrize(("hour", "uncertain"), [("02:30", True), ("12:30", False)])
def test_a_time_that_the_local_clock_showed_twice_is_marked(
    tmp_path: Path, scene: Scene, hour: str, uncertain: bool
) -> None:
    row = dict(raw(only(scene)).columns) | {"created_at": f"2019-10-27T{hour}:00"}
    rows = of_file(tmp_path / "rows.json", json.dumps([row]))
    with scene.app() as app:
        store, now = only_account(app).store, moment(scene.clock.now())
        assert import_reviews(store, rows, now, lambda _: None, ZoneInfo("Europe/Berlin")).added == 1
    (review,) = scene.found()
    assert review.inferred is uncertain
