"""The workload at a poll: measured against what the learner at WaniKani did in the days before."""

import shutil
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from collector.core.kinds import KINDS
from collector.simulator.learner.habits import Habits
from collector.simulator.learner.learner import Learner
from collector.simulator.world.world import World
from collector.statistics.workload import apprentice_weight
from collector.storage.state_folder import state_file
from tests.harness import DAY, HOUR, NOON, Rig, only_account
from tests.lines import Field, latest, of
from tests.pipeline.archive_scenes import TOKYO, raw, studied, take
from tests.scenarios.scene import rebuild_gives_the_same
from tests.storage.older_versions import as_version

DENVER = ZoneInfo("America/Denver")
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
EVERY = 4 * HOUR
DAYS = 24


def weight(world: World) -> int:
    """Return what the apprentices of *world* weigh now."""
    counted = Counter((row.subject_type, row.stage) for row in world.assignments if row.unlocked_at)
    return apprentice_weight({kind: [counted[kind, stage] for stage in range(10)] for kind in KINDS})


class Life(Rig):
    """A learner in Denver who is polled every four hours, and what the apprentices weighed at each poll."""

    def __init__(self, folder: Path) -> None:
        world = World(NOON, levels=5, per_level=30)
        super().__init__(folder, world, Learner(world, seed=5, habits=Habits(day_off=0)))
        self.settings["collector_timezone"] = DENVER.key
        # The last one of each local day.
        self.weights: dict[date, int] = {}

    def live(self, polls: int) -> None:
        with self.app() as app:
            for _ in range(polls):
                self.pass_time(EVERY)
                assert app.poll(only_account(app)).problem is None
                self.weights[local_day(self.world.now)] = weight(self.world)

    def reviews(self) -> Mapping[date, int]:
        """Return the reviews of the local days that were polled from their beginning to their end."""
        done = Counter(local_day(each.counted_at) for each in self.world.reviews)
        return {day: done[day] for day in list(self.weights)[1:-1]}

    def copied(self, folder: Path) -> Rig:
        """Return a copy of the state, at the same WaniKani, without further study."""
        shutil.copytree(self.folder, folder)
        copy = Rig(folder, self.world)
        copy.settings = self.settings
        return copy


def local_day(at: datetime, zone: tzinfo = DENVER) -> date:
    return at.astimezone(zone).date()


def mean_of_seven(done: Counter[date], last: date) -> float:
    """Return the mean of the seven days up to *last*."""
    return round(sum(done[last - number * DAY] for number in range(7)) / 7, 2)


def newest(rig: Rig) -> dict[str, Field]:
    return latest(rig.database(), "workload")


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    life = Life(tmp_path_factory.mktemp("life") / "state")
    life.good_poll()
    life.live(polls=DAYS * 6)
    return life


def test_it_is_what_happened_at_wanikani(life: Life) -> None:
    found, reviews = newest(life), life.reviews()
    assert len(reviews) >= DAYS - 2
    assert found["apprentice_weight"] == [*life.weights.values()][-1] > 0
    weights = sorted(life.weights[day] for day in reviews)
    assert found["apprentice_weight_usual"] == weights[(len(weights) - 1) // 2]
    last_seven = [reviews[day] for day in sorted(reviews)[-7:]]
    assert found["reviews_per_day"] == round(sum(last_seven) / 7, 2) > 0
    done = [number for number in reviews.values() if number]
    assert found["reviews_per_day_capacity"] in done
    assert sum(number <= int(found["reviews_per_day_capacity"]) for number in done) >= 0.9 * len(done)
    assert 4 < float(found["seconds_per_review"]) < 20
    assert 4 < float(found["seconds_per_review_usual"]) < 20


def test_it_is_rebuilt_as_it_was_written(life: Life, tmp_path: Path) -> None:
    rebuild_gives_the_same(life.copied(tmp_path / "state"))


def test_after_an_upgrade_the_polls_before_it_are_the_reference(life: Life, tmp_path: Path) -> None:
    upgraded = life.copied(tmp_path / "state")
    as_version(state_file(upgraded.folder, "account"), 8)
    written = of(upgraded.database(), "workload")
    upgraded.good_poll()
    after = of(upgraded.database(), "workload")
    assert after[:-1] == written
    assert after[-1][1] == newest(life)


def test_after_a_change_of_the_time_zone_the_days_are_those_of_the_new_one(
    life: Life, tmp_path: Path
) -> None:
    moved = life.copied(tmp_path / "state")
    moved.settings = {**life.settings, "collector_timezone": LOS_ANGELES.key}
    moved.good_poll()
    done = Counter(local_day(each.counted_at, LOS_ANGELES) for each in life.world.reviews)
    today = local_day(moved.world.now, LOS_ANGELES)
    assert newest(moved)["reviews_per_day"] == mean_of_seven(done, today - DAY) > 0
    assert newest(moved)["reviews_per_day_capacity"] in done.values()


def test_a_quiet_poll_counts_the_day_under_way_once_it_is_over(life: Life, tmp_path: Path) -> None:
    quiet = life.copied(tmp_path / "state")
    reviews = life.reviews()
    under_way = Counter(local_day(each.counted_at) for each in life.world.reviews)[[*life.weights][-1]]
    quiet.pass_time(DAY)
    quiet.good_poll()
    last_six = [reviews[day] for day in sorted(reviews)[-6:]]
    assert newest(quiet)["reviews_per_day"] == round((sum(last_six) + under_way) / 7, 2)


def test_a_vacation_lowers_nothing(life: Life, tmp_path: Path) -> None:
    away = life.copied(tmp_path / "state")
    away.world.begin_vacation()
    for _ in range(20):
        away.pass_time(DAY)
        away.good_poll()
    found, before = newest(away), newest(life)
    assert found["apprentice_weight"] == before["apprentice_weight"]
    assert float(found["reviews_per_day"]) > 0.5 * float(before["reviews_per_day"])
    assert found["reviews_per_day_capacity"] == before["reviews_per_day_capacity"]


def test_days_between_the_end_of_an_archive_and_the_first_poll_lower_nothing(tmp_path: Path) -> None:
    scene = studied(tmp_path / "state", 16, polls=False)
    last = local_day(scene.world.now, TOKYO) - 5 * DAY
    reviews = [each for each in scene.world.reviews if local_day(each.moment, TOKYO) <= last]
    take(scene, map(raw, reviews))
    # Quiet: the day under way ends.
    scene.learner = None
    scene.pass_time(DAY)
    scene.good_poll()
    done = Counter(local_day(each.moment, TOKYO) for each in reviews)
    # The archive may end within its last day.
    assert newest(scene)["reviews_per_day"] == mean_of_seven(done, last - DAY) > 0
