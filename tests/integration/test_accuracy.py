"""The accuracy people know from WaniKani's review summary, asked of a real InfluxDB as a dashboard asks."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from collector.core.stages import SrsStage
from collector.simulator.learner.habits import Habits
from collector.simulator.learner.learner import Learner
from collector.simulator.world.account_rows import Review
from collector.simulator.world.world import World
from tests.harness import DAY, NOON, Rig, only_account
from tests.integration.servers import RealBucket

TOKYO = ZoneInfo("Asia/Tokyo")
ACCURACY = (
    "SELECT sum(correct) / count(correct) AS accuracy, count(correct) AS reviews FROM review "
    f"WHERE time >= '{NOON:%Y-%m-%dT%H:%M:%SZ}' AND time < '{NOON + 30 * DAY:%Y-%m-%dT%H:%M:%SZ}' "
    "GROUP BY time(1d), srs_group fill(none) tz('Asia/Tokyo')"
)
# (local day, group) to (share without a wrong answer, reviews)
Figures = dict[tuple[str, str], tuple[float, int]]


@pytest.fixture
def in_tokyo(tmp_path: Path) -> Rig:
    """A learner in Tokyo, whose days begin at 15:00 UTC."""
    world = World(NOON, levels=5, per_level=30)
    learner = Learner(world, seed=4, habits=Habits(zone=TOKYO, session_missed=0, day_off=0))
    rig = Rig(tmp_path / "state", world, learner)
    rig.settings = {"collector_timezone": "Asia/Tokyo"}
    return rig


def _studied(rig: Rig, days: int) -> list[Review]:
    """Poll hourly for *days* and return the reviews that were done since the first poll."""
    rig.good_poll()
    begin = len(rig.world.reviews)
    rig.poll_hourly(days * 24)
    return rig.world.reviews[begin:]


def _figures(reviews: Iterable[Review]) -> Figures:
    """Return the simulated world's own figures."""
    right: defaultdict[tuple[str, str], list[bool]] = defaultdict(list)
    for review in reviews:
        day = review.counted_at.astimezone(TOKYO).date().isoformat()
        group = SrsStage(review.starting_stage).group
        right[day, group].append(not review.meaning_wrong and not review.reading_wrong)
    return {key: (sum(those) / len(those), len(those)) for key, those in right.items()}


def _asked(rows: Iterable[dict[str, object]]) -> Figures:
    found: Figures = {}
    for row in rows:
        day = datetime.fromtimestamp(int(str(row["time"])) / 1e9, TOKYO).date().isoformat()
        found[day, str(row["srs_group"])] = (float(str(row["accuracy"])), int(str(row["reviews"])))
    return found


def test_accuracy_and_study_are_the_simulated_learners_own(in_tokyo: Rig, real_bucket: RealBucket) -> None:
    real_bucket.set_up()
    in_tokyo.settings |= real_bucket.settings()
    reviews = _studied(in_tokyo, 20)
    with in_tokyo.app() as app:
        assert app.deliver(only_account(app)).problem is None
    _accuracy_by_day_and_stage_is_the_learners_own(reviews, real_bucket)
    _the_days_study_adds_up_to_the_same(reviews, real_bucket)


def _accuracy_by_day_and_stage_is_the_learners_own(reviews: list[Review], bucket: RealBucket) -> None:
    expected = _figures(reviews)
    assert len(expected) > 30
    assert {group for _, group in expected} >= {"apprentice", "guru"}
    found = _asked(bucket.query(ACCURACY))
    assert {key: reviews for key, (_, reviews) in found.items()} == {
        key: reviews for key, (_, reviews) in expected.items()
    }
    for key, (accuracy, _) in expected.items():
        assert found[key][0] == pytest.approx(accuracy, abs=1e-12)


def _the_days_study_adds_up_to_the_same(reviews: list[Review], bucket: RealBucket) -> None:
    for measurement in ("study_day", "study_hour", "session"):
        (row,) = bucket.query(f"SELECT sum(reviews) AS reviews, sum(correct) AS correct FROM {measurement}")
        assert row["reviews"] == len(reviews)
        assert row["correct"] == sum(not one.meaning_wrong and not one.reading_wrong for one in reviews)
