"""An archive of reviews becomes reviews, sessions, hours and days, as if the collector had always been on."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from collector.app import App
from collector.core.errors import NothingCollected
from collector.core.moments import moment
from collector.importers.rejections import Rejected, RejectionReason
from collector.simulator.world.world import World
from collector.views.exports import formats, reviews
from collector.views.exports.table import ExportFilter
from tests.harness import DAY, NOON, Rig, only_account
from tests.lines import Database, Field, of
from tests.pipeline.archive_scenes import TOKYO, of_file, only, raw, studied, take
from tests.scenarios.scene import Scene, nanosecond, rebuild_gives_the_same

STUDY = ("review", "session", "study_hour", "study_day")


def exported(app: App) -> str:
    """Return all reviews as `export reviews --format json` writes them."""
    with only_account(app).store.reading() as tx:
        table = reviews.reviews(tx, ExportFilter(moment(NOON), TOKYO))
        return "".join(formats.as_json(table, TOKYO))


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Two weeks of reviews that no poll saw, a first poll at their end, and the import of them all."""
    scene = studied(tmp_path_factory.mktemp("archived"), 13, polls=False)
    done = take(scene, [raw(true) for true in scene.world.reviews])
    assert done.added == len(scene.world.reviews) > 250
    return scene


def test_every_review_of_the_archive_is_a_point_with_its_own_moment_kind_and_level(archived: Scene) -> None:
    points = of(archived.database(), "review")
    true = sorted(archived.world.reviews, key=lambda one: one.moment)
    assert [time // 1000 for time, _ in points] == [moment(one.moment) for one in true]
    facts = (
        "assignment_id",
        "subject_id",
        "starting_stage",
        "ending_stage",
        "meaning_incorrect",
        "reading_incorrect",
    )
    assert [[fields[name] for name in facts] for _, fields in points] == [
        [
            one.assignment_id,
            one.subject_id,
            one.starting_stage,
            one.ending_stage,
            one.meaning_wrong,
            one.reading_wrong,
        ]
        for one in true
    ]
    assert {fields["inferred"] for _, fields in points} == {0}
    levels = {
        subject.id: subject.level for level in range(1, 5) for subject in archived.world.of_level(level)
    }
    assert all(fields["level"] == levels[int(fields["subject_id"])] for _, fields in points)


def test_sessions_hours_and_days_are_what_they_would_be_had_the_collector_been_there(
    archived: Scene, tmp_path: Path
) -> None:
    live = studied(tmp_path / "live", 13, polls=True)
    # Lessons count from the first review of the archive on: on its day some may be missing.
    since = nanosecond(live.world.reviews[0].moment + DAY)
    for measurement in ("session", "study_hour", "study_day"):
        mine, theirs = (_filled(scene.database(), measurement, since) for scene in (archived, live))
        assert len(mine) == len(theirs) >= 10
        for (time, tags, fields), (live_time, live_tags, live_fields) in zip(mine, theirs, strict=True):
            # A row is stamped some milliseconds before the statistic by which the live review is known.
            assert abs(time - live_time) < 10**9
            assert tags == live_tags
            counted = [name for name in fields if "second" not in name]
            assert [fields[name] for name in counted] == [live_fields[name] for name in counted]


def _filled(database: Database, measurement: str, since: int) -> list[tuple[int, object, dict[str, Field]]]:
    """Return the points in which something was done, in order; emptied sessions are none."""
    return sorted(
        (
            (time, tags, fields)
            for (name, tags, time), fields in database.items()
            if name == measurement and time >= since and (fields.get("reviews") or fields.get("lessons"))
        ),
        key=lambda point: point[0],
    )


def test_a_rebuild_gives_the_same_after_an_import(archived: Scene) -> None:
    rebuild_gives_the_same(archived)


def test_importing_again_or_previewing_changes_nothing(archived: Scene) -> None:
    lines = archived.lines()
    everything = [raw(true) for true in archived.world.reviews]
    again = take(archived, everything)
    preview = take(archived, everything, preview=True)
    assert (
        (again.added, again.already_present)
        == (preview.added, preview.already_present)
        == (0, len(everything))
    )
    assert archived.lines() == lines


def test_the_order_of_the_file_does_not_matter(archived: Scene, tmp_path: Path) -> None:
    scene = studied(tmp_path / "another", 13, polls=False)
    preview = take(scene, [raw(true) for true in reversed(scene.world.reviews)], preview=True)
    assert not of(scene.database(), "review")
    done = take(scene, [raw(true) for true in reversed(scene.world.reviews)])
    assert (preview.added, preview.first) == (done.added, done.first)
    for measurement in STUDY:
        assert of(scene.database(), measurement) == of(archived.database(), measurement)


def test_reviews_that_the_collector_saw_itself_are_counted_and_not_taken(tmp_path: Path) -> None:
    scene = studied(tmp_path / "state", 4, polls=True)
    lines = scene.lines()
    done = take(scene, [raw(true) for true in scene.world.reviews])
    live = [true for true in scene.world.reviews if true.counted_at >= NOON]
    assert live
    assert done.rejected.counts == {RejectionReason.AFTER_FIRST_POLL: len(live)}
    assert done.added == len(scene.world.reviews) - len(live)
    assert scene.lines()[: len(lines)] == lines


def test_an_export_read_into_an_empty_state_gives_the_same_ledger(tmp_path: Path) -> None:
    scene = studied(tmp_path / "state", 9, polls=True)
    # A long gap, so that some reviews are guesses.
    scene.pass_time(4 * DAY)
    scene.good_poll()
    before = scene.found()
    assert any(review.inferred for review in before)
    assert any(review.late_seconds for review in before)
    with scene.app() as app:
        content = exported(app)
    assert len(json.loads(content)) == len(before)
    for file in (tmp_path / "state").iterdir():
        file.unlink()
    scene.good_poll()
    assert scene.found() == []
    done = take(scene, of_file(tmp_path / "reviews.json", content))
    assert (done.added, done.rejected.total) == (len(before), 0)
    assert scene.found() == before
    rebuild_gives_the_same(scene)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        pytest.param(
            {"assignment_id": 999_999}, RejectionReason.UNKNOWN_ITEM, id="of another account's item"
        ),
        pytest.param({"subject_id": 999_999}, RejectionReason.OTHER_SUBJECT, id="to another subject"),
        pytest.param(
            {"created_at": "2099-01-01T00:00:00Z"}, RejectionReason.IN_THE_FUTURE, id="of the future"
        ),
    ],
)
def test_what_does_not_fit_the_account_is_refused(
    scene: Scene, changed: dict[str, object], reason: RejectionReason
) -> None:
    done = take(scene, [raw(only(scene), **changed), Rejected(RejectionReason.UNREADABLE, "line 2")])
    assert done.rejected.counts == {reason: 1, RejectionReason.UNREADABLE: 1}
    assert scene.found() == []


