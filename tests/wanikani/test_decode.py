"""Answers become our own values: recorded ones as they are; odd ones are refused by the path at fault."""

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.core.errors import MalformedResponse
from collector.core.model import Subject
from collector.core.moments import moment
from collector.core.taught import Mnemonics
from collector.wanikani import decode
from collector.wanikani.decoder import Decoder
from tests.wanikani.requests_made import ClientScene

Json = dict[str, Any]


def asked(scene: ClientScene, name: str) -> Json:
    conversation = scene.conversation()
    answer: Json = json.loads(conversation.get(conversation.url_of(name)).body or b"")
    return answer


def written(body: Json) -> bytes:
    return json.dumps(body).encode()


def test_an_unknown_kind_of_subject_is_kept_with_its_rows(scene: ClientScene) -> None:
    subject = scene.world.add_subject(kind="radical_of_the_future")
    kinds = {
        int(row.subject.id): row.subject.kind
        for row in decode.SUBJECTS.page(written(asked(scene, "subjects")), "/").rows
    }
    assert kinds[subject] == "radical_of_the_future"
    assignments = decode.ASSIGNMENTS.page(written(asked(scene, "assignments")), "/").rows
    assert "radical_of_the_future" in {row.subject_type for row in assignments}


def test_unknown_fields_are_ignored(scene: ClientScene) -> None:
    body = asked(scene, "assignments")
    expected = decode.ASSIGNMENTS.page(written(body), "/").rows
    body["new"] = body["pages"]["new"] = {"deep": [1, 2]}
    for row in body["data"]:
        row["new"] = row["data"]["new"] = None
    assert decode.ASSIGNMENTS.page(written(body), "/").rows == expected


def test_what_only_some_kinds_have_may_be_missing_or_null(scene: ClientScene) -> None:
    body = asked(scene, "subjects")
    data = body["data"][0]["data"]
    data |= {"characters": None, "hidden_at": None}
    data.pop("readings", None)
    data.pop("spaced_repetition_system_id", None)
    first = decode.SUBJECTS.page(written(body), "/").rows[0].subject
    assert (first.characters, first.readings, first.srs_id) == (None, (), None)


def _kanji(meanings: list[dict[str, object]], readings: list[dict[str, object]]) -> Subject:
    """Return a kanji with these forms, as it is decoded."""
    body = {
        "object": "collection", "pages": {"per_page": 1}, "total_count": 1,
        "data": [{
            "id": 1, "object": "kanji", "data_updated_at": "2024-01-01T00:00:00Z",
            "data": {
                "level": 1, "slug": "大", "characters": "大",
                "meanings": meanings, "readings": readings,
            },
        }],
    }  # fmt: skip
    (kanji,) = decode.SUBJECTS.page(written(body), "/subjects").rows
    return kanji.subject


def test_the_primary_meaning_and_reading_come_first() -> None:
    kanji = _kanji(
        [{"meaning": "Large", "primary": False}, {"meaning": "Big", "primary": True}],
        [{"reading": "おお", "primary": False}, {"reading": "たい", "primary": True}],
    )
    assert (kanji.meanings, kanji.readings) == (("Big", "Large"), ("たい", "おお"))
    assert (kanji.other_meanings, kanji.other_readings) == ((), ())


def test_what_wanikani_does_not_accept_is_kept_apart() -> None:
    kanji = _kanji(
        [
            {"meaning": "Huge", "primary": False, "accepted_answer": False},
            {"meaning": "Big", "primary": True, "accepted_answer": True},
        ],
        [
            {"reading": "おお", "primary": False, "accepted_answer": False},
            {"reading": "たい", "primary": True, "accepted_answer": True},
            {"reading": "だい", "primary": False, "accepted_answer": True},
        ],
    )
    assert (kanji.meanings, kanji.readings) == (("Big",), ("たい", "だい"))
    assert (kanji.other_meanings, kanji.other_readings) == (("Huge",), ("おお",))


