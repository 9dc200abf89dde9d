"""What happens to a learner's account over the years, and what the numbers then say."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from collector.core.errors import TokenRejected, WaniKaniUnavailable, WrongAccount
from collector.core.moments import hour_of, moment, nanoseconds
from collector.simulator.learner.habits import Habits
from collector.simulator.learner.learner import Learner
from collector.simulator.world.world import World
from tests.harness import DAY, HOUR, NOON, TOKEN, Rig
from tests.lines import Field, latest, of


def _summary_of(rig: Rig) -> tuple[int, int]:
    """Ask the simulated website itself what waits: lessons and reviews."""
    body = rig.world.summary()
    return (
        sum(len(row.subject_ids) for row in body.lessons),
        len(body.reviews[0].subject_ids) if body.reviews else 0,
    )


def _counted(fields: dict[str, Field]) -> int:
    names = ("lesson", "apprentice", "guru", "master", "enlightened", "burned")
    return sum(int(fields[name]) for name in names)


@pytest.fixture
def studying(tmp_path: Path) -> Rig:
    """A learner who studies by habit."""
    world = World(NOON, levels=6, per_level=30)
    return Rig(tmp_path / "state", world, Learner(world, seed=7, habits=Habits(session_missed=0, day_off=0)))


def test_after_every_poll_the_numbers_are_those_of_the_website(studying: Rig) -> None:
    for _ in range(40):
        studying.pass_time(5 * HOUR)
        studying.good_poll()
        database = studying.database()
        queue = latest(database, "queue")
        assert (queue["lessons_available"], queue["reviews_available"]) == _summary_of(studying)
        together = latest(database, "srs_distribution", subject_type="all")
        world = studying.world
        shown = [row for row in world.assignments if row.unlocked_at is not None and not row.hidden]
        assert _counted(together) == len(shown)
        assert together["apprentice"] == sum(1 for row in shown if 1 <= row.stage <= 4)
        assert latest(database, "level")["level"] == world.user.level


def test_after_every_poll_each_future_hour_is_foreseen_as_it_is(studying: Rig) -> None:
    for _ in range(60):
        studying.pass_time(4 * HOUR)
        studying.good_poll()
        now = moment(studying.world.now)
        due = Counter(
            (nanoseconds(hour_of(moment(row.available_at))), row.subject_type)
            for row in studying.world.assignments
            if row.available_at is not None and moment(row.available_at) > now
        )
        written = {
            (time, dict(tags)["subject_type"]): fields["reviews"]
            for (name, tags, time), fields in studying.database().items()
            if name == "review_forecast" and time > nanoseconds(now)
        }
        assert {key: count for key, count in written.items() if count} == due


def test_polling_rarely_writes_the_same_past_as_polling_often(tmp_path: Path) -> None:
    pasts = []
    for name, step in (("often", HOUR), ("rarely", timedelta(days=6))):
        world = World(NOON, levels=6, per_level=30)
        rig = Rig(tmp_path / name, world, Learner(world, seed=7))
        with rig.app() as app:
            while rig.clock.now() < NOON + 24 * DAY:
                rig.pass_time(step)
                assert app.poll(next(iter(app.accounts.values()))).problem is None
        own = {"milestone", "level_progression", "annotation"}
        pasts.append({key: fields for key, fields in rig.database().items() if key[0] in own})
    assert pasts[0] == pasts[1]
    assert len(pasts[0]) > 100


def test_milestones_are_the_assignments_own_moments(studying: Rig) -> None:
    studying.pass_time(12 * DAY)
    studying.good_poll()
    points = of(studying.database(), "milestone")
    world = studying.world
    expected = sorted(
        nanoseconds(moment(at))
        for row in world.assignments
        for at in (row.unlocked_at, row.started_at, row.passed_at, row.burned_at, row.resurrected_at)
        if at is not None
    )
    assert [time // 1000 * 1000 for time, _ in points] == expected
    assert len({time for time, _ in points}) == len(points)


def test_a_reset_erases_nothing_that_was_written(studying: Rig) -> None:
    studying.pass_time(12 * DAY)
    studying.good_poll()
    before = of(studying.database(), "milestone")
    studying.world.request_reset(1)
    studying.world.carry_out_reset()
    studying.pass_time(DAY)
    studying.good_poll()
    after = studying.database()
    assert set(map(str, before)) <= set(map(str, of(after, "milestone")))
    (mark,) = of(after, "annotation", kind="reset")
    assert mark[1]["title"] == "Reset to level 1"


def test_a_vacation_empties_every_future_hour_and_says_so(studying: Rig) -> None:
    studying.pass_time(6 * DAY)
    studying.good_poll()
    studying.world.begin_vacation()
    studying.pass_time(DAY)
    studying.good_poll()
    database = studying.database()
    future = [
        fields
        for time, fields in of(database, "review_forecast")
        if time > nanoseconds(moment(studying.clock.now()))
    ]
    assert future
    assert all(fields["reviews"] == 0 for fields in future)
    assert latest(database, "queue")["on_vacation"] == 1
    assert "next_reviews_in_seconds" not in latest(database, "queue")
    studying.world.end_vacation()
    studying.pass_time(DAY)
    studying.good_poll()
    kinds = [
        kind
        for kind in ("vacation_start", "vacation_end")
        if of(studying.database(), "annotation", kind=kind)
    ]
    assert kinds == ["vacation_start", "vacation_end"]


def test_a_kind_nobody_knows_yet_breaks_nothing_and_counts_in_all(rig: Rig) -> None:
    rig.good_poll()
    before = latest(rig.database(), "srs_distribution", subject_type="all")
    subject = rig.world.add_subject(kind="hologram")
    rig.pass_time(HOUR)
    if subject in rig.world.lessons():
        rig.world.start(subject)
    rig.pass_time(HOUR)
    rig.good_poll()
    database = rig.database()
    after = latest(database, "srs_distribution", subject_type="all")
    assert _counted(after) == _counted(before) + 1
    assert of(database, "milestone", subject_type="hologram")
    assert not of(database, "srs_distribution", subject_type="hologram")


def test_a_hidden_item_leaves_the_counts(studying: Rig) -> None:
    studying.pass_time(3 * DAY)
    studying.good_poll()
    before = _counted(latest(studying.database(), "srs_distribution", subject_type="all"))
    studying.world.hide(next(iter(studying.world.assignments)).subject_id)
    studying.pass_time(HOUR)
    studying.good_poll()
    assert _counted(latest(studying.database(), "srs_distribution", subject_type="all")) == before - 1


def test_a_new_username_keeps_the_old_name_in_the_database(rig: Rig) -> None:
    rig.good_poll()
    rig.world.rename("somebody-new")
    rig.pass_time(HOUR)
    assert rig.good_poll().name == "pretend-learner"
    assert {dict(tags)["account"] for _, tags, _ in rig.database()} == {"pretend-learner"}


def test_a_configured_name_is_the_one_in_the_database(rig: Rig) -> None:
    rig.settings = {"wanikani_account": "me, myself = I"}
    rig.good_poll()
    assert {dict(tags)["account"] for _, tags, _ in rig.database()} == {"me, myself = I"}


def test_another_name_for_a_state_that_has_one_is_refused(rig: Rig) -> None:
    rig.good_poll()
    rig.settings = {"wanikani_account": "another"}
    rig.pass_time(HOUR)
    report = rig.poll()
    assert isinstance(report.problem, WrongAccount)
    assert "WANIKANI_ACCOUNT" in str(report.problem)


def test_another_learners_token_is_refused_and_nothing_of_theirs_is_written(rig: Rig, tmp_path: Path) -> None:
    rig.good_poll()
    stranger = Rig(
        tmp_path / "elsewhere", World(NOON + HOUR, seed=2, levels=4, per_level=20, username="stranger")
    )
    stranger.pass_time(HOUR)
    rig.pass_time(2 * HOUR)
    report = rig.poll(transport=httpx.WSGITransport(app=stranger.api))
    assert isinstance(report.problem, WrongAccount)
    assert latest(rig.database(), "collector")["ok"] == 0
    assert len(of(rig.database(), "srs_distribution", subject_type="all")) == 1


def test_a_poll_that_fails_in_the_middle_changes_nothing_but_a_heartbeat(rig: Rig) -> None:
    rig.good_poll()
    before = rig.lines()
    rig.world.start(rig.world.lessons()[0])
    rig.pass_time(HOUR)
    rig.api.fail("/v2/summary", times=50)
    report = rig.poll()
    assert isinstance(report.problem, WaniKaniUnavailable)
    (heartbeat,) = rig.lines()[len(before) :]
    assert heartbeat.startswith("collector,")
    assert latest(rig.database(), "collector")["ok"] == 0
    assert latest(rig.database(), "collector")["seconds_since_success"] >= 3600  # type: ignore[operator]
    rig.api.recover()
    rig.pass_time(HOUR)
    rig.good_poll()
    assert of(rig.database(), "milestone", kind="started")


def test_a_rejected_token_is_told_from_an_outage(rig: Rig) -> None:
    rig.good_poll()
    rig.pass_time(HOUR)
    rig.api.fail("/v2/user", 401)
    report = rig.poll()
    assert isinstance(report.problem, TokenRejected)
    assert (
        latest(rig.database(), "collector")["ok"],
        latest(rig.database(), "collector")["token_ok"],
    ) == (0, 0)


def test_an_account_nobody_named_that_never_answered_has_no_heartbeat(rig: Rig) -> None:
    rig.api.fail("/v2/user", 500, times=50)
    assert rig.poll().problem is not None
    assert rig.lines() == []


def test_a_named_account_that_never_answered_has_one(rig: Rig) -> None:
    rig.settings = {"wanikani_account": "me"}
    rig.api.fail("/v2/user", 500, times=50)
    assert rig.poll().problem is not None
    assert [line.split(" ")[0] for line in rig.lines()] == ["collector,account=me,timezone=UTC"]


def test_two_failures_in_one_second_are_two_heartbeats(rig: Rig) -> None:
    rig.good_poll()
    rig.api.fail("/v2/user", 404, times=2)
    rig.poll()
    rig.poll()
    assert len(of(rig.database(), "collector")) == 3


def test_a_used_up_rate_limit_is_waited_for(rig: Rig) -> None:
    with httpx.Client(transport=httpx.WSGITransport(app=rig.api)) as another_program:
        for _ in range(57):
            another_program.get(
                "http://pretend.invalid/v2/user", headers={"Authorization": f"Bearer {TOKEN}"}
            )
    rig.good_poll()
    assert rig.clock.waited >= timedelta(seconds=30)
    assert 429 not in [status for _, _, status in rig.api.requests]
