"""From facts to points: what a poll writes, and what `rebuild` writes again, by the same functions."""

from collections.abc import Mapping
from typing import assert_never

from collector.core.facts import (
    Annotation,
    Fact,
    ForecastHour,
    Heartbeat,
    ImportedCounts,
    LeechRank,
    LevelAttempt,
    Milestone,
    PollCounts,
    Review,
    Session,
    StudyDay,
    StudyHour,
    Totals,
)
from collector.core.model import KINDS, SrsStage
from collector.core.moments import nanoseconds, seconds_between
from collector.points import from_reviews
from collector.points import measurements as catalogue
from collector.points.measurements import ALL, GROUPS, STAGES, Point, Value


def points(fact: Fact) -> list[Point]:
    """Return the points that *fact* is written as."""
    match fact:
        case PollCounts():
            return _poll(fact)
        case Review() | Session() | StudyHour() | StudyDay():
            return [from_reviews.point(fact)]
        case _:
            return [_point(fact)]


def _point(
    fact: ImportedCounts | Heartbeat | Milestone | LevelAttempt | Annotation | ForecastHour | LeechRank,
) -> Point:
    match fact:
        case ImportedCounts():
            tags = {"subject_type": ALL}
            return Point(catalogue.SRS_DISTRIBUTION, nanoseconds(fact.at), tags, dict(fact.groups))
        case Heartbeat():
            return _heartbeat(fact)
        case Milestone():
            return _milestone(fact)
        case LevelAttempt():
            return _level_attempt(fact)
        case Annotation():
            fields = {"title": fact.title, "text": fact.text}
            return Point(catalogue.ANNOTATION, nanoseconds(fact.at), {"kind": fact.kind}, fields)
        case ForecastHour():
            return _forecast(fact)
        case LeechRank():
            return _leech(fact)
        case _:
            assert_never(fact)


def _poll(counts: PollCounts) -> list[Point]:
    time = nanoseconds(counts.at)
    return [
        *_distribution(time, counts.stages),
        Point(catalogue.QUEUE, time, {}, _queue(counts)),
        *_accuracy(time, counts.totals),
        Point(catalogue.LEVEL, time, {}, _level(counts)),
    ]


def _distribution(time: int, stages: Mapping[str, tuple[int, ...]]) -> list[Point]:
    """Five points at one instant: the four kinds, and `all` with the kinds that nobody knows yet."""
    together = tuple(sum(column) for column in zip(*stages.values(), strict=True))
    return [
        Point(catalogue.SRS_DISTRIBUTION, time, {"subject_type": kind}, _stage_fields(counted))
        for kind, counted in [(ALL, together), *((kind, stages[kind]) for kind in KINDS)]
    ]


def _stage_fields(counted: tuple[int, ...]) -> dict[str, Value]:
    apprentice = sum(counted[SrsStage.APPRENTICE_1 : SrsStage.APPRENTICE_4 + 1])
    guru = counted[SrsStage.GURU_1] + counted[SrsStage.GURU_2]
    return {**dict(zip(STAGES, counted, strict=True)), "apprentice": apprentice, "guru": guru}


def _queue(counts: PollCounts) -> dict[str, Value]:
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
    if queue.streak_days is not None:
        fields["streak_days"] = queue.streak_days
    return fields


def seconds_until_reviews(counts: PollCounts) -> int | None:
    """Return the time to the next review: 0 while any waits, None when none is to come."""
    if counts.queue.reviews:
        return 0
    due = counts.queue.next_reviews_at
    return None if due is None else max(0, seconds_between(counts.at, due))


def _accuracy(time: int, totals: Mapping[str, Totals]) -> list[Point]:
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


def _level(counts: PollCounts) -> dict[str, Value]:
    level = counts.level
    fields: dict[str, Value] = {
        "level": level.level,
        "kanji_total": level.kanji_total,
        "kanji_passed": level.kanji_passed,
        "kanji_required": level.kanji_required,
    }
    if level.since is not None:
        # The poll's instant has whole seconds, and it may see a level that began just after it.
        fields["seconds_on_level"] = max(0, seconds_between(level.since, counts.at))
    return fields


def _milestone(event: Milestone) -> Point:
    fields: dict[str, Value] = {"subject_id": event.subject_id, "count": 1}
    if event.level is not None:
        fields["level"] = event.level
    tags = {"subject_type": event.subject_type, "kind": event.kind}
    return Point(catalogue.MILESTONE, nanoseconds(event.at) + event.offset_ns, tags, fields)


def _level_attempt(attempt: LevelAttempt) -> Point:
    fields: dict[str, Value] = {
        "level_number": attempt.level,
        "passed": int(attempt.passed_at is not None),
        "abandoned": int(attempt.abandoned),
    }
    if attempt.passed_at is not None:
        fields["duration_seconds"] = seconds_between(attempt.unlocked_at, attempt.passed_at)
    tags = {"level": f"{attempt.level:02d}"}
    return Point(catalogue.LEVEL_PROGRESSION, nanoseconds(attempt.unlocked_at), tags, fields)


def _forecast(hour: ForecastHour) -> Point:
    fields: dict[str, Value] = {group: getattr(hour, group) for group in GROUPS}
    fields["reviews"] = hour.reviews
    return Point(
        catalogue.REVIEW_FORECAST, nanoseconds(hour.hour), {"subject_type": hour.subject_type}, fields
    )


def _leech(row: LeechRank) -> Point:
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
    return Point(catalogue.LEECH, nanoseconds(row.at), {"rank": f"{row.rank:02d}"}, fields)


def _heartbeat(beat: Heartbeat) -> Point:
    fields: dict[str, Value] = {
        "ok": int(beat.ok),
        "token_ok": int(beat.token_ok),
        "requests": beat.requests,
        "not_modified": beat.not_modified,
        "changed_rows": beat.changed_rows,
        "outbox_pending": beat.outbox_pending,
        "outbox_rejected": beat.outbox_rejected,
        "duration_seconds": beat.duration_seconds,
    }
    for name in ("seconds_since_success", "reviews_found", "unexplained"):
        if (value := getattr(beat, name)) is not None:
            fields[name] = value
    return Point(catalogue.COLLECTOR, nanoseconds(beat.at), {"timezone": beat.timezone}, fields)
