"""Reads when points of an account were written: the newest, and the first. Knows no fact.

Source: docs.influxdata.com /influxdb/v1/query_language/; 1.6.7, 2.9.1 and 3.10 answered alike.
"""

from dataclasses import dataclass

from collector.influxdb.http import FAILURES, open_client
from collector.influxdb.influxql import query, quote_identifier, quote_string
from collector.influxdb.target import InfluxServer, Target


@dataclass(frozen=True, slots=True)
class Series:
    """A measurement and a field that each of its points has, of one account by its tag as it is stored."""

    measurement: str
    field: str
    account: str


def read_times(target: Target, server: InfluxServer, series: Series, newest: int) -> list[int] | None:
    """Return the times in nanoseconds of so many *newest* points of *series*, and of its first one.

    None where they cannot be read: the credentials may only write, the server does not answer, or a 3.x would
    have to open too many files. Raises nothing of the network's.
    """
    source = f"FROM {quote_identifier(series.measurement)} WHERE account = {quote_string(series.account)}"
    field = quote_identifier(series.field)
    statements = (
        f"SELECT {field} {source} ORDER BY time DESC LIMIT {newest}",
        f"SELECT first({field}) {source}",
    )
    try:
        with open_client(target, server.generation) as client:
            results = [query(client, each, target.bucket, epoch="ns") for each in statements]
        if any(result.error is not None for result in results):
            return None
        return [int(str(row["time"])) for result in results for row in result.rows]
    except (*FAILURES, LookupError):
        return None
