"""The answers next to ones recorded from the real API: same keys, same types, same null rules."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from collector.simulator.world.world import World
from tests.simulator.world_moves import finish_level

RECORDED = Path(__file__).parent.parent / "fixtures" / "recorded"


def recorded(name: str) -> Any:
    return json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture
def world(world: World) -> World:
    """An account with a finished level, a reset only asked for and one carried out, and something due."""
    finish_level(world)
    world.request_reset(1)
    world.request_reset(1)
    world.carry_out_reset()
    world.start(world.lessons()[0])
    world.advance(world.now + timedelta(days=1))
    return world


def kinds(values: list[Any]) -> set[str]:
    return {type(value).__name__ for value in values}


def assert_same_shape(ours: list[Any], theirs: list[Any], where: str = "") -> None:
    """Every field occurs on both sides, and holds no type (nor null) that theirs does not."""
    assert kinds(ours) <= kinds(theirs), f"{where}: {kinds(ours)} instead of {kinds(theirs)}"
    if isinstance(theirs[0], dict):
        keys = {frozenset(value) for value in theirs}
        assert {frozenset(value) for value in ours} == keys, where
        for key in theirs[0]:
            assert_same_shape([v[key] for v in ours], [v[key] for v in theirs], f"{where}.{key}")
    if isinstance(theirs[0], list):
        our_items, their_items = ([item for value in side for item in value] for side in (ours, theirs))
        if our_items and their_items:
            assert_same_shape(our_items, their_items, f"{where}[]")


@pytest.mark.parametrize("name", ["user", "summary"])
def test_single_answers_have_the_recorded_shape(client: httpx.Client, name: str) -> None:
    ours, theirs = client.get(name).json(), recorded(name)
    # Null only on vacation, which the recorded user was not on; a lifetime has no period's end.
    assert_same_shape([ours], [theirs], name)
    assert ours["object"] == theirs["object"]


@pytest.mark.parametrize("name", ["level_progressions", "resets", "spaced_repetition_systems"])
def test_a_row_by_its_id_has_the_shape_of_the_recorded_rows(client: httpx.Client, name: str) -> None:
    theirs = recorded(name)["data"]
    row_id = client.get(name).json()["data"][-1]["id"]
    ours = client.get(f"{name}/{row_id}").json()
    assert_same_shape([ours], theirs, name)
    assert ours["url"].split("/v2/")[1] == f"{name}/{row_id}"
    assert {row["url"].split("/v2/")[1] for row in theirs} == {f"{name}/{row['id']}" for row in theirs}


def test_a_client_can_make_the_preferences_those_of_the_recorded_user(client: httpx.Client) -> None:
    theirs = recorded("user")["data"]["preferences"]
    answer = client.put("user", json={"user": {"preferences": theirs}}).json()
    assert answer["data"]["preferences"] == theirs
    assert_same_shape([answer], [recorded("user")], "user")


@pytest.mark.parametrize("name", ["level_progressions", "resets", "spaced_repetition_systems"])
def test_collections_have_the_recorded_shape(client: httpx.Client, name: str) -> None:
    ours, theirs = client.get(name).json(), recorded(name)
    # No recorded reset was left unconfirmed; the documentation says that such a row has a null there.
    unconfirmed = [row for row in ours["data"] if name == "resets" and row["data"]["confirmed_at"] is None]
    assert len(unconfirmed) == (name == "resets")
    ours["data"] = [row for row in ours["data"] if row not in unconfirmed]
    assert_same_shape([ours], [theirs], name)
    assert {row["object"] for row in ours["data"]} == {row["object"] for row in theirs["data"]}


def test_the_summary_has_as_many_hours_and_lists_as_the_recorded_one(client: httpx.Client) -> None:
    ours, theirs = client.get("summary").json()["data"], recorded("summary")["data"]
    assert len(ours["reviews"]) == len(theirs["reviews"]) == 25
    assert len(ours["lessons"]) == len(theirs["lessons"]) == 1


def test_the_spaced_repetition_systems_are_the_recorded_ones(client: httpx.Client) -> None:
    ours = client.get("spaced_repetition_systems").json()["data"]
    theirs = recorded("spaced_repetition_systems")["data"]
    for our_row, their_row in zip(ours, theirs, strict=True):
        for row in (our_row["data"], their_row["data"]):
            del row["name"], row["description"], row["created_at"]
        assert (our_row["id"], our_row["data"]) == (their_row["id"], their_row["data"])
