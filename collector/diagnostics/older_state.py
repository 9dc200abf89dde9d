"""The check whether InfluxDB holds polls that a state does not know: then the state is an older copy."""

from collections.abc import Collection, Iterator
from datetime import timedelta

from collector.app.targets import reading_targets
from collector.config.settings import Settings
from collector.core.advice import replace_command
from collector.core.errors import CollectorError
from collector.core.moments import Moment
from collector.core.unknown_polls import NEWEST, UnknownPolls
from collector.core.wording import utc_minute
from collector.diagnostics.finding import Finding, Severity
from collector.influxdb.target import InfluxServer
from collector.influxdb.times import Series, read_times
from collector.pipeline.compare import polls_unknown_to, series_of_polls
from collector.storage import identity as identities
from collector.storage import ledger
from collector.storage.database import read_state
from collector.storage.state_folder import state_file
from collector.storage.transaction import Transaction

# Shorter gaps come from restarts; older ones were known of.
_SHORTEST_GAP = timedelta(days=1)
_RECENT = timedelta(days=30)


def check_against_state(
    settings: Settings, name: str, accounts: Collection[str], server: InfluxServer, now: Moment
) -> Iterator[Finding]:
    """Compare the polls of *name*, one of *accounts*, in InfluxDB with its state, where they can be read.

    The collector's own token of 2.x may only write: then Grafana's is used, if it is set or was made here.
    Without one, a gap between the state's polls is the only sign of a restored backup.
    """
    path = state_file(settings.collector_state, name)
    replace = replace_command(name, accounts)
    try:
        series = read_state(path, series_of_polls)
        times = None if series is None else _times(settings, series, server)
        if series is None:
            return
        if times is None:
            gap = read_state(path, lambda tx: _recent_gap(tx, settings.poll_every, now))
            if gap is not None:
                said = _after_a_gap(gap, series.account, settings.influxdb_bucket, replace)
                yield Finding(Severity.NOTE, said)
            return
        found = read_state(path, lambda tx: _unknown(tx, times, earlier=settings.shard is not None))
    except CollectorError:  # `check_state` reports it
        return
    if found is None:
        yield Finding(
            Severity.OK, f"{series.account}: the state knows every poll in InfluxDB since it began."
        )
        return
    unknown, account = found
    yield Finding(Severity.ACTION, unknown.sentence(account, settings.influxdb_bucket, replace))


def _times(settings: Settings, series: Series, server: InfluxServer) -> list[int] | None:
    for target in reading_targets(settings):
        times = read_times(target, server, series, NEWEST)
        if times is not None:
            return times
    return None


def _unknown(tx: Transaction, times: list[int], *, earlier: bool) -> tuple[UnknownPolls, str] | None:
    """Return what the state does not know of its own time, or of an *earlier* one too, and whose it is."""
    unknown, who = polls_unknown_to(tx, times), identities.identity(tx)
    return (unknown, who.name) if unknown and (unknown.polls or earlier) and who else None


def _recent_gap(tx: Transaction, every: timedelta, now: Moment) -> tuple[Moment, Moment] | None:
    longer_than = max(_SHORTEST_GAP, 3 * every)
    return ledger.heartbeats.last_gap(tx, longer_than, Moment(now - _RECENT // timedelta(microseconds=1)))


def _after_a_gap(gap: tuple[Moment, Moment], account: str, bucket: str, replace: str) -> str:
    begins, ends = map(utc_minute, gap)
    return (
        f"{account}: between {begins} and {ends} this state has no poll. If it was restored from a backup "
        f"then, and “{bucket}” has newer points, {replace} writes them again. This login cannot read "
        "InfluxDB's own polls: set GRAFANA_INFLUXDB_TOKEN_FILE to a token that can."
    )
