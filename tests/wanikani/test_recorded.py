"""Answers recorded from the real WaniKani are read as they are."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from collector.core.moments import moment
from collector.wanikani import decode
from collector.wanikani.decoder import Decoder

RECORDED = Path(__file__).parent.parent / "fixtures" / "recorded"


def recorded(name: str) -> bytes:
    return (RECORDED / f"{name}.json").read_bytes()


def test_every_recorded_answer_has_its_decoder_here() -> None:
    assert {path.stem for path in RECORDED.glob("*.json")} == {
        "user", "summary", "level_progressions", "resets", "spaced_repetition_systems"
    }  # fmt: skip


def test_the_recorded_user_is_read() -> None:
    user = decode.USER.single(recorded("user"), "/user")
    raw = json.loads(recorded("user"))
    assert (user.id, user.username, user.level) == (
        raw["data"]["id"], raw["data"]["username"], raw["data"]["level"]
    )  # fmt: skip
    assert user.updated_at == moment(datetime.fromisoformat(raw["data_updated_at"]))
    assert user.subscription.active


def test_the_recorded_summary_is_read_hour_by_hour() -> None:
    summary = decode.SUMMARY.single(recorded("summary"), "/summary")
    raw = json.loads(recorded("summary"))["data"]
    assert summary.lessons == sum(len(row["subject_ids"]) for row in raw["lessons"])
    assert summary.reviews + sum(count for _, count in summary.coming) == sum(
        len(row["subject_ids"]) for row in raw["reviews"]
    )
    assert len(summary.coming) == len(raw["reviews"]) - 1


@pytest.mark.parametrize(
    ("decoder", "name"),
    [
        (decode.LEVEL_PROGRESSIONS, "level_progressions"),
        (decode.RESETS, "resets"),
        (decode.SRS_SYSTEMS, "spaced_repetition_systems"),
    ],
)
def test_a_recorded_collection_is_read_row_by_row(decoder: Decoder[Any], name: str) -> None:
    raw = json.loads(recorded(name))
    page = decoder.page(recorded(name), f"/{name}")
    assert [row.id for row in page.rows] == [row["id"] for row in raw["data"]]
    assert page.total_count == raw["total_count"]
    assert page.newest == datetime.fromisoformat(raw["data_updated_at"])


def test_the_recorded_systems_have_the_documented_intervals() -> None:
    first, second = decode.SRS_SYSTEMS.page(recorded("spaced_repetition_systems"), "/").rows
    hours = [seconds / 3600 for _, seconds in first.intervals if seconds]
    assert hours == [4, 8, 23, 47, 167, 335, 719, 2879]
    assert [seconds / 3600 for _, seconds in second.intervals if seconds][:4] == [2, 4, 8, 23]


def test_a_null_stays_a_null_and_a_level_comes_twice_after_a_reset() -> None:
    rows = decode.LEVEL_PROGRESSIONS.page(recorded("level_progressions"), "/").rows
    levels = [row.level for row in rows]
    assert len(levels) > len(set(levels))
    assert any(row.abandoned_at is not None for row in rows)
    assert any(row.passed_at is None for row in rows)
