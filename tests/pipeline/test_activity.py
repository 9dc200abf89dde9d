"""Sessions, hours and days of study, and the streak: what reviews and lessons add up to."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from collector.simulator.learner.learner import Learner
from collector.simulator.world.world import World
from tests.harness import DAY, HOUR, NOON, Rig
from tests.lines import Field, latest, of
from tests.scenarios.scene import (
    MINUTE,
    ROUND_THE_CLOCK,
    SECOND,
    Scene,
    all_exact,
    nanosecond,
    rebuild_gives_the_same,
)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """A small world that moves only as the test says."""
    return Scene(tmp_path / "state")


def _sessions(rig: Rig) -> list[tuple[int, dict[str, Field]]]:
    return of(rig.database(), "session")


def _at(scene: Scene, measurement: str, at: datetime) -> dict[str, Field]:
    """Return the fields of the one point at that time."""
    (fields,) = [fields for time, fields in of(scene.database(), measurement) if time == nanosecond(at)]
    return fields


@pytest.mark.parametrize(
    ("pause", "sessions"),
    [
        pytest.param(timedelta(minutes=14, seconds=59), [2], id="14:59 is one session"),
        pytest.param(timedelta(minutes=15) - timedelta(microseconds=1), [2], id="a moment less is one"),
        pytest.param(timedelta(minutes=15), [1, 1], id="15:00 is two"),
    ],
)
def test_reviews_less_than_fifteen_minutes_apart_are_one_session(
    scene: Scene, pause: timedelta, sessions: list[int]
) -> None:
    one, another = scene.items(2)
    scene.next_poll()
    begins = scene.world.now + MINUTE
    scene.review_at(one, begins)
    scene.review_at(another, begins + pause)
    scene.next_poll()
    all_exact(scene)
    assert [fields["reviews"] for _, fields in _sessions(scene)] == sessions


def test_a_session_says_how_long_it_took_and_how_well_it_went(scene: Scene) -> None:
    items = scene.items(4)
    scene.next_poll()
    begins = scene.world.now + MINUTE
    for number, item in enumerate(items):
        scene.review_at(item, begins + number * 40 * SECOND, int(number == 1), 2 * int(number == 3))
    scene.next_poll()
    assert _sessions(scene) == [
        (
            nanosecond(begins),
            {
                "reviews": 4, "correct": 2, "meaning_incorrect": 1, "reading_incorrect": 2,
                "duration_seconds": 120, "seconds_per_review": 40.0,
            },
        )
    ]  # fmt: skip


def test_a_session_of_one_review_has_no_pace(scene: Scene) -> None:
    (item,) = scene.items(1)
    scene.next_poll()
    scene.world.review(item)
    scene.next_poll()
    ((_, fields),) = _sessions(scene)
    assert fields["duration_seconds"] == 0
    assert "seconds_per_review" not in fields


def test_a_session_that_goes_on_over_polls_is_rewritten_in_place(scene: Scene) -> None:
    items = scene.items(9)
    scene.next_poll()
    begins = scene.world.now + MINUTE
    for number, item in enumerate(items):
        scene.review_at(item, begins + number * 5 * MINUTE)
        if number % 2:
            scene.good_poll()
        ((time, fields),) = _sessions(scene) or [(nanosecond(begins), {"reviews": 0})]
        assert time == nanosecond(begins)
        assert fields["reviews"] == (number + 1) // 2 * 2
    scene.next_poll()
    ((_, fields),) = _sessions(scene)
    assert (fields["reviews"], fields["duration_seconds"], fields["seconds_per_review"]) == (9, 2400, 300.0)
    day = latest(scene.database(), "study_day")
    assert (day["reviews"], day["sessions"], day["study_seconds"]) == (9, 1, 2400)
    rebuild_gives_the_same(scene)


def test_a_session_whose_first_review_is_found_later_leaves_zeros_where_it_began(tmp_path: Path) -> None:
    scene = Scene(tmp_path / "state", per_page=4)
    early, *late = scene.items(8)[3:]
    scene.next_poll()
    for item in scene.items(8)[:3]:
        scene.world.touch([item])
    begins = scene.world.now + HOUR
    # The first page of statistics is read, then all review; the early one's statistic was on that page.
    scene.api.before("review_statistics", lambda: None)

    def study() -> None:
        for number, item in enumerate((early, *late[-2:])):
            scene.review_at(item, scene.world.now + (1 + number) * SECOND, number)

    scene.api.before("review_statistics", study)
    scene.world.touch([early, *late])
    scene.clock.set(begins)
    scene.good_poll()
    assert scene.points("session")[0]["reviews"] == 2
    moved_from = of(scene.database(), "session")[0][0]
    scene.next_poll()
    (now_at, now), (_, moved) = _sessions(scene)
    assert now_at == nanosecond(scene.world.reviews[0].counted_at) < moved_from
    assert now["reviews"] == 3
    assert moved == dict.fromkeys(now, 0)
    assert isinstance(moved["seconds_per_review"], float)
    day = latest(scene.database(), "study_day")
    assert (day["reviews"], day["sessions"], day["study_seconds"]) == (3, 1, now["duration_seconds"])
    assert [point["reviews"] for point in scene.points("study_hour")] == [3]
    all_exact(scene)
    rebuild_gives_the_same(scene)


def test_hours_and_days_are_those_of_the_configured_zone(scene: Scene) -> None:
    scene.settings = {"collector_timezone": "Asia/Tokyo"}
    items = scene.items(3)
    scene.pass_time(2 * HOUR + 30 * MINUTE)
    scene.good_poll()
    # 14:59 UTC is a minute to midnight in Tokyo, on a Monday.
    midnight = NOON.replace(hour=15, minute=0, second=0)
    scene.review_at(items[0], midnight - MINUTE, 1)
    scene.review_at(items[1], midnight + MINUTE)
    scene.review_at(items[2], midnight + 2 * MINUTE)
    scene.next_poll()
    hours = [
        (dict(tags)["weekday"], dict(tags)["hour"], time, fields)
        for (name, tags, time), fields in scene.database().items()
        if name == "study_hour"
    ]
    assert sorted(hours, key=lambda hour: hour[2]) == [
        ("1", "23", nanosecond(midnight - HOUR), {"reviews": 1, "correct": 0, "lessons": 0}),
        ("2", "00", nanosecond(midnight), {"reviews": 2, "correct": 2, "lessons": 0}),
    ]
    monday, tuesday = of(scene.database(), "study_day")
    assert (monday[0], tuesday[0]) == (nanosecond(midnight - DAY), nanosecond(midnight))
    assert (monday[1]["reviews"], monday[1]["sessions"], monday[1]["study_seconds"]) == (1, 1, 180)
    assert (tuesday[1]["reviews"], tuesday[1]["sessions"], tuesday[1]["study_seconds"]) == (2, 0, 0)
    assert latest(scene.database(), "queue")["streak_days"] == 2


@pytest.mark.parametrize(
    ("day", "long", "hours"),
    [
        pytest.param(date(2024, 3, 31), 23, ["00", "01", "03", "04"], id="spring: no hour 02"),
        pytest.param(date(2024, 10, 27), 25, ["00", "01", "02", "02"], id="autumn: hour 02 twice"),
    ],
)
def test_days_of_daylight_saving_have_the_hours_they_have(
    tmp_path: Path, day: date, long: int, hours: list[str]
) -> None:
    midnight = datetime.combine(day, time(), ZoneInfo("Europe/Berlin")).astimezone(UTC)
    scene = Scene(tmp_path / "state", begins=midnight - 2 * HOUR)
    scene.settings = {"collector_timezone": "Europe/Berlin"}
    items = scene.items(6)
    scene.next_poll()
    for number, item in enumerate(items[:4]):
        scene.review_at(item, midnight + number * HOUR + 30 * MINUTE)
        scene.next_poll(10 * MINUTE)
    scene.review_at(items[4], midnight + long * HOUR - SECOND)
    scene.review_at(items[5], midnight + long * HOUR)
    scene.next_poll()
    found = sorted(
        (time, dict(tags)["weekday"], dict(tags)["hour"])
        for name, tags, time in scene.database()
        if name == "study_hour"
    )
    assert [hour for _, _, hour in found] == [*hours, "23", "00"]
    assert [weekday for _, weekday, _ in found] == ["7"] * 5 + ["1"]
    assert _at(scene, "study_day", midnight)["reviews"] == 5
    assert _at(scene, "study_day", midnight + long * HOUR)["reviews"] == 1
    assert latest(scene.database(), "queue")["streak_days"] == 3
    rebuild_gives_the_same(scene)


def test_lessons_count_from_the_first_poll_on(scene: Scene) -> None:
    first, second, third = scene.lessons(3)
    scene.world.start(first)
    scene.next_poll()
    assert scene.points("study_day") == []
    scene.world.start(second)
    scene.pass_time(MINUTE)
    scene.world.start(third)
    scene.next_poll()
    assert scene.points("study_hour") == [{"reviews": 0, "correct": 0, "lessons": 2}]
    (day,) = scene.points("study_day")
    assert (day["lessons"], day["reviews"], day["sessions"], day["study_seconds"]) == (2, 0, 0, 0)


def test_a_streak_goes_over_a_vacation_and_waits_for_today(scene: Scene) -> None:
    def streak() -> Field:
        scene.next_poll()
        return latest(scene.database(), "queue")["streak_days"]

    lessons = iter(scene.world.lessons())
    scene.world.start(next(lessons))
    assert streak() == 1
    scene.pass_time(DAY)
    assert streak() == 1, "today nothing yet, yesterday counts"
    scene.world.start(next(lessons))
    assert streak() == 2
    scene.world.begin_vacation()
    scene.pass_time(4 * DAY)
    assert streak() == 2
    scene.world.end_vacation()
    assert streak() == 2, "of the day of return not all is gone"
    due = scene.world.due() or scene.items(1)
    scene.world.review(due[0])
    assert streak() == 3
    scene.pass_time(DAY)
    assert streak() == 3
    scene.pass_time(DAY)
    assert streak() == 0, "a whole day without anything"
    rebuild_gives_the_same(scene)


def test_a_day_of_a_learner_adds_up_to_its_sessions_hours_and_reviews(tmp_path: Path) -> None:
    world = World(NOON, levels=3, per_level=60)
    rig = Rig(tmp_path / "state", world, Learner(world, seed=3, habits=ROUND_THE_CLOCK))
    rig.settings = {"collector_timezone": "Asia/Kolkata"}
    rig.good_poll()
    rig.poll_hourly(24 * 6)
    database = rig.database()
    reviews = [fields for _, fields in of(database, "review")]
    for name in ("session", "study_hour", "study_day"):
        points = [fields for _, fields in of(database, name)]
        assert sum(int(fields["reviews"]) for fields in points) == len(reviews) > 100
        assert sum(int(f["correct"]) for f in points) == sum(int(f["correct"]) for f in reviews)
    days = of(database, "study_day")
    lessons = [fields for time, fields in of(database, "milestone", kind="started")]
    assert sum(int(fields["lessons"]) for _, fields in days) == len(lessons)
    assert sum(int(fields["sessions"]) for _, fields in days) == len(of(database, "session"))
    assert latest(database, "queue")["streak_days"] == len(days)
    rebuild_gives_the_same(rig)


def test_a_streak_knows_of_a_review_that_only_a_poll_without_changes_resolved(scene: Scene) -> None:
    item = scene.item(stage=2)
    scene.good_poll()
    scene.pass_time(3 * DAY)
    scene.world.review(item)
    scene.pass_time(2 * MINUTE)
    # An edit in the hour of the review looks like a second one whose statistic is still to come.
    scene.world.assignments.stamp(scene.row(item), scene.world.state.write_stamp())
    assert scene.good_poll().reviews_found == 0
    assert latest(scene.database(), "queue")["streak_days"] == 0
    report = scene.next_poll()
    assert (report.changed_rows, report.reviews_found) == (0, 1)
    assert latest(scene.database(), "queue")["streak_days"] == 1
