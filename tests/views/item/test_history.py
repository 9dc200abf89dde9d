"""The history of an item is the truth as far as it was seen, and says where it was not."""

from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest

from collector.core.moments import moment
from collector.simulator.learner.learner import Learner
from collector.simulator.world.account_rows import Review
from collector.simulator.world.world import World
from collector.views.item.events import events
from collector.views.item.figures import figures
from collector.views.item.history import ItemHistory
from collector.views.item.page import item_page
from collector.views.item.stages import stage_lines
from collector.views.item.words import local_minute, next_in_words, not_known_sentence
from tests.harness import DAY, HOUR, NOON, Rig
from tests.simulator.world_moves import bring_to, of_kind
from tests.views.item.items import histories, history_of
from tests.views.report.lived import ZONE, Lived


def by_subject(reviews: list[Review]) -> dict[int, list[Review]]:
    found = defaultdict[int, list[Review]](list)
    for review in reviews:
        found[review.subject_id].append(review)
    return found


@pytest.fixture(scope="module")
def found(lived: Lived) -> dict[int, ItemHistory]:
    return histories(lived.rig)


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory) -> Rig:
    """A learner of thirty days whose first poll comes then, and who is polled for five days more."""
    world = World(NOON, levels=3, per_level=20)
    rig = Rig(tmp_path_factory.mktemp("late"), world, Learner(world, seed=5))
    rig.pass_time(30 * DAY)
    rig.good_poll()
    rig.poll_hourly(5 * 24)
    return rig


def shown(history: ItemHistory) -> dict[str, str]:
    return {figure.label: figure.value for figure in figures(history)}


def test_counted_and_known_reviews_are_all_that_were_done(late: Rig) -> None:
    true = by_subject(late.world.reviews)
    partly = 0
    for subject, history in histories(late).items():
        assert len(history.reviews) + history.not_known == len(true[subject])
        assert shown(history)["Reviews"] == str(len(true[subject]))
        partly += 0 < history.not_known < len(true[subject])
    assert partly > 10


def test_what_is_not_known_is_said_and_drawn_as_such(late: Rig) -> None:
    for history in histories(late).values():
        dashed = [line for line in stage_lines(history) if not line.known]
        assert bool(dashed) == bool(history.not_known)
        assert bool(not_known_sentence(history)) == bool(history.not_known)
        assert all(line.start < history.first_poll for line in dashed)


def test_a_milestone_before_the_first_poll_is_a_stage_that_is_known(late: Rig) -> None:
    told = 0
    for history in histories(late).values():
        for milestone in history.milestones:
            if milestone.kind == "passed" and milestone.at < history.first_poll:
                told += 1
                assert (milestone.at, 5) in {(line.end, line.ends) for line in stage_lines(history)}
    assert told > 10


def test_nothing_is_missing_where_all_was_polled(found: dict[int, ItemHistory]) -> None:
    assert len(found) > 50
    assert not any(history.not_known for history in found.values())
    assert all(line.known for history in found.values() for line in stage_lines(history))


def test_lines_are_the_stages_in_which_an_item_truly_was(found: dict[int, ItemHistory], lived: Lived) -> None:
    for subject, reviews in by_subject(lived.reviews).items():
        lines = stage_lines(found[subject])
        for review in reviews:
            at = moment(review.counted_at)
            assert [line.ends for line in lines if line.end == at] == [review.starting_stage]
            assert [line.begins for line in lines if line.start == at] == [review.ending_stage]
        row = lived.world.assignment(subject)
        assert row is not None
        assert (lines[-1].ends == row.stage) == (row.unlocked_at is not None)


def test_a_reset_is_among_the_events_and_no_line_goes_through_it(
    found: dict[int, ItemHistory], lived: Lived
) -> None:
    (reset,) = lived.world.resets
    assert reset.confirmed_at is not None
    at = moment(reset.confirmed_at)
    before = {review.subject_id for review in lived.reviews if review.moment < reset.confirmed_at}
    assert len(before) > 20
    for subject in before:
        history = found[subject]
        assert [each.target_level for each in events(history) if each.kind == "reset"] == [1]
        assert not any(line.start < at < line.end for line in stage_lines(history))


