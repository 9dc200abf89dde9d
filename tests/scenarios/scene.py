"""What the scenarios about reviews share: a scene with items where a test wants them, and what was found."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from collector.config.values import DEFAULT_ACCOUNT
from collector.core.facts import Review
from collector.core.moments import moment
from collector.pipeline.poll_report import PollReport
from collector.pipeline.rebuild import rebuild
from collector.simulator.api import render
from collector.simulator.learner.habits import Habits
from collector.simulator.world import account_rows
from collector.simulator.world.content import Subject
from collector.simulator.world.game_rules import BURNED, PASSED, floor_to_hour
from collector.simulator.world.unlocking import unlock
from collector.simulator.world.world import World
from collector.storage.database import open_store
from collector.storage.state_folder import state_file
from tests.harness import HOUR, NOON, Rig, only_account
from tests.lines import Database, Field, of
from tests.reconstruction import truth

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
ROUND_THE_CLOCK = Habits(
    hours=tuple(range(24)), weekend_hours=tuple(range(24)), session_missed=0, day_off=0, lessons_a_day=30
)


class Scene(Rig):
    """A small world that moves only as the test says; subjects are named by kind, level and number."""

    def __init__(self, folder: Path, *, begins: datetime = NOON, per_page: int | None = None) -> None:
        world = World(begins, levels=4, per_level=24)
        super().__init__(folder, world, requests_a_minute=10**6, per_page=per_page)

    def item(
        self,
        kind: str = "kanji",
        number: int = 0,
        *,
        level: int = 1,
        stage: int = 1,
        due_in: timedelta = -HOUR,
    ) -> int:
        """Return a subject whose item is in *stage* and due (from now) in *due_in*."""
        subject = [one for one in self.world.of_level(level) if one.kind == kind][number]
        assignment = self.started(subject)
        assignment.passed_at = self.world.now if stage >= PASSED else None
        assignment.burned_at = self.world.now if stage == BURNED else None
        due_at = None if stage == BURNED else floor_to_hour(self.world.now + due_in)
        self.world.state.place(assignment, stage, due_at)
        self.world.assignments.stamp(assignment, self.world.state.write_stamp())
        return subject.id

    def items(self, count: int, *, stage: int = 1, due_in: timedelta = -HOUR) -> list[int]:
        """Return so many words in *stage*."""
        return [self.item("vocabulary", number, stage=stage, due_in=due_in) for number in range(count)]

    def lessons(self, count: int) -> list[int]:
        """Return so many words whose lesson can be done."""
        words = [one for one in self.world.of_level(1) if one.kind == "vocabulary"][:count]
        for word in words:
            unlock(self.world.state, word, self.world.state.write_stamp())
        return [word.id for word in words]

    def started(self, subject: Subject) -> account_rows.Assignment:
        """Return the assignment of *subject*, whose lesson is done."""
        assignment = self.world.assignment(subject.id)
        if assignment is None or assignment.unlocked_at is None:
            unlock(self.world.state, subject, self.world.state.write_stamp())
        if subject.id in self.world.lessons():
            self.world.start(subject.id)
        return self.row(subject.id)

    def row(self, subject_id: int) -> account_rows.Assignment:
        """Return the assignment of a subject that has one."""
        assignment = self.world.assignment(subject_id)
        assert assignment is not None
        return assignment

    def counters(self, subject_id: int) -> account_rows.Statistic:
        """Return the statistic of a subject that has one."""
        statistic = self.world.statistic(subject_id)
        assert statistic is not None
        return statistic

    def next_poll(self, after: timedelta = HOUR) -> PollReport:
        """Let *after* go by and poll."""
        self.pass_time(after)
        return self.good_poll()

    def review_at(self, subject_id: int, at: datetime, *wrong: int) -> account_rows.Review:
        """Finish a review whose moment, that of its statistic, is *at* to the microsecond."""
        began = at - timedelta(milliseconds=12)
        self.clock.set(began)
        self._live()
        true = replace(self.world.review(subject_id, *wrong), moment=began, counted_at=at)
        self.world.reviews[-1] = true
        assignment = self.row(subject_id)
        assignment.passed_at = (
            began if assignment.passed_at == assignment.changed_at else assignment.passed_at
        )
        self.world.assignments.stamp(assignment, began)
        self.world.statistics.stamp(self.counters(subject_id), at)
        return true

    def found(self) -> list[Review]:
        """Return the reviews of the ledger."""
        store = open_store(state_file(self.folder, DEFAULT_ACCOUNT))
        try:
            with store.reading() as tx:
                return truth.found_in(tx)
        finally:
            store.close()

    def points(self, measurement: str, **tags: str) -> list[dict[str, Field]]:
        """Return the fields of the written points, by time."""
        return [fields for _, fields in of(self.database(), measurement, **tags)]

    def heartbeats_say(self, field: str) -> int:
        """Return the sum of a field over all heartbeats."""
        return sum(int(fields[field]) for fields in self.points("collector"))


class Ahead(Scene):
    """A scene where the server's clock is *ahead* of the collector's, or behind."""

    ahead = timedelta(0)

    def _live(self) -> None:
        self.world.advance(self.clock.now() + self.ahead)
        self.clock.set(self.world.now - self.ahead)

    def pass_time(self, duration: timedelta) -> None:
        self.clock.set(self.clock.now() + duration)
        self._live()


class RowsOfReviews(httpx.BaseTransport):
    """A WaniKani whose `/reviews` returns *reviews* again; everything else is as *rig* answers."""

    def __init__(self, rig: Rig, reviews: Callable[[], Iterable[account_rows.Review]]) -> None:
        self._others = httpx.WSGITransport(app=rig.api)
        self._world = rig.world
        self._reviews = reviews

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path != "/v2/reviews":
            return self._others.handle_request(request)
        for name in ("If-None-Match", "If-Modified-Since"):
            request.headers.pop(name, None)
        response = self._others.handle_request(request)
        body = json.loads(response.read())
        after = datetime.fromisoformat(request.url.params.get("updated_after", "2000-01-01T00:00:00Z"))
        body["data"] = [_row(one) for one in self._reviews() if one.moment > after]
        body["total_count"] = len(body["data"])
        body["data_updated_at"] = max((row["data_updated_at"] for row in body["data"]), default=None)
        return httpx.Response(httpx.codes.OK, json=body, headers={"Date": response.headers["Date"]})


def _row(true: account_rows.Review) -> dict[str, object]:
    at = render.instant(true.moment)
    data = {
        "created_at": at,
        "assignment_id": true.assignment_id,
        "subject_id": true.subject_id,
        "spaced_repetition_system_id": 1,
        "starting_srs_stage": true.starting_stage,
        "ending_srs_stage": true.ending_stage,
        "incorrect_meaning_answers": true.meaning_wrong,
        "incorrect_reading_answers": true.reading_wrong,
    }
    return {"id": true.id, "object": "review", "url": "", "data_updated_at": at, "data": data}


def studied_for_two_days(scene: Scene) -> None:
    """Study eight words as they fall due, some with wrong answers, and poll all along."""
    items = scene.items(8)
    scene.next_poll()
    for number in range(16):
        scene.pass_time(3 * HOUR)
        for item in items:
            if scene.world.reviewable(item):
                scene.world.review(item, int(item % 5 == number % 5), item % 2)
        scene.good_poll()


def all_exact(scene: Scene, reviews: Iterable[account_rows.Review] | None = None) -> None:
    """Each of *reviews* (all there were) was found once, exactly and for sure; and nothing else was."""
    true = sorted(scene.world.reviews if reviews is None else reviews, key=lambda one: one.counted_at)
    found = scene.found()
    assert [truth.Exactly.of(one) for one in found] == [truth.exactly(scene.world, one) for one in true]
    assert [one for one in found if one.inferred] == []
    assert len(scene.points("review")) == len(true)
    assert scene.heartbeats_say("unexplained") == 0


def rebuild_gives_the_same(rig: Rig) -> None:
    """A rebuild's database is the one that the polls wrote, byte for byte."""
    written = _bytes(rig.database())
    with rig.app() as app:
        rebuild(only_account(app).store)
    assert _bytes(rig.database()) == written


def _bytes(database: Database) -> dict[str, str]:
    return {repr(identity): repr(sorted(fields.items())) for identity, fields in database.items()}


def nanosecond(at: datetime) -> int:
    """Return *at* as InfluxDB counts time."""
    return moment(at.astimezone(UTC)) * 1000
