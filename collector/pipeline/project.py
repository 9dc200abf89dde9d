"""A new projection is kept, and its points are queued: what changed, and how right earlier ones were."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from collector.core.facts import Fact, ProjectionScore
from collector.core.moments import Moment
from collector.core.projection import SCORED_DAYS_AHEAD, Projection
from collector.pipeline.emit import PointQueue, queue_of
from collector.statistics import projected, projection_score
from collector.statistics.local_days import local_date, midnight
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


def record_projection(tx: Transaction, queue: PointQueue, projection: Projection) -> None:
    """Put *projection* in place of the one before, unless it is of no later moment: then nothing changes."""
    before = projections.projection(tx)
    if before is not None and projection.at <= before.at:
        return
    _record_days(tx, queue, before, projection)
    _record_levels(tx, queue, before, projection)
    _record_paces(tx, queue, before, projection)
    _record_scores(tx, queue, projection)
    _keep_weeks(tx, projection)
    projections.keep_projection(tx, projection)


def _record_days(tx: Transaction, queue: PointQueue, before: Projection | None, now: Projection) -> None:
    """Queue the days that changed, and append those that no projection covers any more."""
    days = projected.changed_days(before, now)
    ledger.projected.append_days(tx, [*days.over, *days.withdrawn])
    queue.add([*days.withdrawn, *days.write])


def _record_levels(tx: Transaction, queue: PointQueue, before: Projection | None, now: Projection) -> None:
    levels = projected.changed_levels(before, now)
    ledger.projected.append_levels(tx, now.at, levels)
    queue.add(levels)


def _record_paces(tx: Transaction, queue: PointQueue, before: Projection | None, now: Projection) -> None:
    paces = projected.changed_paces(before, now)
    ledger.projected.append_paces(tx, paces)
    queue.add(paces)


def _record_scores(tx: Transaction, queue: PointQueue, now: Projection) -> None:
    """Compare the weeks that are over with what came.

    A week counts as over once all of its days were polled: its last reviews may not be found before.
    """
    zone = ZoneInfo(now.zone)
    read = statistics_reads.statistics_read(tx)
    seen_until = now.at if read is None else min(now.at, read.last)
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


def _keep_weeks(tx: Transaction, now: Projection) -> None:
    """Keep the weeks that will be compared with what comes."""
    weeks = now.own.weeks if now.own else ()
    compared = [week for week in weeks if week.days_ahead in SCORED_DAYS_AHEAD]
    ledger.projection_scores.append_weeks(tx, now.at, compared)


def projection_facts(tx: Transaction) -> Iterator[Fact]:
    """Yield what the final database has of all projections, each day and level as it was last written."""
    newest = projected.bands(projections.projection(tx))
    yield from (band for band in ledger.projected.days(tx) if (band.at, band.quantile) not in newest)
    yield from newest.values()
    yield from ledger.projected.levels(tx)
    yield from ledger.projected.paces(tx)
    yield from ledger.projection_scores.scores(tx)
