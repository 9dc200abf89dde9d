"""Rows as WaniKani writes them into JSON; subjects are in `render_subject`.

Source: the API documentation's example of each resource; `tests/simulator/test_render_recorded.py` holds them
against payloads recorded in December 2022.
"""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from collector.simulator.http.json_text import Json
from collector.simulator.world.account_rows import (
    Assignment,
    Hour,
    Preferences,
    Progression,
    Reset,
    Review,
    Statistic,
    StudyMaterial,
    Subscription,
    Summary,
    User,
)
from collector.simulator.world.srs_systems import System
from collector.simulator.world.voices import VoiceActor


# A row's times stay while its stage changes, and writing one takes longer than finding it.
@lru_cache(maxsize=2**14)
def instant(moment: datetime) -> str:
    """Return a time as the service writes it: UTC, six decimals, a Z."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def optional_instant(moment: datetime | None) -> str | None:
    """Return a time as the service writes it, or null."""
    return None if moment is None else instant(moment)


def assignment(row: Assignment) -> Json:
    """Return the `data` of an assignment."""
    return {
        "created_at": instant(row.created_at),
        "subject_id": row.subject_id,
        "subject_type": row.subject_type,
        "srs_stage": row.stage,
        "unlocked_at": optional_instant(row.unlocked_at),
        "started_at": optional_instant(row.started_at),
        "passed_at": optional_instant(row.passed_at),
        "burned_at": optional_instant(row.burned_at),
        "available_at": optional_instant(row.available_at),
        "resurrected_at": optional_instant(row.resurrected_at),
        "hidden": row.hidden,
    }


def statistic(row: Statistic) -> Json:
    """Return the `data` of a review statistic."""
    return {
        "created_at": instant(row.created_at),
        "subject_id": row.subject_id,
        "subject_type": row.subject_type,
        "meaning_correct": row.meaning.correct,
        "meaning_incorrect": row.meaning.incorrect,
        "meaning_max_streak": row.meaning.max_streak,
        "meaning_current_streak": row.meaning.current_streak,
        "reading_correct": row.reading.correct,
        "reading_incorrect": row.reading.incorrect,
        "reading_max_streak": row.reading.max_streak,
        "reading_current_streak": row.reading.current_streak,
        "percentage_correct": row.percentage_correct,
        "hidden": row.hidden,
    }


def review(row: Review) -> Json:
    """Return the `data` of a review, as it was before April 2023."""
    return {
        "created_at": instant(row.created_at),
        "assignment_id": row.assignment_id,
        "spaced_repetition_system_id": row.system,
        "subject_id": row.subject_id,
        "starting_srs_stage": row.starting_stage,
        "ending_srs_stage": row.ending_stage,
        "incorrect_meaning_answers": row.meaning_wrong,
        "incorrect_reading_answers": row.reading_wrong,
    }


def study_material(row: StudyMaterial) -> Json:
    """Return the `data` of a study material."""
    return {
        "created_at": instant(row.created_at),
        "subject_id": row.subject_id,
        "subject_type": row.subject_type,
        "meaning_note": row.meaning_note,
        "reading_note": row.reading_note,
        "meaning_synonyms": list(row.meaning_synonyms),
        "hidden": row.hidden,
    }


def voice_actor(row: VoiceActor) -> Json:
    """Return the `data` of a voice actor."""
    return {
        "created_at": instant(row.created_at),
        "name": row.name,
        "gender": row.gender,
        "description": row.description,
    }


def progression(row: Progression) -> Json:
    """Return the `data` of a level progression."""
    return {
        "created_at": instant(row.created_at),
        "level": row.level,
        "unlocked_at": instant(row.unlocked_at),
        "started_at": optional_instant(row.started_at),
        "passed_at": optional_instant(row.passed_at),
        "completed_at": optional_instant(row.completed_at),
        "abandoned_at": optional_instant(row.abandoned_at),
    }


def reset(row: Reset) -> Json:
    """Return the `data` of a reset."""
    return {
        "created_at": instant(row.created_at),
        "original_level": row.original_level,
        "target_level": row.target_level,
        "confirmed_at": optional_instant(row.confirmed_at),
    }


def system(row: System) -> Json:
    """Return the `data` of a spaced repetition system; intervals are in seconds."""
    return {
        "created_at": instant(row.created_at),
        "name": row.name,
        "description": row.description,
        "unlocking_stage_position": 0,
        "starting_stage_position": 1,
        "passing_stage_position": 5,
        "burning_stage_position": 9,
        "stages": [_stage(position, rest) for position, rest in enumerate(row.intervals)],
    }


def user(row: User) -> Json:
    """Return the `data` of the user."""
    return {
        "id": str(row.id),
        "username": row.username,
        "level": row.level,
        "profile_url": f"https://www.wanikani.com/users/{row.username}",
        "started_at": instant(row.started_at),
        "subscription": _subscription(row.subscription),
        "current_vacation_started_at": optional_instant(row.vacation_since),
        "preferences": _preferences(row.preferences),
    }


def summary(report: Summary) -> Json:
    """Return the `data` of the summary."""
    return {
        "lessons": [_hour(row) for row in report.lessons],
        "next_reviews_at": optional_instant(report.next_reviews_at),
        "reviews": [_hour(row) for row in report.reviews],
    }


def _stage(position: int, rest: timedelta | None) -> Json:
    return {
        "interval": None if rest is None else int(rest.total_seconds()),
        "position": position,
        "interval_unit": None if rest is None else "seconds",
    }


def _preferences(preferences: Preferences) -> Json:
    # The documentation keeps two that can no longer be set, for the sake of old clients.
    deprecated = {
        "default_voice_actor_id": 1,
        "lessons_presentation_order": "ascending_level_then_subject",
    }
    return {**asdict(preferences), **deprecated}


def _subscription(subscription: Subscription) -> Json:
    return {
        "active": subscription.active,
        "type": subscription.type,
        "max_level_granted": subscription.max_level_granted,
        "period_ends_at": optional_instant(subscription.period_ends_at),
    }


def _hour(row: Hour) -> Json:
    return {"available_at": instant(row.available_at), "subject_ids": row.subject_ids}
