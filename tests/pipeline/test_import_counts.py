"""The old script's counts become the start of the stacked chart, and nothing else changes."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from collector.core.errors import HistoryNotFound, NothingCollected
from collector.core.moments import moment
from collector.importers.count_rules import ScriptPoint
from collector.pipeline.import_counts import import_counts, preview_counts
from collector.pipeline.import_result import ImportResult
from collector.simulator.learner.learner import Learner
from collector.simulator.world.world import World
from collector.views.report.figures.stages import stages
from tests.harness import DAY, NOON, Rig, only_account
from tests.importers.old_script import Written, written
from tests.lines import of
from tests.scenarios.scene import nanosecond, rebuild_gives_the_same
from tests.views.report.lived import report_now

YEARS = timedelta(days=3 * 365)
OLD = list(written(NOON - YEARS, NOON + DAY))


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    """A learner whose collector began today, and whose old script went on for one more day."""
    world = World(NOON, levels=4, per_level=20)
    rig = Rig(tmp_path / "state", world, Learner(world, seed=3))
    rig.good_poll()
    rig.poll_hourly(30)
    return rig


def old_points(old: Iterable[Written] = OLD) -> Iterator[ScriptPoint]:
    return (ScriptPoint(one.time, one.values) for one in old)


def take(rig: Rig, old: Iterable[ScriptPoint], *, preview: bool = False) -> ImportResult:
    action = preview_counts if preview else import_counts
    with rig.app() as app:
        return action(only_account(app).store, old, moment(rig.clock.now()), lambda _: None)


def distribution(rig: Rig, **tags: str) -> list[tuple[int, dict[str, object]]]:
    return [(time, dict(fields)) for time, fields in of(rig.database(), "srs_distribution", **tags)]


def expected() -> list[tuple[int, dict[str, object]]]:
    """Return what is to be taken, to the microsecond, under the names that the points have."""
    begin = nanosecond(NOON)
    taken = [one for one in OLD if one.whole and one.time < begin]
    return [
        (
            one.time // 1000 * 1000,
            {"enlightened" if name == "enlighten" else name: n for name, n in one.values.items()},
        )
        for one in taken
    ]


def test_every_count_before_the_first_poll_is_one_point_and_the_collectors_own_stay(rig: Rig) -> None:
    own = distribution(rig, subject_type="all")
    done = take(rig, old_points())
    both = distribution(rig, subject_type="all")
    assert both == [*expected(), *own]
    assert done.added == len(expected())
    assert done.seen == len(OLD)
    # Two points are of the same moment only if one of them is a lie.
    assert len({time for time, _ in both}) == len(both)


def test_nothing_but_the_stages_of_all_kinds_together_gets_a_past(rig: Rig) -> None:
    before = rig.database()
    take(rig, old_points())
    new = rig.database().keys() - before.keys()
    assert {(name, dict(tags)["subject_type"]) for name, tags, _ in new} == {("srs_distribution", "all")}


def test_importing_again_changes_nothing(rig: Rig) -> None:
    take(rig, old_points())
    lines = rig.lines()
    again = take(rig, old_points())
    assert rig.lines() == lines
    assert (again.added, again.already_present) == (0, len(expected()))


@pytest.mark.parametrize("preview", [False, True])
def test_another_history_of_the_same_time_is_not_mixed_into_the_first(rig: Rig, preview: bool) -> None:
    """Another learner's, say: every second count would be of the one, and the rest of the other."""
    take(rig, old_points())
    lines = rig.lines()
    hour = 3600 * 10**9
    others = [
        replace(point, time=point.time + hour, values={name: n + 9 for name, n in point.values.items()})
        for point in old_points()
    ]
    with pytest.raises(HistoryNotFound, match="this is another history, and none of it was imported"):
        take(rig, others, preview=preview)
    assert rig.lines() == lines


def test_a_history_that_goes_on_where_another_ended_is_taken(rig: Rig) -> None:
    take(rig, old_points(OLD[:1000]))
    rest = take(rig, old_points(OLD[1000:]))
    assert rest.already_present == 0
    assert distribution(rig, subject_type="all")[: len(expected())] == expected()


def test_a_preview_says_the_same_and_changes_nothing(rig: Rig) -> None:
    lines = rig.lines()
    preview = take(rig, old_points(), preview=True)
    assert rig.lines() == lines
    done = take(rig, old_points())
    assert (preview.added, preview.first, preview.last) == (done.added, done.first, done.last)
    assert list(preview.rejected.sentences()) == list(done.rejected.sentences())


def test_what_was_taken_before_an_interrupt_is_kept_and_the_next_time_brings_the_rest(rig: Rig) -> None:
    def interrupt(text: str) -> None:
        if text.startswith("2,500"):
            raise KeyboardInterrupt

    with rig.app() as app, pytest.raises(KeyboardInterrupt):
        import_counts(only_account(app).store, old_points(), moment(rig.clock.now()), interrupt)
    kept = len(distribution(rig, subject_type="all"))
    assert kept > 2000
    done = take(rig, old_points())
    assert 0 < done.already_present < done.added + done.already_present == len(expected())
    assert distribution(rig, subject_type="all")[: len(expected())] == expected()


def test_a_rebuild_brings_the_imported_past_too(rig: Rig) -> None:
    take(rig, old_points())
    rebuild_gives_the_same(rig)


def test_polls_go_on_as_if_nothing_had_been_imported(rig: Rig) -> None:
    take(rig, old_points())
    own = len(distribution(rig, subject_type="all"))
    rig.world.hide(next(iter(rig.world.assignments)).subject_id)
    rig.poll_hourly(3)
    # The change, and the last poll before it.
    assert len(distribution(rig, subject_type="all")) == own + 2
    rebuild_gives_the_same(rig)


def test_before_the_first_poll_there_is_nothing_to_join_it_to(tmp_path: Path) -> None:
    rig = Rig(tmp_path / "state", World(NOON, levels=4, per_level=20))
    with pytest.raises(NothingCollected, match="wanikani-collector poll first"):
        take(rig, old_points())


def test_the_report_begins_years_earlier(rig: Rig) -> None:
    take(rig, old_points())
    with rig.app() as app:
        data = report_now(app, rig).data
    assert data.stages[0].day == (NOON - YEARS).date()
    assert data.stages[-1].day == rig.world.now.date()
    # The day of the first poll is the collector's: its own count is the later one.
    (today,) = [day for day in data.stages if day.day == NOON.date()]
    assert "lesson" in today.groups
    drawn = [trace for trace in stages(data).traces if trace["name"] == "burned"]
    assert len(drawn) == 2  # broken where the old script did not run for weeks
    assert sum(len(trace["x"]) for trace in drawn) == len(data.stages)
