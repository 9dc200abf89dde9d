"""The events of a local day: sessions, reviews by stage, wrong items, lessons and marks.

Compact, for a page of many days: items are known by their subjects, and named once beside all days.
"""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from collector.core.facts import Annotation, Session
from collector.core.model import SubjectId
from collector.core.moments import Moment, instant
from collector.core.percent import percent
from collector.core.stages import SrsStage
from collector.core.tallies import StageTally
from collector.core.wording import duration_in_words
from collector.statistics.local_days import bounds
from collector.storage import ledger
from collector.storage.items import item_names
from collector.storage.transaction import Transaction
from collector.views.report.figures.style import Json

# Characters that the name of an item takes.
_LONG_NAME = 50


def day_details(tx: Transaction, day: date, zone: ZoneInfo) -> Json:
    """Return what happened on *day* (`days`, by date), and the names of its items (`items`, by subject)."""
    return _named(tx, {day.isoformat(): _details(tx, day, zone)})


def newest_details(tx: Transaction, days: Iterable[date], zone: ZoneInfo, most: int) -> Json:
    """Return the same of as many of *days*, newest first, as take no more than about *most* characters."""
    found: dict[str, Json] = {}
    named: set[SubjectId] = set()
    for day in days:
        details = _details(tx, day, zone)
        new = _subjects(details) - named
        most -= len(as_text(details)) + len(new) * _LONG_NAME
        if most < 0:
            break
        found[day.isoformat()] = details
        named |= new
    return _named(tx, found)


def as_text(details: Json) -> str:
    """Return JSON without blanks."""
    return json.dumps(details, ensure_ascii=False, separators=(",", ":"))


def _details(tx: Transaction, day: date, zone: ZoneInfo) -> Json:
    start, end = bounds(day, zone)
    sessions = [each for each in ledger.study_time.sessions(tx, start, end) if each.reviews]
    return {
        "sessions": [_session(each, zone) for each in sessions],
        "stages": [_stage(each) for each in ledger.reviews.by_stage(tx, start, end)],
        "wrong": [list(each) for each in ledger.reviews.wrong_items(tx, start, end)],
        "lessons": ledger.milestones.lesson_subjects(tx, start, end),
        "marks": [_mark(each, zone) for each in ledger.annotations.annotations(tx, start, end)],
        "inferred": ledger.reviews.count_inferred(tx, start, end),
    }


def _session(session: Session, zone: ZoneInfo) -> list[str | int]:
    return [
        _clock(session.at, zone),
        session.reviews,
        percent(session.correct, session.reviews),
        duration_in_words(timedelta(seconds=session.duration_seconds)),
    ]


def _stage(tally: StageTally) -> list[str | int]:
    return [SrsStage(tally.stage).words, tally.reviews, percent(tally.correct, tally.reviews)]


def _mark(mark: Annotation, zone: ZoneInfo) -> list[str]:
    return [_clock(mark.at, zone), mark.title, mark.text]


def _clock(at: Moment, zone: ZoneInfo) -> str:
    return f"{instant(at).astimezone(zone):%H:%M}"


def _named(tx: Transaction, days: dict[str, Json]) -> Json:
    names = item_names(tx, frozenset[SubjectId]().union(*map(_subjects, days.values())))
    return {"days": days, "items": {str(name.subject_id): list(name[1:]) for name in names.values()}}


def _subjects(details: Json) -> set[SubjectId]:
    return {*details["lessons"], *(subject for subject, _ in details["wrong"])}
