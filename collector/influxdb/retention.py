"""The retention of a bucket or database, as sentences. Pure.

>>> month = Storage(timedelta(days=30), timedelta(days=1), keep_everything_v1("month", "home"))
>>> print(month.deletes("home"))
“home” deletes what is older than 30 days.
>>> print(month.remedy)
To keep everything: ALTER RETENTION POLICY "month" ON "home" DURATION INF.
"""

from dataclasses import dataclass
from datetime import timedelta

from collector.core.wording import duration_in_words
from collector.influxdb.influxql import quote_identifier


@dataclass(frozen=True, slots=True)
class Storage:
    """The time points are kept (zero is for ever), the shard group's length, and how to keep everything.

    *shard_group* is None for 3.x, which has none.
    """

    keeps: timedelta
    shard_group: timedelta | None
    keep_everything: str

    def deletes(self, bucket: str) -> str:
        """Return what happens to old points of *bucket*, which keeps them for some time only."""
        return f"“{bucket}” deletes what is older than {duration_in_words(self.keeps)}."

    @property
    def remedy(self) -> str:
        """The sentence about how to keep everything."""
        return f"To keep everything: {self.keep_everything}."


def keep_everything_v1(policy: str, database: str) -> str:
    """Return the statement by which the database keeps everything."""
    return f"ALTER RETENTION POLICY {quote_identifier(policy)} ON {quote_identifier(database)} DURATION INF"


def keep_everything_v2(bucket_id: str) -> str:
    """Return the command of the `influx` client by which the bucket keeps everything."""
    return f"influx bucket update --id {bucket_id} --retention 0"


def keep_everything_v3(database: str) -> str:
    """Return the command by which the database keeps everything."""
    return f"influxdb3 update database --database {database} --retention-period none"


def left_short(storage: Storage, bucket: str) -> str:
    """Return the sentence about a bucket or database that does not keep everything and was left unchanged."""
    end = "It was left as it is, so the dashboards show nothing older."
    return f"{storage.deletes(bucket)} {end} {storage.remedy}"
