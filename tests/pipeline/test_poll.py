"""One poll: everything it brought is committed at once, or nothing but a heartbeat."""

from datetime import timedelta

import httpx

from collector.core.errors import WaniKaniUnavailable
from tests.harness import HOUR, TOKEN, Rig, requests_of
from tests.lines import latest, of


def test_the_first_poll_writes_every_measurement_that_has_something_to_say(rig: Rig) -> None:
    rig.world.start(rig.world.lessons()[0])
    rig.good_poll()
    names = {name for name, _, _ in rig.database()}
    assert names == {
        "srs_distribution", "queue", "review_forecast", "milestone", "accuracy", "level", "level_progression",
        "workload", "collector", "study_hour", "study_day", "coverage",
    }  # fmt: skip


def test_all_is_the_sum_of_the_kinds(rig: Rig) -> None:
    lessons = rig.world.lessons()
    for subject in lessons:
        rig.world.start(subject)
    rig.good_poll()
    database = rig.database()
    kinds = [
        latest(database, "srs_distribution", subject_type=kind)
        for kind in ("radical", "kanji", "vocabulary", "kana_vocabulary")
    ]
    together = latest(database, "srs_distribution", subject_type="all")
    assert together == {name: sum(kind[name] for kind in kinds) for name in together}  # type: ignore[misc]
    assert together["apprentice_1"] == len(lessons)


def test_a_second_poll_in_the_same_second_waits_for_the_next(rig: Rig) -> None:
    rig.good_poll()
    rig.good_poll()
    times = [time for time, _ in of(rig.database(), "collector")]
    assert len(times) == 2
    assert times[1] - times[0] == 1_000_000_000


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


def test_a_used_up_rate_limit_is_waited_for(rig: Rig) -> None:
    with httpx.Client(transport=httpx.WSGITransport(app=rig.api)) as another_program:
        for _ in range(57):
            another_program.get(
                "http://pretend.invalid/v2/user", headers={"Authorization": f"Bearer {TOKEN}"}
            )
    rig.good_poll()
    assert rig.clock.waited >= timedelta(seconds=30)
    assert 429 not in [status for _, _, status in rig.api.requests]


def test_the_report_counts_what_the_poll_did(rig: Rig) -> None:
    rig.world.start(rig.world.lessons()[0])
    report = rig.good_poll()
    assert report.points == len(rig.lines())
    assert report.effort.requests == len(rig.api.requests)
    assert report.changed_rows > len(rig.world.subjects)
    (beat,) = [fields for _, fields in of(rig.database(), "collector")]
    assert (beat["requests"], beat["changed_rows"]) == (report.effort.requests, report.changed_rows)


def test_a_poll_that_brings_nothing_writes_the_queue_and_its_heartbeat_only(rig: Rig) -> None:
    rig.good_poll()
    rig.pass_time(HOUR)
    rig.good_poll()
    before = len(rig.lines())
    rig.pass_time(timedelta(minutes=10))
    report = rig.good_poll()
    assert report.changed_rows == 0
    names = {line.split(",")[0] for line in rig.lines()[before:]}
    assert names == {"queue", "collector"}
    assert report.points == 2


def test_a_subject_that_is_not_known_is_fetched_by_the_poll_that_meets_it(rig: Rig) -> None:
    def subjects_asked() -> bool:
        rig.pass_time(HOUR)
        return any(path.startswith("/v2/subjects") for path, _ in requests_of(rig.api, rig.good_poll))

    assert subjects_asked(), "the first poll knows none"
    assert not subjects_asked()
    rig.world.add_subject(kind="kana_vocabulary")
    assert subjects_asked()
    assert not subjects_asked()
