"""Learners who studied before the collector was there, and archives of what they did."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from collector.core.moments import moment
from collector.importers.input_file import open_input
from collector.importers.raw_review import RawReview
from collector.importers.rejections import Rejected
from collector.importers.review_archive import read_reviews
from collector.pipeline.import_result import ImportResult
from collector.pipeline.import_reviews import import_reviews, preview_reviews
from collector.simulator.learner.learner import Learner
from collector.simulator.world import account_rows
from tests.harness import HOUR, Rig, only_account
from tests.scenarios.scene import ROUND_THE_CLOCK, Scene

TOKYO = ZoneInfo("Asia/Tokyo")


def studied(folder: Path, days: int, *, polls: bool) -> Scene:
    """Return a scene whose learner studied for *days*, asked every two hours, or only once at the end."""
    scene = Scene(folder)
    scene.settings["collector_timezone"] = TOKYO.key
    scene.items(14)
    scene.learner = Learner(scene.world, seed=5, habits=ROUND_THE_CLOCK)
    scene.good_poll() if polls else None
    for _ in range(days * 12):
        scene.pass_time(2 * HOUR)
        scene.good_poll() if polls else None
    if not polls:
        scene.good_poll()
    return scene


def raw(true: account_rows.Review, **changed: object) -> RawReview:
    data: dict[str, object] = {
        "created_at": true.moment.isoformat(),
        "assignment_id": true.assignment_id,
        "subject_id": true.subject_id,
        "starting_srs_stage": true.starting_stage,
        "ending_srs_stage": true.ending_stage,
        "incorrect_meaning_answers": true.meaning_wrong,
        "incorrect_reading_answers": true.reading_wrong,
    }
    return RawReview(f"row {true.id}", data | changed)


def take(rig: Rig, account_rows: Iterable[RawReview | Rejected], *, preview: bool = False) -> ImportResult:
    action = preview_reviews if preview else import_reviews
    with rig.app() as app:
        return action(only_account(app).store, account_rows, moment(rig.clock.now()), lambda _: None)


def of_file(path: Path, content: str) -> Iterator[RawReview | Rejected]:
    path.write_text(content, "utf-8")
    with open_input(path) as source:
        yield from read_reviews(source)


def only(scene: Scene) -> account_rows.Review:
    (true,) = scene.world.reviews
    return true
