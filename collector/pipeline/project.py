"""A new projection is kept, and its points are queued: what changed, and how right earlier ones were."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from collector.core.facts import Fact
from collector.core.local_time import local_date, midnight
from collector.core.moments import Moment
from collector.core.projection import Projection
from collector.core.projection_change import ProjectionChange
from collector.core.projection_facts import ProjectionScore
from collector.pipeline.emit import PointQueue, queue_of
from collector.statistics import projected, projection_score
from collector.storage import ledger, projections, statistics_reads
from collector.storage.database import Store
from collector.storage.ledger.projection_scores import KeptWeek
from collector.storage.transaction import Transaction


def keep(store: Store, projection: Projection) -> int:
    """Put *projection* in place of the one before and return how many points are queued for it.

    Raises `NothingCollected` while the account has no name, and what *store* raises.
    """
    with store.transaction() as tx, queue_of(tx) as queue:
        record_projection(tx, queue, projection)
    return queue.count


def keep_change(store: Store, change: ProjectionChange) -> int:
    """Do the same as `keep` with a projection whose *change* is known."""
    with store.transaction() as tx, queue_of(tx) as queue:
        record_change(tx, queue, change)
    return queue.count


def record_projection(tx: Transaction, queue: PointQueue, projection: Projection) -> None:
    """Put *projection* in place of the one before, unless it is of no later moment: then nothing changes."""
    record_change(tx, queue, projected.change(projections.projection(tx), projection))


def record_change(tx: Transaction, queue: PointQueue, change: ProjectionChange) -> None:
    """Write *change*, unless it is of no later moment, or of another projection than stands: then nothing."""
    stands = projections.projected_at(tx)
    if stands != change.replaces or (stands is not None and change.at <= stands):
        return
    ledger.projected.append_days(tx, [*change.over, *change.withdrawn])
    queue.add([*change.withdrawn, *change.days])
    ledger.projected.append_levels(tx, change.at, change.levels)
    queue.add(change.levels)
    ledger.projected.append_paces(tx, change.paces)
    queue.add(change.paces)
    _record_scores(tx, queue, change.at, ZoneInfo(change.zone))
    ledger.projection_scores.append_weeks(tx, change.at, change.weeks)
    projections.keep_projection(tx, change.at, change.text)


def _record_scores(tx: Transaction, queue: PointQueue, at: Moment, zone: ZoneInfo) -> None:
    """Compare the weeks that are over with what came.

    A week counts as over once all of its days were polled: its last reviews may not be found before.
    """
    read = statistics_reads.statistics_read(tx)
    seen_until = at if read is None else min(at, read.last)
    today = midnight(local_date(seen_until, zone), zone)
    weeks = ledger.projection_scores.weeks_without_score(tx, today)
    scores = [_score(tx, week, zone) for week in weeks]
    ledger.projection_scores.append_scores(tx, scores)
    queue.add(scores)


def _score(tx: Transaction, kept: KeptWeek, zone: ZoneInfo) -> ProjectionScore:
    start, end = projection_score.week_bounds(local_date(kept.week.ends, zone), zone)
    came = ledger.reviews.count(tx, start, end)
    return projection_score.score(kept.week, came, list(_reached(tx, kept.made_at, start, end)))


def _reached(tx: Transaction, made_at: Moment, start: Moment, end: Moment) -> Iterator[tuple[Moment, Moment]]:
    """Yield for each level reached from *start* to before *end* when it was projected for, and when it was.

    Only levels that the projection *made_at* this moment had to come.
    """
    for attempt in ledger.levels.level_attempts_now(tx):
        if attempt.passed_at is not None and start <= attempt.passed_at < end:
            stood = ledger.projected.level_as_of(tx, made_at, f"{attempt.level + 1:02d}")
            if stood is not None and stood.stands and stood.at > made_at:
                yield stood.at, attempt.passed_at


def projection_facts(tx: Transaction) -> Iterator[Fact]:
    """Yield what the final database has of all projections, each day and level as it was last written."""
    newest = projected.bands(projections.projection(tx))
    yield from (band for band in ledger.projected.days(tx) if (band.at, band.quantile) not in newest)
    yield from newest.values()
    yield from ledger.projected.levels(tx)
    yield from ledger.projected.paces(tx)
    yield from ledger.projection_scores.scores(tx)
