"""Turns facts into points. A poll and `rebuild` use the same functions.

>>> from collector.core.moments import Moment
>>> day = StudyDay(at=Moment(0), reviews=12, correct=9, lessons=5, sessions=2, study_seconds=600)
>>> [point.fields["reviews"] for point in points(day)]
[12]
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from dataclasses import fields as fields_of
from typing import Any

from collector.core.facts import (
    Annotation,
    Coverage,
    Fact,
    ForecastHour,
    Heartbeat,
    ImportedCounts,
    LeechRank,
    LevelAttempt,
    Milestone,
    Review,
    Session,
    StudyDay,
    StudyHour,
)
from collector.core.kinds import KINDS
from collector.core.moments import nanoseconds, seconds_between
from collector.core.poll_counts import PollCounts, Section, Totals, WrittenCounts
from collector.core.projection_facts import ProjectedBand, ProjectedLevel, ProjectedPace, ProjectionScore
from collector.core.stages import DIVIDED_GROUPS, REVIEWED_GROUPS, STAGES, SrsStage, by_group
from collector.points import measurements as catalogue
from collector.points.from_coverage import coverage_points
from collector.points.from_projections import band_points, level_points, pace_points, score_points
from collector.points.measurements import ALL, Point, Value


def points(fact: Fact) -> list[Point]:
    """Return the points of *fact*: several for the counts of a poll, otherwise one.

    Raises ValueError or TypeError when a function here spells a name or a type that the catalogue lacks.
    """
    return _POINTS_OF[type(fact)](fact)


def _counts(written: WrittenCounts) -> list[Point]:
    return [
        point
        for section, points_of in _POINTS_OF_SECTION.items()
        if section in written.sections
        for point in points_of(nanoseconds(written.counts.at), written.counts)
    ]


def _distribution(time: int, counts: PollCounts) -> list[Point]:
    """Return five points: one for each of the four kinds, and `all`, which includes unknown kinds."""
    stages = counts.stages
    together = tuple(sum(column) for column in zip(*stages.values(), strict=True))
    return [
        Point(catalogue.SRS_DISTRIBUTION, time, {"subject_type": kind}, _stage_fields(counted))
        for kind, counted in [(ALL, together), *((kind, stages[kind]) for kind in KINDS)]
    ]


def _stage_fields(counted: tuple[int, ...]) -> dict[str, Value]:
    sums = by_group({ALL: counted})
    return {**dict(zip(STAGES, counted, strict=True)), **{group: sums[group] for group in DIVIDED_GROUPS}}


def _queue(time: int, counts: PollCounts) -> list[Point]:
    queue = counts.queue
    fields: dict[str, Value] = {
        "lessons_available": queue.lessons,
        "reviews_available": queue.reviews,
        "reviews_next_hour": queue.next_hour,
        "reviews_next_24h": queue.next_24h,
        "on_vacation": int(queue.on_vacation),
    }
    wait = seconds_until_reviews(counts)
    if wait is not None:
        fields["next_reviews_in_seconds"] = wait
    return [Point(catalogue.QUEUE, time, {}, {**fields, "streak_days": queue.streak_days})]


def seconds_until_reviews(counts: PollCounts) -> int | None:
    """Return the seconds until the next review: 0 while any waits, None if none is scheduled."""
    if counts.queue.reviews:
        return 0
    due = counts.queue.next_reviews_at
    return None if due is None else max(0, seconds_between(counts.at, due))


def _accuracy(time: int, counts: PollCounts) -> list[Point]:
    totals = counts.totals
    together = sum(totals.values(), Totals())
    return [
        Point(
            catalogue.ACCURACY,
            time,
            {"subject_type": kind},
            {
                "meaning_correct": counted.meaning_correct,
                "meaning_incorrect": counted.meaning_incorrect,
                "reading_correct": counted.reading_correct,
                "reading_incorrect": counted.reading_incorrect,
                "leeches": counted.leeches,
            },
        )
        for kind, counted in [(ALL, together), *((kind, totals[kind]) for kind in KINDS)]
    ]


def _level(time: int, counts: PollCounts) -> list[Point]:
    level = counts.level
    fields: dict[str, Value] = {
        "level": level.level,
        "kanji_total": level.kanji_total,
        "kanji_passed": level.kanji_passed,
        "kanji_required": level.kanji_required,
    }
    if level.since is not None:
        # The poll's time has whole seconds, so a level that it sees may have begun just after it.
        fields["seconds_on_level"] = max(0, seconds_between(level.since, counts.at))
    return [Point(catalogue.LEVEL, time, {}, fields)]


def _workload(time: int, counts: PollCounts) -> list[Point]:
    """Return one point; none for a poll of an older version without the workload."""
    if counts.workload is None:
        return []
    known = {name: value for name, value in asdict(counts.workload).items() if value is not None}
    return [Point(catalogue.WORKLOAD, time, {}, known)]


def _imported(counts: ImportedCounts) -> list[Point]:
    tags = {"subject_type": ALL}
    return [Point(catalogue.SRS_DISTRIBUTION, nanoseconds(counts.at), tags, dict(counts.groups))]


def _milestone(event: Milestone) -> list[Point]:
    fields: dict[str, Value] = {"subject_id": event.subject_id, "count": 1}
    if event.level is not None:
        fields["level"] = event.level
    tags = {"subject_type": event.subject_type, "kind": event.kind}
    return [Point(catalogue.MILESTONE, nanoseconds(event.at) + event.offset_ns, tags, fields)]


def _level_attempt(attempt: LevelAttempt) -> list[Point]:
    fields: dict[str, Value] = {
        "level_number": attempt.level,
        "passed": int(attempt.passed_at is not None),
        "abandoned": int(attempt.abandoned),
    }
    if attempt.passed_at is not None:
        fields["duration_seconds"] = seconds_between(attempt.unlocked_at, attempt.passed_at)
    tags = {"level": f"{attempt.level:02d}"}
    return [Point(catalogue.LEVEL_PROGRESSION, nanoseconds(attempt.unlocked_at), tags, fields)]


def _annotation(mark: Annotation) -> list[Point]:
    fields = {"title": mark.title, "text": mark.text}
    return [Point(catalogue.ANNOTATION, nanoseconds(mark.at), {"kind": mark.kind}, fields)]


def _forecast(hour: ForecastHour) -> list[Point]:
    fields: dict[str, Value] = {group: getattr(hour, group) for group in REVIEWED_GROUPS}
    fields["reviews"] = hour.reviews
    return [
        Point(catalogue.REVIEW_FORECAST, nanoseconds(hour.hour), {"subject_type": hour.subject_type}, fields)
    ]


def _leech(row: LeechRank) -> list[Point]:
    leech = row.leech
    fields: dict[str, Value] = {
        "subject_id": leech.subject_id if leech else 0,
        "srs_stage": leech.srs_stage if leech else 0,
        "incorrect": leech.incorrect if leech else 0,
        "current_streak": leech.current_streak if leech else 0,
        "score": leech.score if leech else 0.0,
        "characters": leech.characters if leech else "",
        "meaning": leech.meaning if leech else "",
        "subject_type": leech.subject_type if leech else "",
    }
    return [Point(catalogue.LEECH, nanoseconds(row.at), {"rank": f"{row.rank:02d}"}, fields)]


def _heartbeat(beat: Heartbeat) -> list[Point]:
    """Return the point with all known fields of *beat*; its time zone is a tag."""
    values = {field.name: getattr(beat, field.name) for field in fields_of(beat)}
    at = values.pop("at")
    zone = values.pop("timezone")
    fields: dict[str, Value] = {
        name: int(value) if isinstance(value, bool) else value
        for name, value in values.items()
        if value is not None
    }
    return [Point(catalogue.COLLECTOR, nanoseconds(at), {"timezone": zone}, fields)]


def _review(review: Review) -> list[Point]:
    stage = SrsStage(review.starting_stage)
    tags = {"subject_type": review.subject_type, "srs_stage": stage.label, "srs_group": stage.group}
    return [Point(catalogue.REVIEW, nanoseconds(review.at) + review.offset_ns, tags, _review_fields(review))]


def _review_fields(review: Review) -> dict[str, Value]:
    fields: dict[str, Value] = {
        "correct": int(review.correct),
        "meaning_correct": int(not review.meaning_incorrect),
        "meaning_incorrect": review.meaning_incorrect,
        "reading_incorrect": review.reading_incorrect or 0,
        "starting_stage": review.starting_stage,
        "ending_stage": review.ending_stage,
        "subject_id": review.subject_id,
        "assignment_id": review.assignment_id,
        "inferred": int(review.inferred),
    }
    if review.reading_incorrect is not None:
        fields["reading_correct"] = int(not review.reading_incorrect)
    if review.level is not None:
        fields["level"] = review.level
    if review.late_seconds is not None:
        fields["late_seconds"] = review.late_seconds
    return fields


def _session(session: Session) -> list[Point]:
    fields: dict[str, Value] = {
        "reviews": session.reviews,
        "correct": session.correct,
        "meaning_incorrect": session.meaning_incorrect,
        "reading_incorrect": session.reading_incorrect,
        "duration_seconds": session.duration_seconds,
    }
    if session.paced:
        between = max(1, session.reviews - 1)
        fields["seconds_per_review"] = session.duration_seconds / between
    return [Point(catalogue.SESSION, nanoseconds(session.at), {}, fields)]


def _study_hour(hour: StudyHour) -> list[Point]:
    tags = {"weekday": str(hour.weekday), "hour": f"{hour.hour:02d}"}
    fields: dict[str, Value] = {"reviews": hour.reviews, "correct": hour.correct, "lessons": hour.lessons}
    return [Point(catalogue.STUDY_HOUR, nanoseconds(hour.at), tags, fields)]


def _study_day(day: StudyDay) -> list[Point]:
    fields: dict[str, Value] = {
        "reviews": day.reviews,
        "correct": day.correct,
        "lessons": day.lessons,
        "sessions": day.sessions,
        "study_seconds": day.study_seconds,
    }
    return [Point(catalogue.STUDY_DAY, nanoseconds(day.at), {}, fields)]


_POINTS_OF_SECTION: Mapping[Section, Callable[[int, PollCounts], list[Point]]] = {
    "stages": _distribution,
    "queue": _queue,
    "totals": _accuracy,
    "level": _level,
    "workload": _workload,
}

# Each kind of fact has one function; the tests compare the keys with the union `Fact`.
_POINTS_OF: Mapping[type, Callable[[Any], list[Point]]] = {
    WrittenCounts: _counts,
    ImportedCounts: _imported,
    Heartbeat: _heartbeat,
    Milestone: _milestone,
    LevelAttempt: _level_attempt,
    Annotation: _annotation,
    ForecastHour: _forecast,
    LeechRank: _leech,
    Review: _review,
    Session: _session,
    StudyHour: _study_hour,
    StudyDay: _study_day,
    ProjectedBand: band_points,
    ProjectedLevel: level_points,
    ProjectedPace: pace_points,
    ProjectionScore: score_points,
    Coverage: coverage_points,
}
