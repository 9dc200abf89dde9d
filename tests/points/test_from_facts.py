"""From facts to points: they say what the fact says."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from collector.core.facts import Annotation, Fact, ForecastHour, LeechRank, LevelAttempt, Milestone
from collector.core.kinds import KINDS
from collector.core.model import AssignmentId, SubjectId
from collector.core.moments import SECOND, Moment, nanoseconds
from collector.core.poll_counts import LevelState, PollCounts, Section, Totals, WrittenCounts
from collector.core.stages import STAGES
from collector.points import measurements as catalogue
from collector.points.from_facts import points, seconds_until_reviews
from collector.points.measurements import Point, Value
from collector.statistics.leeches import worst
from collector.statistics.written_counts import SECTIONS
from tests.points.facts import POLLS
from tests.statistics.items import NEW_KIND, NOON, after, counted, heartbeat, item, nothing_waits, workload

NOON_NS = nanoseconds(NOON)


def _of(counts: PollCounts, measurement: str) -> list[Point]:
    return [point for point in points(_whole(counts)) if point.measurement.name == measurement]


def _whole(counts: PollCounts) -> WrittenCounts:
    return WrittenCounts(counts, SECTIONS)


def _only(fact: Fact) -> Point:
    (point,) = points(fact)
    return point


def _by_type(found: list[Point]) -> dict[str, Mapping[str, Value]]:
    return {point.tags["subject_type"]: point.fields for point in found}


@given(POLLS)
def test_all_is_the_sum_of_the_kinds_and_of_unknown_ones(counts: PollCounts) -> None:
    fields = _by_type(_of(counts, "srs_distribution"))
    assert list(fields) == ["all", *KINDS]
    unknown = counts.stages.get(NEW_KIND, (0,) * 10)
    for number, stage in enumerate(STAGES):
        known = sum(int(fields[kind][stage]) for kind in KINDS)
        assert fields["all"][stage] == known + unknown[number]
    for counted_fields in fields.values():
        assert counted_fields["apprentice"] == sum(
            int(counted_fields[f"apprentice_{n}"]) for n in (1, 2, 3, 4)
        )
        assert counted_fields["guru"] == sum(int(counted_fields[f"guru_{n}"]) for n in (1, 2))


@given(POLLS)
def test_all_accuracy_is_the_sum_of_the_kinds_and_of_unknown_ones(counts: PollCounts) -> None:
    fields = _by_type(_of(counts, "accuracy"))
    assert list(fields) == ["all", *KINDS]
    unknown = counts.totals.get(NEW_KIND, Totals())
    for name in catalogue.ACCURACY.fields:
        known = sum(int(fields[kind][name]) for kind in KINDS)
        assert fields["all"][name] == known + getattr(unknown, name)


def test_the_counts_of_a_poll_are_thirteen_points_at_its_instant_zeros_included() -> None:
    found = points(_whole(counted(at=after(3))))
    assert {point.time for point in found} == {nanoseconds(after(3))}
    assert len(found) == 5 + 1 + 5 + 1 + 1
    for point in _of(counted(), "srs_distribution") + _of(counted(), "accuracy"):
        assert set(point.fields) == set(point.measurement.fields)
        assert set(point.fields.values()) == {0}


@pytest.mark.parametrize(
    ("section", "measurement"),
    [
        ("stages", "srs_distribution"),
        ("queue", "queue"),
        ("totals", "accuracy"),
        ("level", "level"),
        ("workload", "workload"),
    ],
)
def test_a_section_that_is_not_to_be_written_has_no_point(section: Section, measurement: str) -> None:
    written = points(WrittenCounts(counted(), frozenset([section])))
    assert {point.measurement.name for point in written} == {measurement}
    rest = points(WrittenCounts(counted(), SECTIONS - {section}))
    assert len(written) + len(rest) == len(points(_whole(counted())))


def test_the_queue_is_written_as_the_summary_said_it() -> None:
    waiting = nothing_waits(lessons=5, reviews=0, next_hour=2, next_24h=9, on_vacation=True)
    (point,) = _of(counted(queue=waiting), "queue")
    assert point.fields == {
        "lessons_available": 5,
        "reviews_available": 0,
        "reviews_next_hour": 2,
        "reviews_next_24h": 9,
        "on_vacation": 1,
        "streak_days": 0,
    }


@pytest.mark.parametrize(
    ("reviews", "next_at", "seconds"),
    [
        pytest.param(3, NOON, 0, id="no wait while any waits"),
        pytest.param(3, after(1), 0, id="whatever comes next"),
        pytest.param(3, None, 0, id="even if nothing is to come"),
        pytest.param(0, after(1), 3600, id="the time to the next"),
        pytest.param(0, Moment(NOON + SECOND * 3 // 2), 1, id="in whole seconds"),
        pytest.param(0, after(-1), 0, id="what fell due while the poll ran is not in the past"),
        pytest.param(0, None, None, id="nothing when none are to come, as on vacation"),
    ],
)
def test_the_time_to_the_next_reviews(reviews: int, next_at: Moment | None, seconds: int | None) -> None:
    polled = counted(queue=nothing_waits(reviews=reviews, next_reviews_at=next_at))
    assert seconds_until_reviews(polled) == seconds
    (point,) = _of(polled, "queue")
    assert point.fields.get("next_reviews_in_seconds") == seconds
    assert ("next_reviews_in_seconds" in point.fields) is (seconds is not None)


@pytest.mark.parametrize(
    ("since", "seconds"),
    [
        pytest.param(after(-2), {"seconds_on_level": 7200}, id="since the level was unlocked"),
        pytest.param(Moment(NOON - 1), {"seconds_on_level": 0}, id="in whole seconds"),
        pytest.param(
            Moment(NOON + 400_000), {"seconds_on_level": 0}, id="never below nothing: Date has no fractions"
        ),
        pytest.param(None, {}, id="absent once it is passed"),
    ],
)
def test_the_time_on_the_level(since: Moment | None, seconds: dict[str, Value]) -> None:
    (point,) = _of(
        counted(level=LevelState(level=7, kanji_total=38, kanji_passed=20, kanji_required=35, since=since)),
        "level",
    )
    counts = {"level": 7, "kanji_total": 38, "kanji_passed": 20, "kanji_required": 35}
    assert point.fields == {**counts, **seconds}


def test_a_milestone_is_written_at_its_microsecond_and_its_k() -> None:
    event = Milestone(
        assignment_id=AssignmentId(7),
        kind="burned",
        at=Moment(NOON + 1),
        subject_id=SubjectId(440),
        subject_type=NEW_KIND,
        level=5,
        offset_ns=42,
    )
    assert _only(event) == Point(
        catalogue.MILESTONE,
        NOON_NS + 1042,
        {"subject_type": NEW_KIND, "kind": "burned"},
        {"subject_id": 440, "count": 1, "level": 5},
    )


def test_a_milestone_without_a_known_level_leaves_it_out() -> None:
    event = Milestone(
        assignment_id=AssignmentId(7),
        kind="unlocked",
        at=NOON,
        subject_id=SubjectId(440),
        subject_type="kanji",
        level=None,
    )
    assert _only(event).fields == {"subject_id": 440, "count": 1}


@pytest.mark.parametrize(
    ("attempt", "tag", "fields"),
    [
        pytest.param(
            LevelAttempt(progression_id=1, level=7, unlocked_at=NOON, passed_at=None, abandoned=False),
            "07",
            {"level_number": 7, "passed": 0, "abandoned": 0},
            id="a level under way has no duration",
        ),
        pytest.param(
            LevelAttempt(progression_id=1, level=60, unlocked_at=NOON, passed_at=after(24), abandoned=False),
            "60",
            {"level_number": 60, "passed": 1, "abandoned": 0, "duration_seconds": 86400},
            id="one that was passed has",
        ),
        pytest.param(
            LevelAttempt(progression_id=1, level=24, unlocked_at=NOON, passed_at=None, abandoned=True),
            "24",
            {"level_number": 24, "passed": 0, "abandoned": 1},
            id="an abandoned one never ended",
        ),
    ],
)
def test_an_attempt_at_a_level(attempt: LevelAttempt, tag: str, fields: dict[str, Value]) -> None:
    assert _only(attempt) == Point(catalogue.LEVEL_PROGRESSION, NOON_NS, {"level": tag}, fields)


def test_a_forecast_hour_is_written_at_the_hour_with_its_sum() -> None:
    assert _only(
        ForecastHour(hour=NOON, subject_type="radical", apprentice=1, guru=2, master=3, enlightened=4)
    ) == Point(
        catalogue.REVIEW_FORECAST,
        NOON_NS,
        {"subject_type": "radical"},
        {"apprentice": 1, "guru": 2, "master": 3, "enlightened": 4, "reviews": 10},
    )


def test_an_emptied_hour_is_written_with_zeros() -> None:
    fields = _only(ForecastHour(NOON, "kanji")).fields
    assert fields == dict.fromkeys(("apprentice", "guru", "master", "enlightened", "reviews"), 0)


def test_a_leech_is_written_at_its_rank() -> None:
    (leech,) = worst([item(440, stage=3, meaning_incorrect=6, meaning_streak=1)])
    assert _only(LeechRank(NOON, 7, leech)) == Point(
        catalogue.LEECH,
        NOON_NS,
        {"rank": "07"},
        {
            "subject_id": 440,
            "srs_stage": 3,
            "incorrect": 6,
            "current_streak": 1,
            "score": 6.0,
            "characters": "水",
            "meaning": "Water",
            "subject_type": "kanji",
        },
    )


def test_a_freed_rank_is_written_with_zeros_and_empty_texts_in_every_field() -> None:
    point = _only(LeechRank(NOON, 50, None))
    assert point.tags == {"rank": "50"}
    assert {name: value or "" for name, value in point.fields.items()} == dict.fromkeys(
        catalogue.LEECH.fields, ""
    )


def test_a_mark_is_written_with_its_title_and_text() -> None:
    assert _only(Annotation(NOON, "level_up", "Level 8", "After 9.5 days.")) == Point(
        catalogue.ANNOTATION, NOON_NS, {"kind": "level_up"}, {"title": "Level 8", "text": "After 9.5 days."}
    )


GOOD_BEAT = {
    "ok": 1,
    "token_ok": 1,
    "seconds_since_success": 0,
    "requests": 8,
    "not_modified": 6,
    "changed_rows": 12,
    "outbox_pending": 3,
    "outbox_rejected": 1,
    "duration_seconds": 1.25,
    "reviews_found": 4,
    "unexplained": 0,
}


@pytest.mark.parametrize(
    ("special", "fields"),
    [
        pytest.param({}, GOOD_BEAT, id="a successful poll"),
        pytest.param(
            {"ok": False, "token_ok": False, "seconds_since_success": 7200},
            {**GOOD_BEAT, "ok": 0, "token_ok": 0, "seconds_since_success": 7200},
            id="a token that is refused",
        ),
        pytest.param(
            {"ok": False, "seconds_since_success": None},
            {**{name: GOOD_BEAT[name] for name in GOOD_BEAT if name != "seconds_since_success"}, "ok": 0},
            id="before the first successful poll there is no time since",
        ),
    ],
)
def test_a_heartbeat(special: dict[str, Any], fields: dict[str, Value]) -> None:
    point = _only(replace(heartbeat(), **special))
    assert (point.time, point.tags, point.fields) == (NOON_NS, {"timezone": "Europe/Berlin"}, fields)


def test_the_workload_has_its_numbers_and_those_references_that_are_known() -> None:
    known = workload(apprentice_weight=7, apprentice_weight_usual=9, reviews_per_day=81.43)
    (point,) = points(WrittenCounts(counted(workload=known), frozenset({"workload"})))
    assert (point.measurement.name, point.tags) == ("workload", {})
    assert point.fields == {"apprentice_weight": 7, "apprentice_weight_usual": 9, "reviews_per_day": 81.43}


def test_a_poll_that_knew_no_workload_writes_none() -> None:
    assert points(WrittenCounts(counted(workload=None), frozenset({"workload"}))) == []
