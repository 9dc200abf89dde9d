"""The limits of InfluxDB 3 for years of hourly points, as sentences. Pure.

Source: `influxdb3_write/src/write_buffer/mod.rs` of 3.10, where a query of Core is refused once it would open
more than 432 files; 90 and 180 days of hourly polls on a 3.10 (docs/influxdb-3.md).

>>> print(dashboard_days(timedelta(hours=1)), dashboard_days(timedelta(hours=6)))
18 108
"""

from datetime import timedelta

from collector.core.links import INFLUXDB_3_PAGE
from collector.influxdb.target import Edition, Generation, InfluxServer

HOURLY = timedelta(hours=1)
QUERY_FILE_LIMIT = 432
# Points of one table go into one file for each of these blocks of time, and Core never merges the files.
_BLOCK = timedelta(minutes=10)


def dashboard_days(poll_every: timedelta) -> int:
    """Return how many days of polls a query of InfluxDB 3 Core covers with its default limit of files."""
    return max(1, QUERY_FILE_LIMIT * max(poll_every, _BLOCK) // timedelta(days=1))


def limits_of(server: InfluxServer, poll_every: timedelta = HOURLY) -> str | None:
    """Return the sentence about the limits of *server*; None for 1.x and 2.x."""
    if server.generation is not Generation.V3:
        return None
    if server.edition is Edition.ENTERPRISE:
        return (
            "InfluxDB 3 Enterprise merges its files, so its dashboards should not end after a few weeks as "
            f"those of Core do, but the collector has not been tested with it: see {INFLUXDB_3_PAGE}"
        )
    core = "InfluxDB 3 Core" if server.edition else "InfluxDB 3 Core, if this is one,"
    days = dashboard_days(poll_every)
    return (
        f"{core} keeps every point but never merges its files, and a query may open only {QUERY_FILE_LIMIT}: "
        f"at this poll interval the dashboards show about the last {days} days, and some panels nothing, "
        "once the files of some weeks are written; a higher --query-file-limit shows more, slowly; "
        "InfluxDB 2.x shows years, "
        f"and wanikani-collector rebuild moves everything there: see {INFLUXDB_3_PAGE}"
    )


def tokens_of(server: InfluxServer) -> str | None:
    """Return the sentence about the tokens of InfluxDB 3 Core; None where they can be restricted."""
    if server.edition is not Edition.CORE:
        return None
    return (
        "InfluxDB 3 Core has only admin tokens: anyone who can read INFLUXDB_TOKEN, or the one in Grafana's "
        "data source, can delete every database on this server."
    )
