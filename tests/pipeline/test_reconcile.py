"""Every review between two polls is found: none lost, none invented, none guessed without saying so."""

from datetime import timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from collector.core.moments import moment
from collector.core.stages import SrsStage
from collector.simulator.learner.learner import Learner
from collector.simulator.world import account_rows
from collector.simulator.world.game_rules import TWO_PART_KINDS
from collector.simulator.world.world import World
from tests.harness import DAY, HOUR, NOON, Rig
from tests.lines import Field, of
from tests.reconstruction import truth
from tests.scenarios.scene import (
    MINUTE,
    ROUND_THE_CLOCK,
    SECOND,
    Ahead,
    Scene,
    all_exact,
    nanosecond,
    rebuild_gives_the_same,
)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """A small world that moves only as the test says."""
    return Scene(tmp_path / "state")


def _tags(world: World, true: account_rows.Review) -> dict[str, str]:
    stage = SrsStage(true.starting_stage)
    return {
        "account": "pretend-learner", "subject_type": world.subjects[true.subject_id].kind,
        "srs_stage": stage.label, "srs_group": stage.group,
    }  # fmt: skip


def _fields(world: World, true: account_rows.Review) -> dict[str, Field]:
    subject = world.subjects[true.subject_id]
    fields: dict[str, Field] = {
        "correct": int(not true.meaning_wrong and not true.reading_wrong),
        "meaning_correct": int(not true.meaning_wrong),
        "meaning_incorrect": true.meaning_wrong,
        "reading_incorrect": true.reading_wrong,
        "starting_stage": true.starting_stage,
        "ending_stage": true.ending_stage,
        "subject_id": true.subject_id,
        "assignment_id": true.assignment_id,
        "level": subject.level,
        "late_seconds": truth.late_seconds(true),
        "inferred": 0,
    }
    if subject.kind in TWO_PART_KINDS:
        fields["reading_correct"] = int(not true.reading_wrong)
    return fields


def test_polled_hourly_every_review_of_a_learner_is_written_and_every_field_is_right(tmp_path: Path) -> None:
    world = World(NOON, levels=4, per_level=60)
    learner = Learner(world, seed=7, habits=ROUND_THE_CLOCK)
    rig = Rig(tmp_path / "state", world, learner)
    rig.good_poll()
    rig.poll_hourly(24 * 12)
    rig.learner = None
    rig.poll_hourly(2)
    database = rig.database()
    true_reviews = sorted(world.reviews, key=lambda one: one.counted_at)
    written = sorted(
        ((time, dict(tags), fields) for (name, tags, time), fields in database.items() if name == "review"),
        key=lambda point: point[0],
    )
    assert len(true_reviews) > 400
    assert {world.subjects[true.subject_id].kind for true in true_reviews} == {
        "radical", "kanji", "vocabulary", "kana_vocabulary",
    }  # fmt: skip
    for (time, tags, fields), true in zip(written, true_reviews, strict=True):
        assert time == nanosecond(true.counted_at) + true.assignment_id % 1000
        assert tags == _tags(world, true)
        assert fields == _fields(world, true)
    assert sum(int(fields["reviews_found"]) for _, fields in of(database, "collector")) == len(true_reviews)
    assert {fields["unexplained"] for _, fields in of(database, "collector")} == {0}
    assert sum(int(fields["reviews"]) for _, fields in of(database, "session")) == len(true_reviews)
    rebuild_gives_the_same(rig)


@pytest.mark.parametrize("wrong", [(0, 0), (1, 0), (0, 2), (3, 3)])
@pytest.mark.parametrize("srs_stage", range(1, 9))
def test_a_review_from_any_stage_with_any_wrong_answers_is_exact(
    scene: Scene, srs_stage: int, wrong: tuple[int, int]
) -> None:
    item = scene.item(stage=srs_stage)
    scene.next_poll()
    scene.pass_time(10 * MINUTE)
    scene.world.review(item, *wrong)
    scene.next_poll()
    all_exact(scene)


def test_a_review_between_the_two_requests_is_not_lost_and_exact_at_the_next_poll(scene: Scene) -> None:
    item = scene.item(stage=4)
    scene.next_poll()
    scene.api.before("assignments", lambda: scene.world.review(item, 1, 1))
    assert scene.next_poll().reviews_found == 0
    assert scene.heartbeats_say("unexplained") == 0
    assert scene.next_poll().reviews_found == 1
    all_exact(scene)
    (point,) = scene.points("review")
    assert point["late_seconds"] == truth.late_seconds(scene.world.reviews[0])


def test_a_held_review_and_the_next_of_the_same_item_are_both_found(scene: Scene) -> None:
    item = scene.item()
    scene.next_poll()
    scene.api.before("assignments", lambda: scene.world.review(item))
    scene.next_poll()
    scene.pass_time(5 * HOUR)
    scene.world.review(item)
    scene.next_poll()
    first, second = scene.found()
    assert (first.starting_stage, first.ending_stage, first.inferred) == (1, 2, True)
    assert truth.Exactly.of(second) == truth.exactly(scene.world, scene.world.reviews[-1])
    assert not second.inferred
    assert scene.heartbeats_say("unexplained") == 0


