"""Anything that can happen, in any order: at the end the ledger and InfluxDB hold what really happened."""

import shutil
import sqlite3
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from collector.pipeline.rebuild import rebuild
from tests.harness import HOUR, copied, only_account
from tests.reconstruction import truth
from tests.scenarios.scene import SECOND, Scene
from tests.scenarios.test_kill import NEVER, DyingConnection, DyingTransport, Killed
from tests.trial.figures import Figure
from tests.trial.receiver import receiving
from tests.trial.sizes import size
from tests.trial.trouble import ENDPOINTS, Meddler, with_status

ZONES = ("Europe/Berlin", "Asia/Tokyo", "America/St_Johns", "Pacific/Apia", "UTC")
hours = st.integers(1, 30).map(lambda count: count * HOUR)
numbers = st.integers(0, 7)


class Collecting(RuleBasedStateMachine):
    """A learner, a collector that suffers, a backup of its state, and an InfluxDB that suffers too."""

    # How many reviews each life had.
    reviews: ClassVar[list[int]] = []

    def __init__(self) -> None:
        super().__init__()
        self.tmp = Path(tempfile.mkdtemp(prefix="machine-"))
        self.scene = Scene(self.tmp / "state")
        self.scene.items(6)
        self.scene.lessons(10)
        self.server = receiving()
        self.influxdb = self.server.__enter__()
        self.scene.settings = {"influxdb_url": self.influxdb.url}
        self.backup: Path | None = None
        self.patch = pytest.MonkeyPatch()
        connect = sqlite3.connect

        def connecting(*arguments: Any, **options: Any) -> sqlite3.Connection:
            return connect(*arguments, **options | {"factory": DyingConnection})  # type: ignore[no-any-return]

        self.patch.setattr(sqlite3, "connect", connecting)

    @initialize()
    def first_poll(self) -> None:
        """What was before it is nobody's."""
        self.scene.next_poll()
        self.study(HOUR)

    @rule(after=hours)
    def study(self, after: timedelta) -> None:
        """Do all reviews that are due after a time, every fifth with a wrong answer, and a lesson."""
        self.scene.pass_time(after)
        done = len(self.scene.world.reviews)
        for subject in self.scene.world.due():
            self.scene.world.review(subject, int((subject + done) % 5 == 1))
        for subject in self.scene.world.lessons()[:1]:
            self.scene.world.start(subject)

    @rule(after=hours)
    def poll(self, after: timedelta) -> None:
        """Poll, and deliver nothing."""
        self.study(after)
        self.scene.good_poll()

    @rule(endpoint=st.sampled_from(ENDPOINTS[:7]), wrong=numbers)
    def poll_while_a_review_is_done(self, endpoint: str, wrong: int) -> None:
        """Poll; before *endpoint* is answered, a review that is due is finished."""
        self.scene.pass_time(4 * HOUR)

        def review() -> None:
            for subject in self.scene.world.due()[:1]:
                self.scene.world.review(subject, wrong % 2)

        self.scene.api.before(endpoint, review)
        self.scene.good_poll()

    @rule(endpoint=st.sampled_from(ENDPOINTS[:6]), status=st.sampled_from((404, 418, 500, 502, 503)))
    def poll_in_vain(self, endpoint: str, status: int) -> None:
        """Poll while an endpoint fails."""
        self.study(HOUR)
        assert self.scene.poll(Meddler(self.scene, with_status(status, b""), endpoint)).problem is not None

    @rule(statement=st.integers(1, 150))
    def killed_in_a_poll(self, statement: int) -> None:
        """Die before a statement, or not at all if there are fewer; what was committed stays."""
        self.study(HOUR)
        DyingConnection.left = statement
        with suppress(Killed):
            self.scene.poll()
        DyingConnection.left = NEVER

    @rule(number=st.integers(1, 9))
    def killed_at_a_request(self, number: int) -> None:
        """Die at a request of a poll."""
        self.study(HOUR)
        with suppress(Killed):
            self.scene.poll(DyingTransport(self.scene, number))

    @rule(share=st.sampled_from((0.0, 0.5, 1.0)))
    def deliver(self, share: float) -> None:
        """Deliver what waits to an InfluxDB of which a share of the writes fail."""
        self.influxdb.share = share
        self._deliver()

    @rule(statement=st.integers(1, 20))
    def killed_in_a_delivery(self, statement: int) -> None:
        """Die in the middle of a delivery: what InfluxDB took is sent again."""
        DyingConnection.left = statement
        with suppress(Killed):
            self._deliver()
        DyingConnection.left = NEVER

    @rule()
    def back_up(self) -> None:
        """Keep a copy of the state."""
        if self.backup is not None:
            shutil.rmtree(self.backup)
        self.backup = copied(self.scene, self.tmp / "backup")

    @precondition(lambda self: self.backup is not None)
    @rule()
    def restore(self) -> None:
        """Put the copy back; InfluxDB, which then holds what the state does not know, is emptied."""
        assert self.backup is not None
        shutil.rmtree(self.scene.folder)
        shutil.copytree(self.backup, self.scene.folder)
        self.lose_influxdb()

    @rule()
    def lose_influxdb(self) -> None:
        """Empty InfluxDB and rebuild."""
        self.influxdb.points.clear()
        self.rebuild()

    @rule()
    def rebuild(self) -> None:
        """Queue every point again."""
        with self.scene.app() as app:
            rebuild(only_account(app).store)

    @rule(zone=st.sampled_from(ZONES))
    def move(self, zone: str) -> None:
        """Have another time zone from the next poll on."""
        self.scene.settings["collector_timezone"] = zone

    def settle(self) -> None:
        """Poll twice while nothing happens, deliver, and compare everything with the truth."""
        for _ in range(2):
            self.scene.next_poll(10 * SECOND)
        self.influxdb.share = 0.0
        self.scene.pass_time(2 * HOUR)
        self._deliver()
        self._reviews_are_the_truth()
        delivered = dict(self.influxdb.points)
        self.rebuild()
        assert delivered == self.scene.database()

    def teardown(self) -> None:
        try:
            DyingConnection.left = NEVER
            self.settle()
            self.reviews.append(len(self.scene.world.reviews))
        finally:
            self.patch.undo()
            self.server.__exit__(None, None, None)
            shutil.rmtree(self.tmp)

    def _deliver(self) -> None:
        with self.scene.app() as app:
            report = app.deliver(only_account(app))
        assert report.rejected == 0
        assert (report.problem is not None) <= (self.influxdb.share > 0)

    def _reviews_are_the_truth(self) -> None:
        found, true = truth.by_assignment(self.scene.found()), truth.of_each(self.scene.world.reviews)
        assert found.keys() == true.keys()
        for assignment, mine in found.items():
            assert truth.sums(mine) == truth.true_sums(true[assignment])
            for one, real in zip(mine, true[assignment], strict=True):
                assert one.inferred or truth.Exactly.of(one) == truth.exactly(self.scene.world, real)
        assert self.scene.heartbeats_say("unexplained") == 0


def test_in_whatever_order_things_happen_the_truth_is_kept(figure: Figure) -> None:
    Collecting.reviews.clear()
    lives = settings(
        max_examples=size(short=5, long=150),
        stateful_step_count=size(short=10, long=40),
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Collecting, settings=lives)
    assert sum(Collecting.reviews) > 10
    figure(lives=len(Collecting.reviews), reviews=sum(Collecting.reviews))
