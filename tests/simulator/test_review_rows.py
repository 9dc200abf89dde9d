"""`/reviews` as it was until April 2023, for who asks for it: the truth, in the documented shape."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.api.render import instant
from collector.simulator.api.review_rows import ReviewRows
from collector.simulator.learner.learner import Learner
from collector.simulator.world.account_rows import Review
from collector.simulator.world.world import World
from tests.harness import TOKEN as OWNERS_TOKEN
from tests.harness import Rig
from tests.simulator.conftest import client_of
from tests.simulator.world_moves import NOON, TOKEN, bring_to, finish_level, of_kind, small_world


@pytest.fixture
def world(world: World) -> World:
    finish_level(world)
    world.advance(world.now + timedelta(days=1))
    for subject_id in world.due():
        world.review(subject_id, meaning_wrong=1)
    return world


@pytest.fixture
def api(world: World) -> SimulatedWaniKani:
    return SimulatedWaniKani(world, token=TOKEN, with_reviews=True)


def told(client: httpx.Client, **params: str) -> list[int]:
    return [row["id"] for row in client.get("reviews", params=params).json()["data"]]


def ids(reviews: list[Review]) -> list[int]:
    return [review.id for review in reviews]


def test_every_review_is_returned_as_it_happened(world: World, client: httpx.Client) -> None:
    answer = client.get("reviews").json()
    assert answer["total_count"] == len(world.reviews) > 15
    assert answer["data_updated_at"] == instant(world.reviews[-1].moment)
    for row, true in zip(answer["data"], world.reviews, strict=True):
        assert (row["id"], row["object"]) == (true.id, "review")
        assert row["data_updated_at"] == row["data"]["created_at"] == instant(true.moment)
        assert row["data"] == {
            "created_at": instant(true.moment),
            "assignment_id": true.assignment_id,
            "spaced_repetition_system_id": world.subjects[true.subject_id].system,
            "subject_id": true.subject_id,
            "starting_srs_stage": true.starting_stage,
            "ending_srs_stage": true.ending_stage,
            "incorrect_meaning_answers": true.meaning_wrong,
            "incorrect_reading_answers": true.reading_wrong,
        }


def test_reviews_can_be_narrowed(world: World, client: httpx.Client) -> None:
    one = world.reviews[7]
    of_the_item = ids([true for true in world.reviews if true.subject_id == one.subject_id])
    assert told(client, subject_ids=str(one.subject_id)) == of_the_item
    assert told(client, assignment_ids=str(one.assignment_id)) == of_the_item
    assert told(client, ids="3,5,4711") == [3, 5]
    assert told(client, updated_after=instant(one.moment)) == ids(world.reviews[8:])
    assert told(client, updated_after=instant(one.moment), ids="8,9") == [9]


def test_reviews_come_in_pages(world: World) -> None:
    found: list[int] = []
    with client_of(SimulatedWaniKani(world, token=TOKEN, with_reviews=True, per_page=7)) as client:
        url: str | None = "reviews"
        while url is not None:
            answer = client.get(url).json()
            found += [row["id"] for row in answer["data"]]
            url = answer["pages"]["next_url"]
    assert found == ids(world.reviews)


def test_another_review_is_another_answer(world: World, client: httpx.Client) -> None:
    first = client.get("reviews")
    assert client.get("reviews", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    world.advance(world.now + timedelta(days=2))
    world.review(world.due()[0])
    assert client.get("reviews", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert client.get("reviews", headers=since).status_code == 200


def test_what_is_new_is_found_without_looking_at_what_is_old(world: World) -> None:
    class Watched(list[Review]):
        """Counts how many of its reviews are looked at."""

        looks = 0

        def __iter__(self) -> Iterator[Review]:
            raise AssertionError("looked at all of them")

        def __getitem__(self, place: object) -> Review:  # type: ignore[override]
            self.looks += 1
            return super().__getitem__(place)  # type: ignore[call-overload, no-any-return]

    watched = world.state.reviews = Watched(world.reviews * 1000)
    newest = world.reviews[-1].moment
    assert list(ReviewRows(world).changed_after(newest)) == []
    assert watched.looks < 20


def test_a_late_upload_is_returned_with_its_own_time_and_found_by_its_upload_time() -> None:
    world = small_world()
    (radical,) = of_kind(world, "radical")
    bring_to(world, radical, 1)
    world.advance(NOON + timedelta(hours=9))
    with client_of(SimulatedWaniKani(world, token=TOKEN, with_reviews=True)) as client:
        done_at, uploaded_at = NOON + timedelta(hours=3), world.now
        world.review(radical, created_at=done_at)
        (row,) = client.get(
            "reviews", params={"updated_after": instant(uploaded_at - timedelta(hours=1))}
        ).json()["data"]
    assert row["data"]["created_at"] == instant(done_at)
    assert row["data_updated_at"] == instant(uploaded_at)


def test_the_collector_reads_the_returned_reviews(tmp_path: Path) -> None:
    world = World(NOON, levels=2, per_level=12)
    rig = Rig(tmp_path, world, Learner(world, seed=2))
    rig.api = SimulatedWaniKani(world, token=OWNERS_TOKEN, live=rig._live, with_reviews=True)
    rig.good_poll()
    found = 0
    for _ in range(4):
        rig.pass_time(timedelta(hours=9))
        found += rig.good_poll().reviews_found
    assert found == len(world.reviews) > 5
    statuses = [status for _, path, status in rig.api.requests if path.startswith("/v2/reviews")]
    assert statuses.count(200) > 1