def test_a_review_between_the_two_requests_of_the_very_first_poll_is_not_lost(scene: Scene) -> None:
    item = scene.item(stage=5)
    scene.pass_time(HOUR)
    scene.api.before("assignments", lambda: scene.world.review(item))
    scene.good_poll()
    assert scene.points("review") == []
    scene.next_poll()
    (found,) = scene.found()
    assert truth.Exactly.of(found) == truth.exactly(scene.world, scene.world.reviews[0])
    assert found.late_seconds is None
    assert scene.heartbeats_say("unexplained") == 0


def test_reviews_done_before_the_first_poll_are_no_reviews_of_ours(scene: Scene) -> None:
    for item in scene.items(4):
        scene.world.review(item)
    scene.pass_time(10 * MINUTE)
    scene.good_poll()
    scene.next_poll()
    assert scene.points("review") == []
    assert scene.heartbeats_say("reviews_found") == 0


def test_a_poll_that_failed_takes_no_review_away(scene: Scene) -> None:
    first, second = scene.items(2)
    scene.next_poll()
    scene.world.review(first)
    scene.pass_time(HOUR)
    scene.api.fail("/v2/assignments", times=50)
    assert scene.poll().problem is not None
    scene.api.recover()
    scene.world.review(second, 1)
    scene.next_poll()
    all_exact(scene)
    rebuild_gives_the_same(scene)


def test_nothing_is_lost_or_invented_at_the_boundaries_of_pages(tmp_path: Path) -> None:
    scene = Scene(tmp_path / "state", per_page=3)
    items = scene.items(12)
    scene.next_poll()
    for item in items[:7]:
        scene.world.review(item, 0, 1)
        scene.pass_time(MINUTE)
    # One more before each further page: some pages hold it, some were read before.
    for endpoint in ("review_statistics", "assignments"):
        scene.api.before(endpoint, lambda: None)
    for number, item in enumerate(reversed(items[7:])):
        endpoint = "assignments" if number % 2 else "review_statistics"
        scene.api.before(endpoint, partial(scene.world.review, item))
    scene.next_poll()
    scene.next_poll()
    scene.next_poll()
    assert len(scene.world.reviews) == 12
    all_exact(scene)
    rebuild_gives_the_same(scene)


def test_after_three_weeks_off_only_what_is_certain_is_marked_exact(scene: Scene) -> None:
    items = scene.items(10)
    scene.next_poll()
    for number in range(21 * 4):
        scene.pass_time(6 * HOUR)
        for place, item in enumerate(items):
            if scene.world.reviewable(item):
                scene.world.review(item, int((number + place) % 5 == 0), int((number * place) % 7 == 3))
    scene.next_poll()
    found, true = truth.by_assignment(scene.found()), truth.of_each(scene.world.reviews)
    assert found.keys() == true.keys()
    for assignment, mine in found.items():
        assert truth.sums(mine) == truth.true_sums(true[assignment])
        assert mine[0].starting_stage == 1
        assert mine[-1].ending_stage == true[assignment][-1].ending_stage
        for one, following in pairwise(mine):
            assert one.ending_stage == following.starting_stage
            assert one.at < following.at
        assert all(one.inferred for one in mine[:-1])
        assert mine[-1].at == moment(true[assignment][-1].counted_at)
        for one, real in zip(mine, true[assignment], strict=True):
            assert one.inferred or truth.Exactly.of(one) == truth.exactly(scene.world, real)
    assert scene.heartbeats_say("unexplained") == 0
    rebuild_gives_the_same(scene)


def test_an_item_reviewed_twice_without_a_wrong_answer_leaves_the_second_review_certain(scene: Scene) -> None:
    item = scene.item()
    scene.next_poll()
    for _ in range(2):
        scene.world.review(item)
        scene.pass_time(6 * HOUR)
    scene.good_poll()
    first, second = scene.found()
    assert (first.starting_stage, first.ending_stage, first.inferred) == (1, 2, True)
    assert not second.inferred
    assert truth.Exactly.of(second) == truth.exactly(scene.world, scene.world.reviews[1])


@pytest.mark.parametrize("ahead", [3 * DAY, -3 * DAY, 90 * SECOND], ids=["ahead", "behind", "a little ahead"])
def test_a_wrong_clock_of_ours_changes_nothing(tmp_path: Path, ahead: timedelta) -> None:
    scene = Ahead(tmp_path / "state")
    scene.ahead = ahead
    scene.pass_time(abs(ahead) + MINUTE)
    items = scene.items(6)
    scene.next_poll()
    for item in items:
        scene.world.review(item, 1)
        scene.next_poll()
    all_exact(scene)
    assert [one.late_seconds for one in scene.found()] == [
        truth.late_seconds(one) for one in scene.world.reviews
    ]
