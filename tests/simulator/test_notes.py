"""Study materials and preferences: what a client writes that is no study."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from collector.simulator.api.render import instant
from collector.simulator.world.account_rows import NotAllowed
from collector.simulator.world.world import World
from tests.simulator.world_moves import of_kind

NOTED = {
    "meaning_note": "a gate 門",
    "reading_note": "mon, as in money",
    "meaning_synonyms": ["gateway", "portal"],
}


def noted(client: httpx.Client, **fields: object) -> httpx.Response:
    return client.post("study_materials", json={"study_material": fields})


def test_what_is_noted_down_can_be_read_again(world: World, client: httpx.Client) -> None:
    now, kanji = world.now, of_kind(world, "kanji")[0]
    answer = noted(client, subject_id=kanji, **NOTED)
    assert answer.status_code == 201
    row = answer.json()
    assert row == {
        "id": 1,
        "object": "study_material",
        "url": "https://api.wanikani.test/v2/study_materials/1",
        "data_updated_at": instant(now),
        "data": {
            "created_at": instant(now),
            "subject_id": kanji,
            "subject_type": "kanji",
            **NOTED,
            "hidden": False,
        },
    }
    assert client.get("study_materials").json()["data"] == [row]


def test_what_is_left_out_is_not_noted(client: httpx.Client) -> None:
    data = noted(client, subject_id="1").json()["data"]
    assert (data["meaning_note"], data["reading_note"], data["meaning_synonyms"]) == (None, None, [])


def test_a_subject_has_at_most_one_study_material(world: World, client: httpx.Client) -> None:
    assert noted(client, subject_id=1).status_code == 201
    again = noted(client, subject_id=1, **NOTED)
    assert again.status_code == again.json()["code"] == 422
    with pytest.raises(NotAllowed):
        world.add_study_material(1)
    assert client.get("study_materials").json()["total_count"] == 1


def test_an_update_changes_what_it_names_and_nothing_else(world: World, client: httpx.Client) -> None:
    first = noted(client, subject_id=1, **NOTED).json()
    world.advance(world.now + timedelta(hours=1))
    now = world.now
    body = {"study_material": {"reading_note": None, "meaning_synonyms": ["door", "", 7]}}
    answer = client.put("study_materials/1/", json=body)
    assert answer.status_code == 200
    row = answer.json()
    assert row["data_updated_at"] == instant(now)
    assert row["data"] == {**first["data"], "reading_note": None, "meaning_synonyms": ["door", "7"]}
    assert client.get("study_materials", params={"updated_after": first["data_updated_at"]}).json()[
        "data"
    ] == [row]


@pytest.mark.parametrize("body", [None, {}, {"study_material": {}}, {"study_material": NOTED}])
def test_an_update_that_changes_nothing_leaves_no_stamp(client: httpx.Client, body: object) -> None:
    first = noted(client, subject_id=1, **NOTED).json()
    assert client.put("study_materials/1", json=body).json() == first


def test_a_form_can_hold_a_list(client: httpx.Client) -> None:
    form = {"study_material[subject_id]": "1", "study_material[meaning_synonyms][]": ["gateway", "portal"]}
    data = client.post("study_materials", data=form).json()["data"]
    assert data["meaning_synonyms"] == ["gateway", "portal"]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        pytest.param({}, 422, id="no subject"),
        pytest.param({"subject_id": 4711}, 404, id="an unknown subject"),
        pytest.param({"subject_id": 1, "meaning_note": {"a": 1}}, 422, id="a note that is no text"),
        pytest.param({"subject_id": 1, "meaning_synonyms": [["a"]]}, 422, id="a synonym that is no text"),
    ],
)
def test_what_makes_no_sense_is_not_noted(
    client: httpx.Client, fields: dict[str, object], status: int
) -> None:
    answer = noted(client, **fields)
    assert answer.status_code == answer.json()["code"] == status
    assert client.get("study_materials").json()["data"] == []


def test_half_a_character_is_refused(client: httpx.Client) -> None:
    body = rb'{"study_material": {"subject_id": 1, "meaning_note": "\ud83d"}}'
    answer = client.post("study_materials", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422


def test_an_unknown_study_material_is_not_found(client: httpx.Client) -> None:
    assert client.put("study_materials/1", json={"study_material": NOTED}).status_code == 404


def preferring(client: httpx.Client, **preferences: object) -> httpx.Response:
    return client.put("user", json={"user": {"preferences": preferences}})


WISHES: dict[str, Any] = {
    "lessons_batch_size": 3,
    "lessons_autoplay_audio": True,
    "reviews_autoplay_audio": True,
    "extra_study_autoplay_audio": True,
    "reviews_presentation_order": "lower_levels_first",
    "reviews_display_srs_indicator": False,
}


def test_every_preference_that_is_no_longer_fixed_can_be_set(world: World, client: httpx.Client) -> None:
    world.advance(world.now + timedelta(hours=1))
    now, before = world.now, client.get("user")
    answer = preferring(client, **WISHES)
    assert answer.status_code == 200
    assert answer.json()["data_updated_at"] == instant(now)
    assert answer.json()["data"]["preferences"] == {
        **WISHES,
        "default_voice_actor_id": 1,
        "lessons_presentation_order": "ascending_level_then_subject",
    }
    again = client.get("user", headers={"If-None-Match": before.headers["ETag"]})
    assert again.json() == answer.json()


def test_preferences_may_be_written_as_texts_and_those_left_out_stay(client: httpx.Client) -> None:
    form = {
        "user[preferences][lessons_batch_size]": "10",
        "user[preferences][lessons_autoplay_audio]": "true",
    }
    before = client.get("user").json()["data"]["preferences"]
    after = client.put("user", data=form).json()["data"]["preferences"]
    assert after == {**before, "lessons_batch_size": 10, "lessons_autoplay_audio": True}


@pytest.mark.parametrize(
    "wishes",
    [
        {},
        {"lessons_batch_size": 5},
        {"lessons_batch_size": None},
        {"default_voice_actor_id": 2, "lessons_presentation_order": "shuffled"},
        {"colour": "blue"},
    ],
)
def test_what_changes_no_preference_leaves_no_stamp(client: httpx.Client, wishes: dict[str, object]) -> None:
    before = client.get("user").json()
    answer = preferring(client, **wishes)
    assert (answer.status_code, answer.json()) == (200, before)


@pytest.mark.parametrize(
    "wishes",
    [
        {"lessons_batch_size": 0},
        {"lessons_batch_size": "many"},
        {"reviews_presentation_order": "alphabetical"},
        {"lessons_autoplay_audio": "perhaps"},
        {"reviews_presentation_order": ["shuffled"]},
    ],
)
def test_a_preference_that_does_not_exist_is_refused(client: httpx.Client, wishes: dict[str, object]) -> None:
    before = client.get("user").json()
    answer = preferring(client, **wishes)
    assert answer.status_code == answer.json()["code"] == 422
    assert client.get("user").json() == before


def test_nothing_but_preferences_can_be_written_of_the_user(client: httpx.Client) -> None:
    before = client.get("user").json()
    assert client.put("user", json={"user": {"username": "x", "level": 60}}).json() == before
    assert client.put("user", json={"user": "x"}).status_code == 422
