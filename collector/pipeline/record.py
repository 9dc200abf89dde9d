"""What a poll's news mean: the mirror takes the rows, the ledger the facts they show.

This is where reading the mirror, the pure decisions of `facts` and appending to the ledger meet, inside
the caller's transaction. Reviews are found before, by `accounting`; what is made of them is in `studies`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from collector.core.facts import Fact, Milestone, PollCounts, Queue, Review
from collector.core.model import Item, User
from collector.core.moments import hour_of
from collector.pipeline import activity, reconcile
from collector.statistics import annotations, counts, forecast, leeches, local_days
from collector.statistics.milestones import milestones
from collector.storage import items, ledger, mirror
from collector.storage.transaction import Transaction
from collector.wanikani.fetch import Changes

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class PollContext:
    """A good poll: its *changes*, the user as the mirror had it, and how many rows `mirror_news` changed.

    *before* is None at the first sync. *every* and *zone* are as the owner set them.
    """

    changes: Changes
    before: User | None
    changed: int
    every: timedelta
    zone: ZoneInfo


def mirror_news(tx: Transaction, changes: Changes) -> int:
    """Store the rows of *changes* and return how many really changed.

    The summary is left out of that number: it is a count of the other rows and changes with the clock.
    """
    if changes.summary is not None:
        mirror.save_summary(tx, changes.summary)
    return sum(
        (
            mirror.save_user(tx, changes.user) if changes.user else 0,
            mirror.save_subjects(tx, changes.subjects or ()),
            mirror.save_resets(tx, changes.resets or ()),
            mirror.save_review_statistics(tx, changes.review_statistics or ()),
            mirror.save_assignments(tx, changes.assignments or ()),
            mirror.save_level_progressions(tx, changes.level_progressions or ()),
            mirror.save_review_records(tx, changes.reviews or ()),
            mirror.save_srs_systems(tx, changes.srs_systems or ()),
        )
    )


def new_facts(tx: Transaction, poll: PollContext, found: Sequence[Review]) -> Iterator[Fact]:
    """Append to the ledger what the mirror shows now, and yield the facts that are new, as they are appended.

    *found* are the reviews just appended. The first sync finds the whole past: tens of thousands of
    milestones, which are better not all held at once.
    """
    user, summary = mirror.user(tx), mirror.summary(tx)
    if user is None or summary is None:
        raise AssertionError("a good poll always knows the user and the summary")
    yield from _study(tx, poll, found)
    yield from _marks(tx, poll, user)
    waiting, last = counts.queue(summary, user), ledger.polls.last_poll(tx)
    if poll.changed or last is None:
        yield from _all_items(tx, poll.changes, user, replace(waiting, streak_days=_streak(tx, poll)))
    else:
        streak = last.queue.streak_days if not found and _on_the_day_of(last, tx, poll) else None
        waiting = replace(waiting, streak_days=_streak(tx, poll) if streak is None else streak)
        # Most polls bring nothing: then all counts, future hours and leeches are what they were.
        polled = replace(last, at=poll.changes.at, queue=waiting)
        ledger.polls.append_poll(tx, polled)
        yield polled


def _study(tx: Transaction, poll: PollContext, found: Sequence[Review]) -> Iterator[Fact]:
    covered = activity.counted_since(tx)
    yield from found
    for some in reconcile.archived(tx, poll.changes):
        yield from some
        yield from activity.studies(tx, some, (), poll.zone)
    lessons = ledger.milestones.lessons(tx, activity.counted_since(tx), covered)
    for milestone in _milestones(tx, poll.changes) if poll.changed else ():
        if milestone.kind == "started":
            lessons.append(milestone.at)
        yield milestone
    yield from activity.studies(tx, found, lessons, poll.zone)
    if ledger.heartbeats.last_zone(tx) not in (None, poll.zone.key):
        yield from activity.in_another_zone(tx, poll.zone)


def _on_the_day_of(last: PollCounts, tx: Transaction, poll: PollContext) -> bool:
    """Whether it is still the local day of the last poll, by the same zone as then."""
    same_day = local_days.local_date(last.at, poll.zone) == local_days.local_date(poll.changes.at, poll.zone)
    return same_day and ledger.heartbeats.last_zone(tx) == poll.zone.key


def _streak(tx: Transaction, poll: PollContext) -> int:
    return activity.streak_days(tx, poll.changes.at, poll.zone)


def _all_items(tx: Transaction, changes: Changes, user: User, waiting: Queue) -> list[Fact]:
    learned = list(items.items(tx))
    kanji = counts.level_kanji(user.level, mirror.kanji_of_level(tx, user.level), learned)
    polled = PollCounts(
        at=changes.at,
        stages=counts.stages_by_kind(learned),
        queue=waiting,
        totals=counts.totals_by_kind(learned),
        level=counts.level_state(user, kanji, mirror.level_progressions(tx)),
    )
    ledger.polls.append_poll(tx, polled)
    return [polled, *_foreseen(tx, changes, user, learned), *_leeches(tx, changes, learned)]


def _marks(tx: Transaction, poll: PollContext, user: User) -> list[Fact]:
    changes, before = poll.changes, poll.before
    marks = [
        *annotations.level_ups(changes.level_progressions or ()),
        *annotations.resets(changes.resets or ()),
        *annotations.vacations(before, user),
        *annotations.subscription(before, user, changes.at),
        *annotations.outage(ledger.heartbeats.failed_since_success(tx), changes.at, poll.every),
    ]
    attempts = annotations.attempts(changes.level_progressions or ())
    return [
        *ledger.levels.append_level_attempts(tx, attempts),
        *ledger.annotations.append_annotations(tx, marks),
    ]


def _milestones(tx: Transaction, changes: Changes) -> Iterator[Milestone]:
    changed = iter(changes.assignments or ())
    while some := list(islice(changed, _AT_ONCE)):
        levels = mirror.subject_levels(tx, (assignment.subject_id for assignment in some))
        yield from ledger.milestones.append_milestones(tx, milestones(some, levels))


def _foreseen(tx: Transaction, changes: Changes, user: User, items: list[Item]) -> list[Fact]:
    written = ledger.forecast.forecast_from(tx, hour_of(changes.at))
    hours = forecast.changed_hours(changes.at, forecast.foreseen(items, user, changes.at), written)
    ledger.forecast.append_forecast(tx, hours)
    return list(hours)


def _leeches(tx: Transaction, changes: Changes, items: list[Item]) -> list[Fact]:
    ranks = leeches.changed_ranks(changes.at, leeches.worst(items), ledger.leeches.leeches_now(tx))
    ledger.leeches.append_leeches(tx, ranks)
    return list(ranks)
