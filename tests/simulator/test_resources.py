"""Single rows by their id, as every collection has them."""

from datetime import timedelta

import httpx
import pytest

from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.world.world import World
from tests.simulator.conftest import client_of
from tests.simulator.world_moves import NOON, TOKEN, assignment, bring_to, finish_level, of_kind

NAMES = [
    "subjects",
    "assignments",
    "review_statistics",
    "reviews",
    "level_progressions",
    "resets",
    "spaced_repetition_systems",
    "study_materials",
    "voice_actors",
]


@pytest.fixture
def world(world: World) -> World:
    """An account that has a row in every collection."""
    finish_level(world)
    world.request_reset(1)
    world.add_study_material(of_kind(world, "kanji")[0], "like a gate", None, ["gateway"])
    return world


@pytest.fixture
def api(world: World) -> SimulatedWaniKani:
    return SimulatedWaniKani(world, token=TOKEN, with_reviews=True)


@pytest.mark.parametrize("name", NAMES)
def test_a_row_by_its_id_is_the_row_of_the_collection(client: httpx.Client, name: str) -> None:
    rows = client.get(name).json()["data"]
    assert rows
    for row in (rows[0], rows[-1]):
        answer = client.get(f"{name}/{row['id']}")
        assert (answer.status_code, answer.json()) == (200, row)
        assert row["url"] == f"https://api.wanikani.test/v2/{name}/{row['id']}"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("row_id", ["0", "999999", "-1", "one", "9" * 5000, "1.0", "%00"])
def test_an_unknown_id_is_not_found(client: httpx.Client, name: str, row_id: str) -> None:
    answer = client.get(f"{name}/{row_id}")
    assert (answer.status_code, answer.json()) == (404, {"error": "Not found", "code": 404})


@pytest.mark.parametrize("name", NAMES)
def test_a_row_that_has_not_changed_is_not_sent_again(client: httpx.Client, name: str) -> None:
    first = client.get(f"{name}/1")
    again = client.get(f"{name}/1", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    by_date = client.get(f"{name}/1", headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert by_date.status_code == 304


def test_a_change_of_the_row_is_sent_and_that_of_another_is_not(world: World, client: httpx.Client) -> None:
    one, other = of_kind(world, "kanji", 1)[:2]
    url = f"assignments/{assignment(world, one).id}"
    first = client.get(url)
    world.advance(world.now + timedelta(hours=1))
    world.hide(other)
    assert client.get(url, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    world.hide(one)
    assert client.get(url, headers={"If-None-Match": first.headers["ETag"]}).json()["data"]["hidden"]
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert client.get(url, headers=since).status_code == 200


def test_two_changes_at_one_moment_have_different_versions(world: World, client: httpx.Client) -> None:
    material = world.study_materials[1]
    first = client.get("study_materials/1")
    material.reading_note = "changed within the same microsecond"
    again = client.get("study_materials/1", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200


def test_reviews_have_no_ids_unless_the_endpoint_returns_them(world: World) -> None:
    with client_of(SimulatedWaniKani(world, token=TOKEN)) as client:
        assert world.reviews
        assert client.get("reviews/1").status_code == 404


def test_words_are_spoken_by_the_voice_actors_there_are(client: httpx.Client) -> None:
    actors = {row["id"]: row["data"] for row in client.get("voice_actors").json()["data"]}
    assert len(actors) == 2
    spoken = [
        audio
        for kind in ("vocabulary", "kana_vocabulary")
        for row in client.get("subjects", params={"types": kind}).json()["data"]
        for audio in row["data"]["pronunciation_audios"]
    ]
    assert {audio["metadata"]["voice_actor_id"] for audio in spoken} == set(actors)
    for audio in spoken:
        actor = actors[audio["metadata"]["voice_actor_id"]]
        assert audio["metadata"]["voice_actor_name"] == actor["name"]
        assert (audio["metadata"]["gender"], audio["metadata"]["voice_description"]) == (
            actor["gender"],
            actor["description"],
        )
    assert len({audio["url"] for audio in spoken}) == len(spoken)


def test_a_subjects_page_is_that_of_its_kind(world: World, client: httpx.Client) -> None:
    pages = {
        row["object"]: row["data"]["document_url"].split("/")[3]
        for row in client.get("subjects").json()["data"]
    }
    assert pages == {
        "radical": "radicals",
        "kanji": "kanji",
        "vocabulary": "vocabulary",
        "kana_vocabulary": "vocabulary",
    }


def test_the_learner_noted_nothing_down_until_asked_to() -> None:
    world = World(NOON, levels=1, per_level=12)
    bring_to(world, world.lessons()[0], 2)
    assert len(world.study_materials) == 0
