"""A free account, or one whose subscription ended: what it does not grant is not waited for."""

from datetime import timedelta
from pathlib import Path

import pytest

from collector.core.moments import moment, nanoseconds
from collector.core.stages import GROUPS
from collector.simulator.learner.learner import Learner
from collector.simulator.learner.sample_accounts import DILIGENT_HABITS, STRONG_SKILL
from collector.simulator.world.world import World
from collector.views.report import headline
from collector.views.report.figures.levels import levels
from tests.harness import DAY, HOUR, NOON, Rig
from tests.lines import latest, of
from tests.scenarios.scene import rebuild_gives_the_same
from tests.views.shown import report_of, status_text

LONG = timedelta(days=45)


def _lived(folder: Path, *, free: bool) -> Rig:
    """Return an account of six diligent weeks, of which a free one is idle for the last."""
    world = World(NOON, levels=8, per_level=24)
    if free:
        world.end_subscription()
    rig = Rig(folder, world, Learner(world, seed=2, skill=STRONG_SKILL, habits=DILIGENT_HABITS))
    rig.pass_time(LONG)
    return rig


@pytest.fixture
def free(tmp_path: Path) -> Rig:
    return _lived(tmp_path / "state", free=True)


@pytest.fixture
def lapsed(tmp_path: Path) -> Rig:
    """An account that was polled, whose subscription ended then, and that is polled again."""
    rig = _lived(tmp_path / "state", free=False)
    rig.learner = None
    rig.good_poll()
    rig.world.end_subscription()
    rig.pass_time(HOUR)
    rig.good_poll()
    return rig


def _locked_lessons(rig: Rig) -> int:
    return sum(
        1
        for row in rig.world.assignments
        if row.unlocked_at and not row.stage and rig.world.state.subjects[row.subject_id].level > 3
    )


def test_a_free_account_sees_no_progress_of_a_level_it_cannot_study(free: Rig) -> None:
    free.good_poll()
    said = " ".join(status_text(free).split())
    waiting = _locked_lessons(free)
    assert waiting > 0
    assert "Level 4 locked by the subscription" in said
    assert "Lessons 0 Apprentice" in said
    assert f"The subscription (free) ends at level 3: level 4 and {waiting} lessons are locked" in said
    assert "more for level" not in said
    assert "Kanji passed" not in said


def test_time_on_a_level_that_is_locked_is_not_counted(free: Rig) -> None:
    free.good_poll()
    level = latest(free.database(), "level")
    assert level["level"] == 4
    assert "seconds_on_level" not in level


def test_the_page_says_why_and_draws_no_bar_for_a_locked_level(free: Rig) -> None:
    free.good_poll()
    report = report_of(free)
    assert [card.note for card in headline.cards(report) if card.label == "Level"] == [
        "locked by the subscription"
    ]
    assert [tile.count for tile in headline.tiles(report) if tile.name == "lessons"] == [0]
    assert any("ends at level 3" in warning for warning in headline.warnings(report))
    (bars,) = levels(report.data).traces
    assert bars["x"] == ["1", "2", "3", "4"]
    assert bars["y"][-1] == 0
    assert "locked by the subscription" in bars["text"][-1]


def test_when_a_subscription_ends_what_it_granted_leaves_queue_and_forecast(lapsed: Rig) -> None:
    database = lapsed.database()
    now = moment(lapsed.world.now)
    granted = [
        row
        for row in lapsed.world.assignments
        if row.available_at is not None and lapsed.world.state.subjects[row.subject_id].level <= 3
    ]
    coming = [row for row in granted if moment(row.available_at or NOON) > now]
    foreseen = sum(
        int(hour["reviews"]) for at, hour in of(database, "review_forecast") if at > nanoseconds(now)
    )
    assert foreseen == len(coming)
    assert latest(database, "queue")["reviews_available"] == len(granted) - len(coming)
    assert "free" in str(latest(database, "annotation", kind="subscription")["title"])
    assert "items in review are locked" in " ".join(status_text(lapsed).split())
    # Nothing of the past is taken back.
    counted = latest(database, "srs_distribution", subject_type="all")
    started = [row for row in lapsed.world.assignments if row.stage]
    assert sum(int(counted[group]) for group in GROUPS) == len(started) > len(granted)


def test_a_level_that_is_granted_again_counts_from_then_on(lapsed: Rig) -> None:
    lapsed.pass_time(100 * DAY)
    lapsed.good_poll()
    assert "seconds_on_level" not in latest(lapsed.database(), "level")
    lapsed.world.set_subscription(True, "recurring", 60)
    lapsed.pass_time(HOUR)
    lapsed.good_poll()
    assert latest(lapsed.database(), "level")["seconds_on_level"] == 0
    lapsed.pass_time(DAY)
    lapsed.good_poll()
    assert latest(lapsed.database(), "level")["seconds_on_level"] == DAY.total_seconds()
    assert "locked" not in status_text(lapsed)
    rebuild_gives_the_same(lapsed)


def test_an_account_with_everything_granted_is_as_ever(tmp_path: Path) -> None:
    rig = _lived(tmp_path / "state", free=False)
    rig.good_poll()
    assert rig.world.user.level > 4
    assert "seconds_on_level" in latest(rig.database(), "level")
    assert "locked" not in status_text(rig)