def test_the_order_of_lessons_and_what_unlocks_an_item_are_kept(scene: ClientScene) -> None:
    body = asked(scene, "subjects")
    kanji = next(row for row in body["data"] if row["object"] == "kanji")
    kanji["data"] |= {"lesson_position": 7, "component_subject_ids": [4, 2]}
    rows = decode.SUBJECTS.page(written(body), "/").rows
    found = {int(row.subject.id): row.subject for row in rows}[kanji["id"]]
    assert (found.lesson_position, found.components) == (7, (4, 2))


@pytest.mark.parametrize("position", [None, "3", -1, 2.5, True, 2**31, {}])
@pytest.mark.parametrize("components", [None, "2", 2, [2, "3"], [-1], [2**63], list(range(1001)), {}])
def test_no_poll_fails_for_the_order_of_lessons(
    scene: ClientScene, position: object, components: object
) -> None:
    body = asked(scene, "subjects")
    body["data"][0]["data"] |= {"lesson_position": position, "component_subject_ids": components}
    del body["data"][1]["data"]["lesson_position"]
    body["data"][1]["data"].pop("component_subject_ids", None)
    first, second, *_ = (row.subject for row in decode.SUBJECTS.page(written(body), "/").rows)
    assert (first.lesson_position, first.components) == (0, ())
    assert (second.lesson_position, second.components) == (0, ())


def test_mnemonics_are_kept_as_they_are_written_with_their_markup(scene: ClientScene) -> None:
    body = asked(scene, "subjects")
    kanji = next(row for row in body["data"] if row["object"] == "kanji")
    kanji["data"] |= {"meaning_mnemonic": "A <radical>gun</radical>.", "reading_mnemonic": "<ja>すい</ja>"}
    rows = {int(row.id): row.mnemonics for row in decode.SUBJECTS.page(written(body), "/").rows}
    assert rows[kanji["id"]] == Mnemonics(kanji["id"], "A <radical>gun</radical>.", "<ja>すい</ja>")


@pytest.mark.parametrize("odd", [None, 3, True, ["a"], {}, "x" * 20_001])
def test_no_poll_fails_for_a_mnemonic(scene: ClientScene, odd: object) -> None:
    body = asked(scene, "subjects")
    body["data"][0]["data"] |= {"meaning_mnemonic": odd, "reading_mnemonic": odd}
    for field in ("meaning_mnemonic", "reading_mnemonic"):
        body["data"][1]["data"].pop(field, None)
    first, second, *_ = (row.mnemonics for row in decode.SUBJECTS.page(written(body), "/").rows)
    assert (first.meaning, first.reading) == (second.meaning, second.reading) == (None, None)


WRONG = [
    pytest.param("srs_stage", 10, id="a stage beyond the last"),
    pytest.param("srs_stage", -1, id="a stage before the first"),
    pytest.param("srs_stage", "5", id="a stage as text"),
    pytest.param("srs_stage", True, id="a stage that is true"),
    pytest.param("srs_stage", 5.5, id="half a stage"),
    pytest.param("srs_stage", None, id="no stage"),
    pytest.param("subject_id", 2**63, id="an id that no database can store"),
    pytest.param("subject_id", 10**30, id="an endless id"),
    pytest.param("subject_id", -1, id="an id below zero"),
    pytest.param("subject_type", 3, id="a kind that is a number"),
    pytest.param("hidden", "no", id="a no as text"),
    pytest.param("hidden", 0, id="a no as a number"),
    pytest.param("available_at", 1_700_000_000, id="a moment as a number"),
    pytest.param("available_at", 10**20, id="a moment as a huge number"),
    pytest.param("available_at", "2024-03-04", id="a moment without a time"),
    pytest.param("available_at", "2024-03-04T12:00:00", id="a moment without a zone"),
    pytest.param("available_at", "99999-03-04T12:00:00Z", id="a moment in a far future"),
    pytest.param("available_at", "soon", id="a moment as a word"),
    pytest.param("available_at", "2200-01-01T00:00:00Z", id="a moment that InfluxDB may not hold"),
    pytest.param("available_at", "9999-12-31T23:59:59-14:00", id="a moment after the last"),
    pytest.param("started_at", "0001-01-01T00:00:00+14:00", id="a moment before the first"),
    pytest.param("subject_type", "", id="a kind without a name"),
    pytest.param("subject_type", "\\ \n", id="a kind of which no tag is left"),
    pytest.param("subject_type", "k" * 101, id="a kind too long for a tag"),
]


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_a_field_that_does_not_fit_is_named_by_its_path(
    scene: ClientScene, field: str, value: object
) -> None:
    body = asked(scene, "assignments")
    body["data"][1]["data"][field] = value
    with pytest.raises(
        MalformedResponse, match=rf"/assignments is not as documented at data\.1\.data\.{field} \("
    ) as caught:
        decode.ASSIGNMENTS.page(written(body), "/assignments")
    assert caught.value.exit_code == 1
    assert not caught.value.soon


