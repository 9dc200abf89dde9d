"""The first poll of an account: the whole past is there, and the present is true."""

from tests.harness import Rig
from tests.lines import latest, of


def test_the_first_poll_writes_every_measurement_that_has_something_to_say(rig: Rig) -> None:
    rig.world.start(rig.world.lessons()[0])
    rig.good_poll()
    names = {name for name, _, _ in rig.database()}
    assert names == {
        "srs_distribution", "queue", "review_forecast", "milestone", "accuracy", "level", "level_progression",
        "collector", "study_hour", "study_day",
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
