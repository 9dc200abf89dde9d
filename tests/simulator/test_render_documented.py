"""The answers next to the documentation, field by field, where no recorded answer shows them.

From the tables "Attribute, Data Type" of the API documentation, revision 20170710.
"""

from typing import Any

import httpx
import pytest

from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.world.game_rules import BURNED
from collector.simulator.world.world import World
from tests.simulator.world_moves import TOKEN, bring_to, finish_level, of_kind, pass_all, small_world

NOTHING = type(None)
DATE = str
Types = type | tuple[type, ...]

ASSIGNMENT: dict[str, Types] = {
    "available_at": (NOTHING, DATE),
    "burned_at": (NOTHING, DATE),
    "created_at": DATE,
    "hidden": bool,
    "passed_at": (NOTHING, DATE),
    "resurrected_at": (NOTHING, DATE),
    "srs_stage": int,
    "started_at": (NOTHING, DATE),
    "subject_id": int,
    "subject_type": str,
    "unlocked_at": (NOTHING, DATE),
}
REVIEW_STATISTIC: dict[str, Types] = {
    "created_at": DATE,
    "hidden": bool,
    "meaning_correct": int,
    "meaning_current_streak": int,
    "meaning_incorrect": int,
    "meaning_max_streak": int,
    "percentage_correct": int,
    "reading_correct": int,
    "reading_current_streak": int,
    "reading_incorrect": int,
    "reading_max_streak": int,
    "subject_id": int,
    "subject_type": str,
}
REVIEW: dict[str, Types] = {
    "assignment_id": int,
    "created_at": DATE,
    "ending_srs_stage": int,
    "incorrect_meaning_answers": int,
    "incorrect_reading_answers": int,
    "spaced_repetition_system_id": int,
    "starting_srs_stage": int,
    "subject_id": int,
}
STUDY_MATERIAL: dict[str, Types] = {
    "created_at": DATE,
    "hidden": bool,
    # The table says String, but a note that was never written can only be null.
    "meaning_note": (NOTHING, str),
    "meaning_synonyms": list,
    "reading_note": (NOTHING, str),
    "subject_id": int,
    "subject_type": str,
}
VOICE_ACTOR: dict[str, Types] = {"created_at": DATE, "description": str, "gender": str, "name": str}
SUBJECT: dict[str, Types] = {
    "auxiliary_meanings": list,
    "characters": str,
    "created_at": DATE,
    "document_url": str,
    "hidden_at": (NOTHING, DATE),
    "lesson_position": int,
    "level": int,
    "meaning_mnemonic": str,
    "meanings": list,
    "slug": str,
    "spaced_repetition_system_id": int,
}
SPOKEN: dict[str, Types] = {"context_sentences": list, "parts_of_speech": list, "pronunciation_audios": list}
SUBJECTS: dict[str, dict[str, Types]] = {
    "radical": {
        **SUBJECT,
        "characters": (NOTHING, str),
        "amalgamation_subject_ids": list,
        "character_images": list,
    },
    "kanji": {
        **SUBJECT,
        "amalgamation_subject_ids": list,
        "component_subject_ids": list,
        "meaning_hint": (NOTHING, str),
        "reading_hint": (NOTHING, str),
        "reading_mnemonic": str,
        "readings": list,
        "visually_similar_subject_ids": list,
    },
    "vocabulary": {
        **SUBJECT,
        **SPOKEN,
        "component_subject_ids": list,
        "reading_mnemonic": str,
        "readings": list,
    },
    "kana_vocabulary": {**SUBJECT, **SPOKEN},
}
WITHIN: dict[str, dict[str, Types]] = {
    "meanings": {"meaning": str, "primary": bool, "accepted_answer": bool},
    "auxiliary_meanings": {"meaning": str, "type": str},
    "character_images": {"url": str, "content_type": str, "metadata": dict},
    "context_sentences": {"en": str, "ja": str},
    "pronunciation_audios": {"url": str, "content_type": str, "metadata": dict},
}
READING: dict[str, Types] = {"reading": str, "primary": bool, "accepted_answer": bool}
METADATA: dict[str, Types] = {
    "gender": str,
    "source_id": int,
    "pronunciation": str,
    "voice_actor_id": int,
    "voice_actor_name": str,
    "voice_description": str,
}