@pytest.mark.parametrize("apart", [timedelta(milliseconds=900), timedelta(seconds=59)])
def test_the_same_review_again_by_times_cut_to_the_minute_is_one(scene: Scene, apart: timedelta) -> None:
    true = only(scene)
    twice = replace(true, moment=true.moment + apart)
    done = take(scene, [raw(true), raw(twice), raw(true)])
    assert (done.added, done.already_present) == (1, 2)


def test_a_radical_has_no_reading_even_if_the_row_has_one(scene: Scene) -> None:
    take(scene, [raw(only(scene), incorrect_reading_answers=3)])
    (review,) = scene.found()
    assert (review.reading_incorrect, review.meaning_incorrect) == (None, 1)


def test_lessons_count_as_far_back_as_the_reviews_do(scene: Scene) -> None:
    assert scene.points("study_day") == []
    take(scene, [raw(only(scene))])
    (day,) = scene.points("study_day")
    assert (day["reviews"], day["lessons"]) == (1, 0)
    earlier = raw(only(scene), created_at=(NOON - DAY).isoformat())
    take(scene, [earlier])
    today = scene.points("study_day")[-1]
    assert (today["reviews"], today["lessons"]) == (1, 1)
    rebuild_gives_the_same(scene)


def test_a_file_that_breaks_off_leaves_nothing_behind(scene: Scene, tmp_path: Path) -> None:
    content = json.dumps([dict(raw(only(scene)).columns)])[:-1]
    with pytest.raises(Exception, match="none of it was used"):
        take(scene, of_file(tmp_path / "half.json", content))
    assert scene.found() == []
    assert scene.points("review") == []


def test_before_the_first_poll_there_is_nothing_to_join_it_to(tmp_path: Path) -> None:
    rig = Rig(tmp_path / "state", World(NOON, levels=4, per_level=20))
    with pytest.raises(NothingCollected):
        take(rig, [])


def test_the_next_polls_find_reviews_as_if_nothing_had_been_imported(tmp_path: Path) -> None:
    scene = studied(tmp_path / "state", 5, polls=False)
    take(scene, [raw(true) for true in scene.world.reviews])
    before = len(scene.world.reviews)
    for _ in range(24):
        scene.next_poll()
    new = scene.found()[before:]
    assert [review.at for review in new] == [moment(true.counted_at) for true in scene.world.reviews[before:]]
    assert new
    assert not any(review.inferred for review in new)
    rebuild_gives_the_same(scene)
