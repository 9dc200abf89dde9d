"""The weeks that were projected, and how each compares with what came. Append-only."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from collector.core.moments import Moment
from collector.core.projection import ProjectedWeek
from collector.core.projection_facts import ProjectionScore
from collector.storage.rows import insert, records
from collector.storage.transaction import Transaction


class KeptWeek(NamedTuple):
    """A week as the projection *made_at* this moment had it."""

    made_at: Moment
    week: ProjectedWeek


def append_weeks(tx: Transaction, made_at: Moment, weeks: Iterable[ProjectedWeek]) -> None:
    """Append weeks as the projection *made_at* this moment has them."""
    insert(tx, "projected_week", weeks, made_at=made_at)


def weeks_without_score(tx: Transaction, before: Moment) -> list[KeptWeek]:
    """Return the weeks whose last day has its noon *before* this moment, each once, as last projected."""
    rows = tx.execute(
        # SQLite takes the other columns of a max() from the row that has the maximum.
        """SELECT max(made_at) AS made_at, days_ahead AS week_days_ahead, ends AS week_ends,
                  done_p10 AS week_done_p10, done_p50 AS week_done_p50, done_p90 AS week_done_p90
           FROM projected_week AS week WHERE ends < ? AND NOT EXISTS (
               SELECT 1 FROM projection_score AS score
               WHERE score.at = week.ends AND score.days_ahead = week.days_ahead
           ) GROUP BY ends, days_ahead""",
        (before,),
    )
    return list(records(KeptWeek, rows))


def append_scores(tx: Transaction, scores: Iterable[ProjectionScore]) -> None:
    """Append how weeks that are over compare with what was projected."""
    insert(tx, "projection_score", scores)


def scores(tx: Transaction) -> Iterator[ProjectionScore]:
    """Yield every comparison, in the order of time."""
    return records(ProjectionScore, tx.execute("SELECT * FROM projection_score ORDER BY at, days_ahead"))
