"""What a poll's news mean: the mirror takes the rows, the ledger the facts they show.

This is where reading the mirror, the pure decisions of `facts` and appending to the ledger meet, inside
the caller's transaction. Reviews, rebuilt from how assignments and statistics changed, will be found
here too: between the rows as they were and as they are.
"""

import sqlite3
from datetime import timedelta

from collector.facts import annotations, counts, forecast, leeches
from collector.facts.milestones import milestones
from collector.facts.types import Fact, Milestone, PollCounts
from collector.model import Item, User
from collector.moments import hour_of
from collector.storage import ledger, mirror
from collector.wanikani.news import News


def mirror_news(tx: sqlite3.Connection, news: News) -> int:
    """Store the rows of *news* and return how many really changed.

    The summary is left out of that number: it is a count of the other rows and changes with the clock.
    """
    if news.summary is not None:
        mirror.save_summary(tx, news.summary)
    return sum(
        (
            mirror.save_user(tx, news.user) if news.user else 0,
            mirror.save_subjects(tx, news.subjects or ()),
            mirror.save_resets(tx, news.resets or ()),
            mirror.save_review_statistics(tx, news.review_statistics or ()),
            mirror.save_assignments(tx, news.assignments or ()),
            mirror.save_level_progressions(tx, news.level_progressions or ()),
            mirror.save_review_records(tx, news.reviews or ()),
            mirror.save_srs_systems(tx, news.srs_systems or ()),
        )
    )


def append_facts(tx: sqlite3.Connection, news: News, before: User | None, every: timedelta) -> list[Fact]:
    """Append to the ledger what the mirror shows now, and return the facts that are new.

    *before* is the user as the mirror had it; None at the first sync, which so finds the whole past.
    """
    user = mirror.user(tx)
    if user is None:
        raise AssertionError("a good poll always knows its user")
    items = list(mirror.items(tx))
    polled = _counted(tx, news, user, items)
    marks = [
        *annotations.level_ups(news.level_progressions or ()),
        *annotations.resets(news.resets or ()),
        *annotations.vacations(before, user),
        *annotations.subscription(before, user, news.at),
        *annotations.outage(ledger.failed_since_success(tx), news.at, every),
    ]
    facts: list[Fact] = [polled]
    facts += _milestones(tx, news)
    facts += ledger.append_level_attempts(tx, annotations.attempts(news.level_progressions or ()))
    facts += ledger.append_annotations(tx, marks)
    facts += _foreseen(tx, news, user, items)
    facts += _leeches(tx, news, items)
    return facts


def _counted(tx: sqlite3.Connection, news: News, user: User, items: list[Item]) -> PollCounts:
    summary = mirror.summary(tx)
    if summary is None:
        raise AssertionError("a good poll always knows the summary")
    kanji = counts.level_kanji(user.level, mirror.kanji_of_level(tx, user.level), items)
    polled = PollCounts(
        at=news.at,
        stages=counts.stages_by_kind(items),
        queue=counts.queue(summary, user),
        totals=counts.totals_by_kind(items),
        level=counts.level_state(user, kanji, mirror.level_progressions(tx)),
    )
    ledger.append_poll(tx, polled)
    return polled


def _milestones(tx: sqlite3.Connection, news: News) -> list[Milestone]:
    changed = news.assignments or []
    levels = mirror.subject_levels(tx, (assignment.subject_id for assignment in changed))
    return ledger.append_milestones(tx, milestones(changed, levels))


def _foreseen(tx: sqlite3.Connection, news: News, user: User, items: list[Item]) -> list[Fact]:
    written = ledger.forecast_from(tx, hour_of(news.at))
    hours = forecast.changed_hours(news.at, forecast.foreseen(items, user, news.at), written)
    ledger.append_forecast(tx, hours)
    return list(hours)


def _leeches(tx: sqlite3.Connection, news: News, items: list[Item]) -> list[Fact]:
    ranks = leeches.changed_ranks(news.at, leeches.worst(items), ledger.leeches_now(tx))
    ledger.append_leeches(tx, ranks)
    return list(ranks)
