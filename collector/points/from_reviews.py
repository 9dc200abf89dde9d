"""The points of reviews and of what is made of them: sessions, hours, days."""

from typing import assert_never

from collector.core.facts import Review, Session, StudyDay, StudyHour
from collector.core.model import SrsStage
from collector.core.moments import nanoseconds
from collector.points import measurements as catalogue
from collector.points.measurements import Point, Value


def point(fact: Review | Session | StudyHour | StudyDay) -> Point:
    """Return the point that *fact* is written as."""
    match fact:
        case Review():
            return _review(fact)
        case Session():
            return _session(fact)
        case StudyHour():
            return _study_hour(fact)
        case StudyDay():
            return _study_day(fact)
        case _:
            assert_never(fact)


def _review(review: Review) -> Point:
    stage = SrsStage(review.starting_stage)
    tags = {"subject_type": review.subject_type, "srs_stage": stage.label, "srs_group": stage.group}
    return Point(catalogue.REVIEW, nanoseconds(review.at) + review.offset_ns, tags, _review_fields(review))


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


def _session(session: Session) -> Point:
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
    return Point(catalogue.SESSION, nanoseconds(session.at), {}, fields)


def _study_hour(hour: StudyHour) -> Point:
    tags = {"weekday": str(hour.weekday), "hour": f"{hour.hour:02d}"}
    fields: dict[str, Value] = {"reviews": hour.reviews, "correct": hour.correct, "lessons": hour.lessons}
    return Point(catalogue.STUDY_HOUR, nanoseconds(hour.at), tags, fields)


def _study_day(day: StudyDay) -> Point:
    fields: dict[str, Value] = {
        "reviews": day.reviews,
        "correct": day.correct,
        "lessons": day.lessons,
        "sessions": day.sessions,
        "study_seconds": day.study_seconds,
    }
    return Point(catalogue.STUDY_DAY, nanoseconds(day.at), {}, fields)
