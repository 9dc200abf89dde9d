"""The counts of a poll over all items: stages, lifetime totals, the queue and the level.

>>> kanji_required(35)
32
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from collector.core.kinds import KINDS
from collector.core.model import Item, ItemGroup, LevelProgression, Summary, User
from collector.core.moments import HOUR, Moment
from collector.core.poll_counts import LevelState, Queue, Totals
from collector.core.stages import SrsStage
from collector.statistics.leeches import is_leech


def stages_by_kind(groups: Iterable[ItemGroup]) -> dict[str, tuple[int, ...]]:
    """Return for each kind how many items are in stages 0 to 9: those unlocked and not hidden.

    Stage 0 is a lesson that waits, whatever its level or the subscription. The four known kinds are
    always there; an unknown kind is there when it has items.
    """
    counts: dict[str, list[int]] = {kind: [0] * len(SrsStage) for kind in KINDS}
    for group in groups:
        if group.unlocked:
            counts.setdefault(group.kind, [0] * len(SrsStage))[group.stage] += group.items
    return {kind: tuple(stages) for kind, stages in counts.items()}


def totals_by_kind(groups: Iterable[ItemGroup], often_wrong: Iterable[Item]) -> dict[str, Totals]:
    """Return the lifetime totals of the items that are not hidden, by kind; readings where there are any.

    Real rows of radicals have stray reading counts (recorded payloads): they are left out. Leeches are
    counted among the items that are *often_wrong*.
    """
    leeches = Counter(item.kind for item in often_wrong if is_leech(item))
    totals = dict.fromkeys(KINDS, Totals())
    for group in groups:
        totals[group.kind] = totals.get(group.kind, Totals()) + Totals(
            meaning_correct=group.meaning_correct,
            meaning_incorrect=group.meaning_incorrect,
            reading_correct=group.reading_correct,
            reading_incorrect=group.reading_incorrect,
        )
    return {kind: replace(counted, leeches=leeches[kind]) for kind, counted in totals.items()}


def queue(summary: Summary, user: User, streak_days: int) -> Queue:
    """Return what the learner faces, as `/summary` and the website show it, and *streak_days*.

    The hour is the summary's own: a poll may straddle the full hour. Its rows are this hour, with
    all that is due already, and the next 24.
    """
    coming = dict(summary.coming)
    return Queue(
        lessons=summary.lessons,
        reviews=summary.reviews,
        next_hour=coming.get(Moment(summary.hour + HOUR), 0),
        next_24h=sum(count for at, count in coming.items() if at <= summary.hour + 24 * HOUR),
        next_reviews_at=summary.next_reviews_at,
        on_vacation=user.vacation_started_at is not None,
        streak_days=streak_days,
    )


def kanji_required(total: int) -> int:
    """Return how many of a level's kanji must be passed to leave it: at least 90 %.

    Source: WaniKani's knowledge base, "Levels".
    """
    return total - total // 10


def level_state(
    user: User,
    kanji: Mapping[str, int],
    progressions: Sequence[LevelProgression],
    granted_at: Moment | None = None,
) -> LevelState:
    """Return the progress in the learner's level; *kanji* has the `total` and the number `passed`.

    The time on the level counts from *granted_at* (`granted_again`) if that is later, and not at all while
    the subscription does not grant the level: the learner cannot study it.
    """
    unlocked_at = None if user.beyond_subscription else _unlocked_at(user.level, progressions)
    return LevelState(
        level=user.level,
        kanji_total=kanji["total"],
        kanji_passed=kanji["passed"],
        kanji_required=kanji_required(kanji["total"]),
        since=unlocked_at if unlocked_at is None else max(unlocked_at, granted_at or unlocked_at),
        granted_at=granted_at,
    )


def granted_again(before: User | None, after: User, last: LevelState | None, at: Moment) -> Moment | None:
    """Return when the subscription began to grant the learner's level again after it did not.

    That is *at*, if this poll is the first to see it, or as the *last* poll knew it; None if it always did,
    or since before the first poll.
    """
    if before is None or last is None or not before.level == after.level == last.level:
        return None
    return at if before.beyond_subscription and not after.beyond_subscription else last.granted_at


def _unlocked_at(level: int, progressions: Sequence[LevelProgression]) -> Moment | None:
    """Return when the present attempt at *level* began: its newest row, unless abandoned or passed."""
    attempts = [row for row in progressions if row.level == level and row.abandoned_at is None]
    newest = max(attempts, key=lambda row: (row.unlocked_at or 0, row.id), default=None)
    return None if newest is None or newest.passed_at is not None else newest.unlocked_at


def level_kanji(level: int, kanji_subjects: Iterable[int], items: Iterable[Item]) -> dict[str, int]:
    """Count the kanji of *level* that are not hidden, and those of them that are passed."""
    counted: dict[str, int] = defaultdict(int, total=0, passed=0)
    hidden = set()
    for item in items:
        if item.kind == "kanji" and item.level == level:
            counted["passed"] += item.passed and not item.hidden
            if item.hidden:
                hidden.add(item.subject_id)
    counted["total"] = sum(1 for subject in kanji_subjects if subject not in hidden)
    return dict(counted)
