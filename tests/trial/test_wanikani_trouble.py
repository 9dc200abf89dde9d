"""WaniKani in all kinds of trouble: bounded, told in a sentence, corrected by the next successful poll."""

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from collector.core.errors import CollectorError
from tests.harness import HOUR, TOKEN
from tests.scenarios.scene import rebuild_gives_the_same
from tests.scenarios.test_trouble import holds_the_truth
from tests.trial import trouble
from tests.trial.figures import Figure
from tests.trial.sizes import size
from tests.trial.studied import Studied
from tests.trial.trouble import ENDPOINTS, Answer, Meddler, of_collections, with_body, with_status

MAINTENANCE = b"<!DOCTYPE html><html><title>WaniKani</title><body>Maintenance</body></html>"


class Troubled(Studied):
    """Polled some times before the trouble begins."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        for _ in range(6):
            self.next_poll()

    def last_polls(self) -> None:
        """Poll after the trouble, and once more for what was reviewed in the middle of that poll."""
        self.next_poll()
        self.learner = None
        self.next_poll()


def one_sentence(problem: CollectorError | None) -> None:
    """The poll failed, and its sentence is one line that holds no secret."""
    assert problem is not None
    said = str(problem)
    assert said.isprintable()
    assert 10 < len(said) < 600
    assert TOKEN not in said


@pytest.mark.parametrize(
    "body", [b"", b'{"error": "no", "code": 1}', MAINTENANCE], ids=["empty", "JSON", "HTML"]
)
def test_every_status_at_every_endpoint_is_made_up_for_by_the_next_good_poll(
    tmp_path: Path, figure: Figure, body: bytes
) -> None:
    scene = Troubled(tmp_path / "state")
    chance = Random(len(body))
    # A 304 is believed where it was asked for: no client can tell a false one.
    every = [(status, endpoint) for status in range(100, 600) if status != 304 for endpoint in ENDPOINTS[:7]]
    tried = chance.sample(every, size(short=12, long=len(every)))
    for count, (status, endpoint) in enumerate(tried):
        scene.pass_time(HOUR if count % 50 == 0 else timedelta(minutes=1))
        meddler = Meddler(scene, with_status(status, body), endpoint)
        problem = scene.poll(meddler).problem
        assert meddler.meddled, endpoint
        # An account's reviews are gone since 2023, and the endpoint may follow.
        if (status, endpoint) != (404, "reviews"):
            one_sentence(problem)
        if count % 50 == 0:
            scene.good_poll()
    scene.last_polls()
    holds_the_truth(scene)
    figure(polls=len(tried), reviews=len(scene.world.reviews))


# name -> what happens to the answers, of which endpoint (None: all), and if the poll is refused.
SIEGES: dict[str, tuple[Answer, str | None, bool]] = {
    "maintenance": (with_status(503, MAINTENANCE, **{"Content-Type": "text/html"}), None, True),
    "everything empty": (of_collections(trouble.emptied), None, True),
    "everything empty but its time": (of_collections(trouble.emptied_but_for_its_time), None, True),
    "no statistics": (of_collections(trouble.emptied), "review_statistics", True),
    "no assignments": (of_collections(trouble.emptied), "assignments", True),
    "no resets": (of_collections(trouble.emptied), "resets", False),
    "rows missing": (of_collections(trouble.shortened), None, True),
    "pages for ever": (of_collections(trouble.endless), None, True),
    "pages of a thousand million rows": (of_collections(trouble.endless_and_huge), None, True),
    "rows backwards": (of_collections(trouble.backwards), None, False),
    "rows twice": (of_collections(trouble.doubled), None, False),
    "no stages": (of_collections(trouble.without("srs_stage")), "assignments", True),
    "no counters": (of_collections(trouble.without("meaning_correct")), "review_statistics", True),
    "numbers not finite": (of_collections(trouble.all_numbers(float("nan"))), "review_statistics", True),
    "numbers huge": (of_collections(trouble.all_numbers(10**400)), "review_statistics", True),
    "numbers null": (of_collections(trouble.all_numbers(None)), "assignments", True),
    "cut": (trouble.cut, None, True),
    "another text": (lambda _, response: with_body(response, b"text"), None, True),
}  # fmt: skip


@pytest.mark.parametrize("name", SIEGES)
def test_a_time_of_trouble_leaves_no_wrong_point_and_is_made_up_for(
    tmp_path: Path, figure: Figure, name: str
) -> None:
    answer, endpoint, refused = SIEGES[name]
    scene = Troubled(tmp_path / "state")
    failed = 0
    for _ in range(size(short=2, long=24)):
        scene.pass_time(HOUR)
        meddler = Meddler(scene, answer, endpoint)
        problem = scene.poll(meddler).problem
        assert meddler.meddled
        if problem is not None:
            one_sentence(problem)
            failed += 1
    assert bool(failed) is refused
    scene.last_polls()
    holds_the_truth(scene)
    rebuild_gives_the_same(scene)
    figure(failed=failed, reviews=len(scene.world.reviews))
