"""The whole app, over real sockets, at a WaniKani in trouble: nothing is lost, and nothing said amiss."""

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from collector.config.values import DEFAULT_ACCOUNT
from collector.core.errors import WaniKaniUnavailable
from collector.core.moments import moment, nanoseconds
from collector.simulator.faults.fault_middleware import FaultMiddleware
from collector.simulator.faults.fault_options import FaultSampler, parse_fault_rules
from collector.simulator.learner.learner import Learner
from collector.simulator.serving.server import serve
from tests.harness import HOUR, TOKEN
from tests.lines import of
from tests.reconstruction import truth
from tests.scenarios.scene import MINUTE, ROUND_THE_CLOCK, Scene, rebuild_gives_the_same

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

# More than every second request.
SHARES = {
    "500": "20%", "drop": "10%", "cut": "10%", "html": "10%", "lost": "2%", "garbage": "2%", "empty": "1%",
    "portal": "1%", "429": "1%", "slow": "1%",
}  # fmt: skip


class Troublesome(Scene):
    """A scene, polled once, whose learner goes on studying and whose WaniKani fails by *seed*."""

    def __init__(self, folder: Path, seed: int) -> None:
        super().__init__(folder)
        self.items(16)
        self.next_poll()
        self.learner = Learner(self.world, seed=seed, habits=ROUND_THE_CLOCK)
        self.said: list[str] = []
        self.problems: list[str] = []
        self._chance = FaultSampler(
            parse_fault_rules(f"{kind}:{share}" for kind, share in SHARES.items()), seed
        )

    def around(self, app: "WSGIApplication") -> FaultMiddleware:
        return FaultMiddleware(
            app, self._chance, now=self.clock.now, report=self.said.append, wait=lambda _: None
        )

    def poll_through(self, hours: int) -> None:
        """Poll every hour, and after a failure some minutes later, as the daemon does."""
        with serve(self.api, around=self.around) as server:
            self.settings = {"wanikani_url": server.url}
            with self.app(httpx.HTTPTransport()) as app:
                for _ in range(hours):
                    self.pass_time(HOUR)
                    while (report := app.poll(app.accounts[DEFAULT_ACCOUNT])).problem is not None:
                        assert isinstance(report.problem, WaniKaniUnavailable)
                        self.problems.append(str(report.problem))
                        self.pass_time(5 * MINUTE)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_ledger_holds_exactly_the_truth_however_often_wanikani_fails(
    tmp_path: Path, seed: int, capfd: pytest.CaptureFixture[str]
) -> None:
    scene = Troublesome(tmp_path / "state", seed)
    scene.poll_through(hours=36)
    # What was reviewed in the middle of the last poll is told by the next.
    scene.learner = None
    scene.poll_through(hours=1)
    assert len(scene.world.reviews) > 50
    assert len(scene.problems) > 10
    holds_the_truth(scene)
    rebuild_gives_the_same(scene)
    assert {line.split(":")[0] for line in scene.said} == set(SHARES)
    assert all(line.isprintable() and TOKEN not in line for line in scene.said + scene.problems)
    assert capfd.readouterr() == ("", "")


def holds_the_truth(scene: Scene) -> None:
    """Every review of the world was found once, and nothing else.

    After an outage of hours, an item may have been reviewed twice since the last successful poll: only the
    first of the two may then be called inferred, and all others say exactly what happened.
    """
    good = [time for time, fields in of(scene.database(), "collector") if fields["ok"]]
    found, true = truth.by_assignment(scene.found()), truth.of_each(scene.world.reviews)
    assert found.keys() == true.keys()
    for assignment, mine in found.items():
        assert truth.sums(mine) == truth.true_sums(true[assignment])
        for one, real in zip(mine, true[assignment], strict=True):
            assert one.inferred or truth.Exactly.of(one) == truth.exactly(scene.world, real)
        assert not mine[-1].inferred
        times = [nanoseconds(moment(real.counted_at)) for real in true[assignment]]
        for one, (at, again) in zip(mine, pairwise(times), strict=False):
            assert not (one.inferred and any(at <= poll < again for poll in good))
    assert len(scene.points("review")) == len(scene.world.reviews)
    assert scene.heartbeats_say("unexplained") == 0
