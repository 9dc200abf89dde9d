"""What a poll's news mean: the mirror takes the rows, the ledger the facts they show.

This is where reading the mirror, the pure decisions of `facts` and appending to the ledger meet, inside
the caller's transaction. Reviews, rebuilt from how assignments and statistics changed, will be found
here too: between the rows as they were and as they are.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import islice

from collector.facts import annotations, counts, forecast, leeches
from collector.facts.milestones import milestones
from collector.facts.types import Fact, Milestone, PollCounts, Queue
from collector.model import Item, User
from collector.moments import hour_of
from collector.storage import ledger, mirror
from collector.wanikani.news import News

_AT_ONCE = 500


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


def new_facts(
    tx: sqlite3.Connection, news: News, before: User | None, every: timedelta, *, changed: int
) -> Iterator[Fact]:
    """Append to the ledger what the mirror shows now, and yield the facts that are new, as they are appended.

    *before* is the user as the mirror had it; None at the first sync, which so finds the whole past:
    tens of thousands of milestones, which are better not all held at once. *changed* is how many rows
    `mirror_news` changed.
    """
    user, summary = mirror.user(tx), mirror.summary(tx)
    if user is None or summary is None:
        raise AssertionError("a good poll always knows the user and the summary")
    last = ledger.last_poll(tx)
    waiting = counts.queue(summary, user)
    if changed == 0 and last is not None:
        yield from _only_the_clock(tx, replace(last, at=news.at, queue=waiting))
    else:
        yield from _all_items(tx, news, user, waiting)
        yield from _milestones(tx, news)
    yield from _marks(tx, news, before, user, every)


def _only_the_clock(tx: sqlite3.Connection, polled: PollCounts) -> list[Fact]:
    """Most polls bring nothing: then all counts, future hours and leeches are what they were."""
    ledger.append_poll(tx, polled)
    return [polled]


def _all_items(tx: sqlite3.Connection, news: News, user: User, waiting: Queue) -> list[Fact]:
    items = list(mirror.items(tx))
    kanji = counts.level_kanji(user.level, mirror.kanji_of_level(tx, user.level), items)
    polled = PollCounts(
        at=news.at,
        stages=counts.stages_by_kind(items),
        queue=waiting,
        totals=counts.totals_by_kind(items),
        level=counts.level_state(user, kanji, mirror.level_progressions(tx)),
    )
    ledger.append_poll(tx, polled)
    return [polled, *_foreseen(tx, news, user, items), *_leeches(tx, news, items)]


def _marks(
    tx: sqlite3.Connection, news: News, before: User | None, user: User, every: timedelta
) -> list[Fact]:
    marks = [
        *annotations.level_ups(news.level_progressions or ()),
        *annotations.resets(news.resets or ()),
        *annotations.vacations(before, user),
        *annotations.subscription(before, user, news.at),
        *annotations.outage(ledger.failed_since_success(tx), news.at, every),
    ]
    attempts = annotations.attempts(news.level_progressions or ())
    return [*ledger.append_level_attempts(tx, attempts), *ledger.append_annotations(tx, marks)]


def _milestones(tx: sqlite3.Connection, news: News) -> Iterator[Milestone]:
    changed = iter(news.assignments or ())
    while some := list(islice(changed, _AT_ONCE)):
        levels = mirror.subject_levels(tx, (assignment.subject_id for assignment in some))
        yield from ledger.append_milestones(tx, milestones(some, levels))


def _foreseen(tx: sqlite3.Connection, news: News, user: User, items: list[Item]) -> list[Fact]:
    written = ledger.forecast_from(tx, hour_of(news.at))
    hours = forecast.changed_hours(news.at, forecast.foreseen(items, user, news.at), written)
    ledger.append_forecast(tx, hours)
    return list(hours)


def _leeches(tx: sqlite3.Connection, news: News, items: list[Item]) -> list[Fact]:
    ranks = leeches.changed_ranks(news.at, leeches.worst(items), ledger.leeches_now(tx))
    ledger.append_leeches(tx, ranks)
    return list(ranks)
