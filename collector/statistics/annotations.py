"""Marks on the charts: what happened to the account as a whole."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import pairwise

from collector.core.facts import Annotation, LevelAttempt
from collector.core.model import HIGHEST_LEVEL, LevelProgression, Reset, Subscription, User
from collector.core.moments import DAY, Moment


def level_ups(progressions: Iterable[LevelProgression]) -> list[Annotation]:
    """Return a mark for each level that was passed; leaving the last one is no level-up."""
    return [
        Annotation(at=row.passed_at, kind="level_up", title=f"Level {row.level + 1}", text=_time_taken(row))
        for row in progressions
        if row.passed_at is not None and row.level < HIGHEST_LEVEL
    ]


def _time_taken(row: LevelProgression) -> str:
    if row.unlocked_at is None or row.passed_at is None:
        return f"Level {row.level} passed."
    return f"Level {row.level} passed after {(row.passed_at - row.unlocked_at) / DAY:.1f} days."


def resets(rows: Iterable[Reset]) -> list[Annotation]:
    """Return a mark for each reset that was confirmed, at that moment."""
    return [
        Annotation(
            at=row.confirmed_at,
            kind="reset",
            title=f"Reset to level {row.target_level}",
            text=f"From level {row.original_level} back to level {row.target_level}.",
        )
        for row in rows
        if row.confirmed_at is not None
    ]


def vacations(before: User | None, after: User) -> list[Annotation]:
    """Return the marks for a vacation that started or ended between two polls.

    WaniKani gives the start of a vacation, not its end: that is the user row's `data_updated_at`, or at
    the latest the start of the next one (API documentation, "User").
    """
    was = before.vacation_started_at if before else None
    now = after.vacation_started_at
    marks = []
    if was is not None and was != now:
        ended = after.updated_at if now is None else now
        marks.append(Annotation(ended, "vacation_end", "Vacation ended", "Reviews fall due again."))
    if now is not None and was != now:
        marks.append(Annotation(now, "vacation_start", "Vacation begins", "Nothing falls due until it ends."))
    return marks


def subscription(before: User | None, after: User, at: Moment) -> list[Annotation]:
    """Return a mark, at the poll that saw it, when type, activity or granted level changed."""
    if before is None or before.subscription == after.subscription:
        return []
    was = _described(before.subscription)
    now = _described(after.subscription)
    return [Annotation(at, "subscription", f"Subscription: {now}", f"From {was} to {now}.")]


def _described(plan: Subscription) -> str:
    activity = "active" if plan.active else "inactive"
    return f"{plan.type}, {activity}, up to level {plan.max_level_granted}"


def outage(failed: Sequence[Moment], now: Moment, every: timedelta) -> list[Annotation]:
    """Mark *now*, the first successful poll after the *failed* ones, if those took over three intervals.

    Only time in which polls were tried counts: a collector that was stopped for a week saw no outage.
    Versions before this dated failed polls by the local clock, which may be wrong: its jumps are not counted.
    """
    interval = every // timedelta(microseconds=1)
    waits = (later - earlier for earlier, later in pairwise([*failed, now]))
    tried = sum(wait for wait in waits if 0 <= wait <= 2 * interval)
    if tried <= 3 * interval:
        return []
    text = (
        f"{len(failed)} polls failed over {tried / DAY * 24:.1f} hours; the numbers in between are missing."
    )
    return [Annotation(now, "outage", "Outage over", text)]


def attempts(progressions: Iterable[LevelProgression]) -> list[LevelAttempt]:
    """Return the attempts at unlocked levels. Rows may be back-filled: only `unlocked_at` counts."""
    return [
        LevelAttempt(
            progression_id=row.id,
            level=row.level,
            unlocked_at=row.unlocked_at,
            passed_at=row.passed_at,
            abandoned=row.abandoned_at is not None,
        )
        for row in progressions
        if row.unlocked_at is not None
    ]