def test_what_a_review_brought_about_follows_it(found: dict[int, ItemHistory]) -> None:
    passed = 0
    for history in found.values():
        told = events(history)
        for before, event in pairwise(told):
            if event.kind == "passed":
                passed += 1
                assert (before.kind, before.after) == ("review", 5)
    assert passed > 10


Move = Callable[[World, int], object]


def lesson(world: World, subject: int) -> None:
    world.start(subject)


def waited(world: World, subject: int) -> None:
    world.start(subject)
    world.advance(world.now + timedelta(hours=9, minutes=3))


def away(world: World, subject: int) -> None:
    world.start(subject)
    world.begin_vacation()


def unpaid(world: World, subject: int) -> None:
    world.start(subject)
    world.set_subscription(active=False, type="free", max_level_granted=0)


def gone(world: World, subject: int) -> None:
    world.start(subject)
    world.hide_subject(subject)


def burned(world: World, subject: int) -> None:
    bring_to(world, subject, 9)


def resurrected(world: World, subject: int) -> None:
    bring_to(world, subject, 9)
    world.resurrect(subject)


@pytest.mark.parametrize(
    ("move", "kind", "words"),
    [
        pytest.param(lambda *_: None, "lesson", "its lesson is waiting", id="not begun"),
        pytest.param(lesson, "due", "due 2024-03-04 23:00, in 59 min 54 s", id="begun"),
        pytest.param(waited, "waiting", "waiting since 2024-03-04 23:00, for 8 h 3 min", id="left"),
        pytest.param(away, "on vacation", "on vacation: nothing falls due", id="on vacation"),
        pytest.param(unpaid, "above the subscription", "above the levels of the subscription", id="unpaid"),
        pytest.param(gone, "hidden", "hidden by WaniKani", id="hidden"),
        pytest.param(burned, "burned", "burned: no more reviews", id="burned"),
        pytest.param(resurrected, "due", "due ", id="resurrected"),
    ],
)
def test_what_comes_next_is_told(rig: Rig, move: Move, kind: str, words: str) -> None:
    subject = of_kind(rig.world, "radical")[0]
    move(rig.world, subject)
    rig.pass_time(HOUR)
    rig.good_poll()
    history = history_of(rig, subject)
    assert history.next.kind == kind
    assert (history.next.at is not None) == (kind in {"due", "waiting", "lesson"})
    assert next_in_words(history).startswith(words)


def test_the_page_is_as_of_the_last_poll_however_long_ago_that_was(rig: Rig) -> None:
    rig.good_poll()
    polled = local_minute(moment(rig.clock.now()), ZONE)
    rig.pass_time(3 * DAY)
    history = history_of(rig, of_kind(rig.world, "radical")[0])
    assert f"as of {polled} ({ZONE.key})" in item_page(history, account="anna", report_url="../")


def test_what_was_never_unlocked_has_a_history_without_events(rig: Rig) -> None:
    rig.good_poll()
    history = history_of(rig, of_kind(rig.world, "kanji")[0])
    assert (history.next.kind, events(history), stage_lines(history)) == ("locked", [], [])
    assert shown(history)["Stage"] == "locked"
    assert shown(history)["Reviews"] == "0"


def test_a_resurrected_item_is_drawn_from_burned_to_the_first_stage(rig: Rig) -> None:
    subject = of_kind(rig.world, "radical")[0]
    resurrected(rig.world, subject)
    rig.pass_time(HOUR)
    rig.good_poll()
    *_, burnt, last = stage_lines(history_of(rig, subject))
    assert (burnt.begins, burnt.ends, burnt.known) == (9, 9, True)
    assert (last.begins, last.ends) == (1, 1)


def test_what_a_reset_cleared_before_it_was_known_is_said(rig: Rig) -> None:
    subject = of_kind(rig.world, "radical")[0]
    waited(rig.world, subject)
    rig.world.review(subject)
    rig.pass_time(HOUR)
    rig.good_poll()
    assert history_of(rig, subject).not_known == 1
    rig.world.request_reset(1)
    rig.world.carry_out_reset()
    rig.pass_time(HOUR)
    rig.good_poll()
    history = history_of(rig, subject)
    assert (history.not_known, history.cleared) == (0, True)
    assert not_known_sentence(history) == (
        "WaniKani's counts for this item were cleared by the reset of 5 March 2024: of the reviews before "
        "the first poll (5 March 2024), only those of an imported archive are known."
    )
