"""Replaces an account's points in InfluxDB with those of the state."""

from collections.abc import Callable

from collector.core.errors import InfluxDBActionRequired, NothingCollected
from collector.core.moments import Moment
from collector.core.wording import utc_day
from collector.pipeline.rebuild import queue_every_point
from collector.points.line_protocol import stored_tag
from collector.points.measurements import CATALOGUE
from collector.storage import commit_numbers, ledger, runs
from collector.storage import identity as identities
from collector.storage.database import Store

# Measurements, and the account as InfluxDB stores it.
Delete = Callable[[list[str], str], None]


def replace_points(store: Store, delete: Delete, bucket: str, *, sure: bool) -> int:
    """Queue every point again, then *delete* what *bucket* holds of the account; return how many are queued.

    They are queued first: whatever interrupts it, nothing is missing once they are delivered, and running it
    again deletes and writes the same. *sure* promises that nothing in *bucket* is older than the state.
    Raises `NothingCollected`, `InfluxDBActionRequired` when polls would be deleted that are from before the
    state began, or may be without *sure*, and what *store* and *delete* raise.
    """
    with store.reading() as tx:
        who = identities.identity(tx)
        unknown = runs.unknown_polls(tx)
        began = ledger.heartbeats.first_time(tx)
    if who is None:
        raise NothingCollected
    if unknown is not None and not unknown.replaceable:
        raise InfluxDBActionRequired(unknown.sentence(who.name, bucket))
    if not sure:
        raise InfluxDBActionRequired(_unread(bucket, began))
    with store.transaction() as tx:
        count = queue_every_point(tx)
    delete([measurement.name for measurement in CATALOGUE], stored_tag(who.name))
    with store.transaction() as tx:
        runs.keep_unknown_polls(tx, None)
        commit_numbers.forget_loss(tx)
    return count


def _unread(bucket: str, began: Moment | None) -> str:
    since = f" ({utc_day(began)})" if began is not None else ""
    return (
        f"“{bucket}” may hold points from before this state began{since}, which would be deleted "
        "permanently, and this login cannot read it: let INFLUXDB_TOKEN (or the user of 1.x) read too; or "
        "add --yes if there are none, for example if this state is a restored backup."
    )