@pytest.fixture
def world() -> World:
    """Every state an item can be in, and a radical without a character."""
    world = small_world(levels=12)
    finish_level(world)
    bring_to(world, of_kind(world, "kanji")[0], BURNED)
    world.resurrect(of_kind(world, "kanji")[0])
    world.hide_subject(of_kind(world, "kanji")[1])
    pass_all(world, of_kind(world, "radical", 2))
    world.request_reset(2)
    world.carry_out_reset()
    world.add_study_material(of_kind(world, "kanji")[0], "a note", "another", ["a synonym"])
    world.add_study_material(of_kind(world, "kanji")[1])
    return world


@pytest.fixture
def api(world: World) -> SimulatedWaniKani:
    return SimulatedWaniKani(world, token=TOKEN, with_reviews=True)


def assert_fields(data: dict[str, Any], documented: dict[str, Types]) -> None:
    assert set(data) == set(documented)
    for name, types in documented.items():
        assert isinstance(data[name], types), f"{name}: {data[name]!r}"
        # To Python a yes is a number, but not to the documentation.
        assert not isinstance(data[name], bool) or types is bool, name


ROWS = [
    ("assignments", "assignment", ASSIGNMENT),
    ("review_statistics", "review_statistic", REVIEW_STATISTIC),
    ("reviews", "review", REVIEW),
    ("study_materials", "study_material", STUDY_MATERIAL),
    ("voice_actors", "voice_actor", VOICE_ACTOR),
]


@pytest.mark.parametrize(("name", "kind", "documented"), ROWS)
def test_rows_have_the_documented_fields(
    client: httpx.Client, name: str, kind: str, documented: dict[str, Types]
) -> None:
    rows = client.get(name).json()["data"]
    assert rows
    for row in rows:
        assert set(row) == {"id", "object", "url", "data_updated_at", "data"}
        assert row["object"] == kind
        assert_fields(row["data"], documented)
    nullable = {field for field, types in documented.items() if isinstance(types, tuple)}
    assert {field for field in nullable if any(row["data"][field] is None for row in rows)} == nullable
    assert {field for field in nullable if any(row["data"][field] is not None for row in rows)} == nullable


@pytest.mark.parametrize("kind", SUBJECTS)
def test_subjects_have_the_documented_fields_down_to_the_last(client: httpx.Client, kind: str) -> None:
    rows = client.get("subjects", params={"types": kind}).json()["data"]
    assert rows
    for row in rows:
        assert row["object"] == kind
        assert_fields(row["data"], SUBJECTS[kind])
        for name, documented in WITHIN.items():
            for one in row["data"].get(name, []):
                assert_fields(one, documented)
        for reading in row["data"].get("readings", []):
            assert_fields(reading, {**READING, "type": str} if kind == "kanji" else READING)
        for audio in row["data"].get("pronunciation_audios", []):
            assert_fields(audio["metadata"], METADATA)
        for image in row["data"].get("character_images", []):
            assert (image["content_type"], image["metadata"]) == ("image/svg+xml", {"inline_styles": True})


def test_a_radical_without_a_character_has_an_image_at_least(client: httpx.Client) -> None:
    rows = client.get("subjects", params={"types": "radical"}).json()["data"]
    drawn = [row for row in rows if row["data"]["characters"] is None]
    assert drawn
    assert all(row["data"]["character_images"] for row in drawn)


def test_a_collection_has_the_documented_frame(client: httpx.Client) -> None:
    for name, _, _ in ROWS:
        answer = client.get(name).json()
        assert_fields(
            answer,
            {
                "object": str,
                "url": str,
                "pages": dict,
                "total_count": int,
                "data_updated_at": DATE,
                "data": list,
            },
        )
        assert_fields(
            answer["pages"], {"per_page": int, "next_url": (NOTHING, str), "previous_url": (NOTHING, str)}
        )


def test_a_cursor_outside_the_ids_gives_no_rows_and_the_whole_count(client: httpx.Client) -> None:
    answer = client.get("voice_actors", params={"page_after_id": "5"}).json()
    assert (answer["data"], answer["total_count"]) == ([], 2)
    assert answer["pages"] == {"per_page": 500, "next_url": None, "previous_url": None}
