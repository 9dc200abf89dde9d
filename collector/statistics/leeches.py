"""Leeches: the items that cost the most reviews, and the ranks that changed since they were last written."""

from collections.abc import Iterable, Mapping

from collector.core.facts import Leech, LeechRank
from collector.core.model import Item
from collector.core.moments import Moment
from collector.core.stages import REVIEWED_STAGES

RANKS = 50
_THRESHOLD = 1.0


def facet_score(incorrect: int, streak: int) -> float:
    """Return incorrect / max(streak, 1)^1.5, the measure that the community's leech lists share."""
    return float(incorrect / max(streak, 1) ** 1.5)


def score(item: Item) -> float:
    """Return the leech score of *item*: its worse facet's; 0 when hidden, unlearned or burned."""
    if (
        item.hidden
        or item.stage not in REVIEWED_STAGES
        or not (item.meaning_incorrect or item.reading_incorrect)
    ):
        return 0.0
    meaning = facet_score(item.meaning_incorrect, item.meaning_streak)
    if not item.has_reading:
        return meaning
    return max(meaning, facet_score(item.reading_incorrect, item.reading_streak))


def is_leech(item: Item) -> bool:
    """Return True if *item* scores high enough to be listed."""
    return score(item) >= _THRESHOLD


def worst(items: Iterable[Item]) -> list[Leech]:
    """Return at most fifty leeches, worst first, then by subject id."""
    scored = [(score(item), item) for item in items]
    found = sorted(
        ((points, item) for points, item in scored if points >= _THRESHOLD),
        key=lambda pair: (-pair[0], pair[1].subject_id),
    )
    return [_leech(points, item) for points, item in found[:RANKS]]


def _leech(points: float, item: Item) -> Leech:
    by_meaning = facet_score(item.meaning_incorrect, item.meaning_streak) >= points
    return Leech(
        subject_id=item.subject_id,
        srs_stage=item.stage,
        incorrect=item.meaning_incorrect if by_meaning else item.reading_incorrect,
        current_streak=item.meaning_streak if by_meaning else item.reading_streak,
        score=points,
        characters=item.label,
        meaning=item.meaning_text,
        subject_type=item.kind,
    )


def changed_ranks(at: Moment, leeches: list[Leech], written: Mapping[int, Leech | None]) -> list[LeechRank]:
    """Return the ranks that are not as last *written*; freed ranks once, with None.

    All fifty rows every hour would be nine tenths of the database.
    """
    now: dict[int, Leech | None] = dict(enumerate(leeches, start=1))
    freed: dict[int, Leech | None] = {rank: None for rank in written if rank not in now}
    return [
        LeechRank(at, rank, leech)
        for rank, leech in sorted({**freed, **now}.items())
        if leech != written.get(rank)
    ]