def test_totals_over_all_items_stay_within_what_a_point_can_hold(scene: ClientScene) -> None:
    scene.world.start(scene.world.lessons()[0])
    body = asked(scene, "review_statistics")
    body["data"][0]["data"]["meaning_correct"] = 2**31
    with pytest.raises(MalformedResponse, match=r"data\.0\.data\.meaning_correct"):
        decode.REVIEW_STATISTICS.page(written(body), "/review_statistics")


@pytest.mark.parametrize("row", ["1", "{}", "null"])
def test_a_million_rows_that_do_not_fit_are_one_error(scene: ClientScene, row: str) -> None:
    body = asked(scene, "resets")
    page = written(body).replace(b'"data": []', f'"data": [{",".join([row] * 10**6)}]'.encode())
    began = time.monotonic()
    with pytest.raises(MalformedResponse, match=r"is not as documented at data\.0"):
        decode.RESETS.page(page, "/resets")
    assert time.monotonic() - began < 2


DECODERS: list[tuple[Decoder[Any], str]] = [
    (decode.SUBJECTS, "subjects"),
    (decode.ASSIGNMENTS, "assignments"),
    (decode.REVIEW_STATISTICS, "review_statistics"),
    (decode.RESETS, "resets"),
    (decode.LEVEL_PROGRESSIONS, "level_progressions"),
    (decode.SRS_SYSTEMS, "spaced_repetition_systems"),
]


@pytest.mark.parametrize(("decoder", "name"), DECODERS)
@pytest.mark.parametrize("field", ["object", "pages", "total_count", "data"])
def test_a_collection_without_one_of_its_parts_is_refused(
    scene: ClientScene, decoder: Decoder[Any], name: str, field: str
) -> None:
    body = asked(scene, name)
    del body[field]
    with pytest.raises(MalformedResponse, match=rf"/{name} is not as documented at {field} \("):
        decoder.page(written(body), f"/{name}")


@pytest.mark.parametrize(("decoder", "name"), DECODERS)
@pytest.mark.parametrize("field", ["id", "object", "data_updated_at", "data"])
def test_a_row_without_one_of_its_parts_is_refused(
    scene: ClientScene, decoder: Decoder[Any], name: str, field: str
) -> None:
    scene.world.start(scene.world.lessons()[0])
    scene.world.request_reset(1)
    body = asked(scene, name)
    del body["data"][0][field]
    with pytest.raises(MalformedResponse, match=rf"is not as documented at data\.0\.{field} \("):
        decoder.page(written(body), f"/{name}")


@pytest.mark.parametrize("name", ["assignments", "user"])
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"null", id="null"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b'{"object": "collection", "data": [', id="half an answer"),
        pytest.param(b'{"error": "Unauthorized", "code": 401}', id="an error with a good status"),
        pytest.param(b'"\xff\xfe"', id="no UTF-8"),
        pytest.param(b'{"object": "\\ud800"}', id="half a character"),
        pytest.param(b"[" * 100_000, id="a deep hole"),
        pytest.param(b"1" * 10_000, id="an endless number"),
        pytest.param(b"\x1f\x8b\x08\x00", id="something compressed twice"),
    ],
)
def test_an_answer_of_another_shape_is_malformed(body: bytes, name: str) -> None:
    decoder: Decoder[Any] = decode.USER if name == "user" else decode.ASSIGNMENTS
    with pytest.raises(MalformedResponse, match=f"/{name}"):
        decoder.single(body, f"/{name}") if name == "user" else decoder.page(body, f"/{name}")


