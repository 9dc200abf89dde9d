"""The first poll of an account: the whole past is there, and the present is true."""

from tests.harness import Stage
from tests.lines import latest, of


def test_the_first_poll_writes_every_measurement_that_has_something_to_say(stage: Stage) -> None:
    stage.world.start(stage.world.lessons()[0])
    stage.good_poll()
    names = {name for name, _, _ in stage.database()}
    assert names == {
        "srs_distribution", "queue", "review_forecast", "milestone", "accuracy", "level", "level_progression",
        "collector", "study_hour", "study_day",
    }  # fmt: skip


def test_all_is_the_sum_of_the_kinds(stage: Stage) -> None:
    lessons = stage.world.lessons()
    for subject in lessons:
        stage.world.start(subject)
    stage.good_poll()
    database = stage.database()
    kinds = [
        latest(database, "srs_distribution", subject_type=kind)
        for kind in ("radical", "kanji", "vocabulary", "kana_vocabulary")
    ]
    together = latest(database, "srs_distribution", subject_type="all")
    assert together == {name: sum(kind[name] for kind in kinds) for name in together}  # type: ignore[misc]
    assert together["apprentice_1"] == len(lessons)


def test_a_second_poll_in_the_same_second_waits_for_the_next(stage: Stage) -> None:
    stage.good_poll()
    stage.good_poll()
    times = [time for time, _ in of(stage.database(), "collector")]
    assert len(times) == 2
    assert times[1] - times[0] == 1_000_000_000
