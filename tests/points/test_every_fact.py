"""What holds for every kind of fact: it has points, and they are those of the catalogue."""

from typing import get_args

import pytest
from hypothesis import given

from collector.core.facts import (
    Annotation,
    AnnotationKind,
    Coverage,
    Fact,
    ForecastHour,
    ImportedCounts,
    LeechRank,
    LevelAttempt,
    Milestone,
    MilestoneKind,
    Session,
    StudyDay,
    StudyHour,
)
from collector.core.model import AssignmentId, SubjectId
from collector.core.poll_counts import WrittenCounts
from collector.core.projection import ALL_BURNED, QUANTILES, SCORED_DAYS_AHEAD
from collector.core.projection_facts import ProjectedBand, ProjectedLevel, ProjectedPace, ProjectionScore
from collector.points import measurements as catalogue
from collector.points.from_facts import points
from collector.points.line_protocol import line
from collector.points.measurements import CATALOGUE
from collector.statistics.leeches import worst
from collector.statistics.written_counts import SECTIONS
from tests.lines import parse
from tests.points.facts import FACTS
from tests.statistics.items import NOON, after, counted, heartbeat, item, review

IMPORTED = ImportedCounts(at=NOON, apprentice=80, guru=100, master=200, enlightened=300, burned=400)
ONE_OF_EACH: list[Fact] = [
    WrittenCounts(counted(), SECTIONS),
    IMPORTED,
    heartbeat(),
    Milestone(
        assignment_id=AssignmentId(7),
        kind="passed",
        at=NOON,
        subject_id=SubjectId(440),
        subject_type="kanji",
        level=5,
    ),
    LevelAttempt(progression_id=1, level=7, unlocked_at=NOON, passed_at=after(9), abandoned=False),
    Annotation(NOON, "reset", "Reset", "Back to level 1."),
    ForecastHour(hour=NOON, subject_type="kanji", apprentice=1, guru=2, master=3, enlightened=4),
    LeechRank(NOON, 1, worst([item(meaning_incorrect=3)])[0]),
    review(),
    Session(
        at=NOON,
        reviews=12,
        correct=9,
        meaning_incorrect=3,
        reading_incorrect=1,
        duration_seconds=660,
        paced=True,
    ),
    StudyHour(at=NOON, weekday=1, hour=21, reviews=12, correct=9, lessons=5),
    StudyDay(at=NOON, reviews=12, correct=9, lessons=5, sessions=2, study_seconds=660),
    ProjectedBand(at=NOON, quantile="p50", due=120, done=110, backlog=30, minutes=19),
    ProjectedLevel(at=NOON, level="08", early_seconds=86400, late_seconds=172800),
    ProjectedPace(
        at=NOON,
        pace="10",
        lessons_a_day=10,
        reviews_a_day=95,
        minutes_a_day=16,
        level_60_at=after(9),
        burned_at=None,
    ),
    ProjectionScore(at=NOON, days_ahead=28, projected=700, low=600, high=800, came=650, level_days_off=1.5),
    Coverage(at=NOON, list_name="jlpt_n3", known=120, learning=30, total=367),
]


def test_every_kind_of_fact_is_here() -> None:
    assert [type(fact) for fact in ONE_OF_EACH] == list(get_args(Fact))


@pytest.mark.parametrize("fact", ONE_OF_EACH, ids=lambda fact: type(fact).__name__)
def test_every_kind_of_fact_gives_points(fact: Fact) -> None:
    assert points(fact)


def test_every_measurement_of_the_catalogue_is_made_of_some_fact() -> None:
    written = {point.measurement.name for fact in ONE_OF_EACH for point in points(fact)}
    assert written == {measurement.name for measurement in CATALOGUE}


@given(FACTS)
def test_every_point_uses_only_names_and_types_of_the_catalogue(fact: Fact) -> None:
    types = {each.name: each for each in CATALOGUE}
    for point in points(fact):
        (name, tags, time), fields = parse(line(point, "koichi"))
        measurement = types[name]
        assert time == point.time
        assert {tag for tag, _ in tags} == {"account", *measurement.tags}
        python = {"integer": int, "float": float, "string": str}
        assert {field: type(value) for field, value in fields.items()} == {
            field: python[measurement.fields[field].type.value] for field in point.fields
        }


@given(FACTS)
def test_a_field_that_a_point_lacks_is_described_as_one_that_can_be_absent(fact: Fact) -> None:
    for point in points(fact):
        for name in point.measurement.fields.keys() - point.fields.keys():
            assert "absent" in point.measurement.fields[name].meaning, name


@given(FACTS)
def test_a_fact_never_writes_one_point_twice(fact: Fact) -> None:
    identities = [parse(line(point, "koichi"))[0] for point in points(fact)]
    assert len(set(identities)) == len(identities)


@given(FACTS)
def test_the_same_fact_gives_the_same_bytes(fact: Fact) -> None:
    assert [line(each, "koichi") for each in points(fact)] == [line(each, "koichi") for each in points(fact)]


def test_the_kinds_of_milestones_and_marks_are_those_of_the_catalogue() -> None:
    assert ", ".join(get_args(MilestoneKind)) == catalogue.MILESTONE.tags["kind"]
    assert ", ".join(get_args(AnnotationKind)) == catalogue.ANNOTATION.tags["kind"]


def test_the_quantiles_and_days_ahead_are_those_of_the_catalogue() -> None:
    assert ", ".join(QUANTILES) == catalogue.PROJECTION.tags["quantile"]
    days_ahead = [f"{days:02d}" for days in SCORED_DAYS_AHEAD]
    assert ", ".join(days_ahead) == catalogue.PROJECTION_SCORE.tags["days_ahead"]
    assert ALL_BURNED in catalogue.PROJECTED_LEVEL.tags["level"]