@pytest.mark.parametrize("page", [b"<html>", b"  \r\n<!DOCTYPE html><title>Maintenance</title>", b"<?xml"])
def test_a_web_page_differs_from_malformed_data(page: bytes) -> None:
    with pytest.raises(MalformedResponse, match="web page") as caught:
        decode.SUBJECTS.page(page, "/subjects")
    assert "/subjects" in str(caught.value)
    assert "WANIKANI_URL" in str(caught.value)


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
moments = st.integers(0, 7 * 10**15).map(lambda microseconds: EPOCH + timedelta(microseconds=microseconds))


@given(at=moments, digits=st.integers(0, 12), hours=st.integers(-12, 14))
def test_a_moment_is_exact_to_the_microsecond_however_many_digits_it_has(
    at: datetime, digits: int, hours: int
) -> None:
    fraction = f"{at.microsecond:06d}".ljust(12, "9")[:digits]
    # Digits beyond the sixth are cut off, those that are not written are zeros.
    shown = at.replace(microsecond=int(fraction[:6].ljust(6, "0")))
    local = shown + timedelta(hours=hours)
    zone = "Z" if hours == 0 else f"{hours:+03d}:00"
    text = f"{local:%Y-%m-%dT%H:%M:%S}{'.' if digits else ''}{fraction}{zone}"
    body = {
        "object": "collection", "pages": {"per_page": 500}, "total_count": 1,
        "data": [{
            "id": 1, "object": "reset", "data_updated_at": text,
            "data": {"original_level": 2, "target_level": 1, "confirmed_at": text},
        }],
    }  # fmt: skip
    (reset,) = decode.RESETS.page(written(body), "/resets").rows
    assert reset.updated_at == reset.confirmed_at == moment(shown)


def test_the_simulated_worlds_rows_arrive_as_they_are(scene: ClientScene) -> None:
    for subject in scene.world.lessons():
        scene.world.start(subject)
    scene.pass_time(timedelta(hours=5))
    for subject in scene.world.due():
        scene.world.review(subject, 1)
    scene.pass_time(timedelta(hours=1))
    statistics = decode.REVIEW_STATISTICS.page(written(asked(scene, "review_statistics")), "/").rows
    for row, true in zip(statistics, scene.world.statistics, strict=True):
        assert (row.meaning.correct, row.meaning.incorrect) == (true.meaning.correct, true.meaning.incorrect)
        assert (row.meaning.current_streak, row.meaning.max_streak) == (
            true.meaning.current_streak, true.meaning.max_streak
        )  # fmt: skip
        assert (row.reading.correct, row.updated_at) == (true.reading.correct, moment(true.changed_at))


def test_an_empty_page_of_reviews_has_no_newest_change(scene: ClientScene) -> None:
    page = decode.REVIEWS.page(written(asked(scene, "reviews")), "/reviews")
    assert (page.rows, page.total_count, page.newest, page.next_url) == ([], 0, None, None)


def test_a_review_that_comes_back_one_day_is_read() -> None:
    # The example of the API documentation, revision 20170710.
    body = {
        "object": "collection", "url": "https://api.wanikani.com/v2/reviews",
        "pages": {"per_page": 1000, "next_url": None, "previous_url": None},
        "total_count": 1, "data_updated_at": "2017-12-20T01:24:17.123456Z",
        "data": [{
            "id": 534342, "object": "review", "url": "https://api.wanikani.com/v2/reviews/534342",
            "data_updated_at": "2017-12-20T01:00:59.255427Z",
            "data": {
                "created_at": "2017-12-20T01:00:59.255427Z", "assignment_id": 32132, "subject_id": 8,
                "spaced_repetition_system_id": 1, "starting_srs_stage": 4, "ending_srs_stage": 2,
                "incorrect_meaning_answers": 1, "incorrect_reading_answers": 0,
            },
        }],
    }  # fmt: skip
    (review,) = decode.REVIEWS.page(written(body), "/reviews").rows
    assert (review.id, review.assignment_id, review.starting_srs_stage, review.ending_srs_stage) == (
        534342, 32132, 4, 2
    )  # fmt: skip
    assert review.created_at == moment(datetime(2017, 12, 20, 1, 0, 59, 255427, tzinfo=UTC))
