"""Projections as they were written to the points. Append-only.

Days are kept here once no projection covers them any more: until then the newest one has them
(`storage.projections`). In these queries SQLite takes the other columns of a max() from the row that has the
maximum (https://www.sqlite.org/lang_select.html, "Bare columns in an aggregate query").
"""

from collections.abc import Iterable, Iterator

from collector.core.moments import Moment
from collector.core.projection_facts import ProjectedBand, ProjectedLevel, ProjectedPace
from collector.storage.rows import insert, record, records
from collector.storage.transaction import Transaction


def append_days(tx: Transaction, bands: Iterable[ProjectedBand]) -> None:
    """Append the bands of days that are over, or that are not projected any more."""
    insert(tx, "projected_day", bands)


def days(tx: Transaction) -> Iterator[ProjectedBand]:
    """Yield every band of such a day, as it was last projected, in the order of time."""
    rows = tx.execute("SELECT *, max(id) FROM projected_day GROUP BY at, quantile ORDER BY at, quantile")
    return records(ProjectedBand, rows)


def append_levels(tx: Transaction, made_at: Moment, levels: Iterable[ProjectedLevel]) -> None:
    """Append the levels that the projection *made_at* this moment has moved, the withdrawn ones first."""
    insert(tx, "projected_level", levels, made_at=made_at)


def levels(tx: Transaction) -> Iterator[ProjectedLevel]:
    """Yield every level at every day for which it was projected, as last written, in the order of time."""
    rows = tx.execute("SELECT *, max(id) FROM projected_level GROUP BY at, level ORDER BY at, level")
    return records(ProjectedLevel, rows)


def level_as_of(tx: Transaction, made_at: Moment, level: str) -> ProjectedLevel | None:
    """Return *level* as last written by the projection *made_at* this moment, or by one before it."""
    rows = tx.execute(
        "SELECT * FROM projected_level WHERE level = ? AND made_at <= ? "
        "ORDER BY made_at DESC, id DESC LIMIT 1",
        (level, made_at),
    )
    return record(ProjectedLevel, rows)


def append_paces(tx: Transaction, paces: Iterable[ProjectedPace]) -> None:
    """Append what comes of each pace."""
    insert(tx, "projected_pace", paces)


def paces(tx: Transaction) -> Iterator[ProjectedPace]:
    """Yield everything that was projected for a pace, in the order of time."""
    return records(ProjectedPace, tx.execute("SELECT * FROM projected_pace ORDER BY at, pace"))
