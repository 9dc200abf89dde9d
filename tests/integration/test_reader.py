"""What another program wrote is read whole from a real server, whatever the types were over the years."""

from dataclasses import replace

from collector.influxdb.reader import MeasurementIn, open_reader
from collector.influxdb.target import Generation, Target
from tests.integration.servers import RealBucket

YEAR = 366 * 24 * 3600 * 10**9
# One shard group each: a server refuses a second type in one of them.
TIMES = [1_400_000_000 * 10**9 + n * YEAR for n in range(4)]
LINES = [
    f'progress guru="5",burned="many" {TIMES[0]}',
    f"progress guru=true {TIMES[1]}",
    f"progress guru=6i,master=1 {TIMES[2]}",
    f"progress guru=7.5 {TIMES[3]}",
    f"progress,user=it\\ is\\,me guru=8 {TIMES[3]}",
    f"progress,user=other note=1 {TIMES[3]}",
]
FIELDS = ("guru", "master", "burned")


def reading(bucket: RealBucket) -> Target:
    """Return the bucket as read with a user name and a password; on 2.x a token is the password."""
    if bucket.generation is Generation.V1:
        return bucket.grafana
    return replace(bucket.grafana, username="anybody", password=bucket.grafana.token, token=None)


def test_values_of_every_type_are_read_by_retention_policy_and_series(real_bucket: RealBucket) -> None:
    real_bucket.set_up()
    real_bucket.write(LINES)
    with open_reader(reading(real_bucket)) as reader:
        (policy,) = reader.retention_policies()
        source = MeasurementIn(policy, "progress")
        untagged, tagged = sorted(reader.series(source, FIELDS), key=lambda tags: tags["user"])
        assert (untagged, tagged) == ({"user": ""}, {"user": "it is,me"})
        (rows,) = reader.rows(source, FIELDS, untagged)
        assert [tuple(row.values()) for row in rows] == [
            (TIMES[0], "5", None, "many"),
            (TIMES[1], True, None, None),
            (TIMES[2], 6, 1, None),
            (TIMES[3], 7.5, None, None),
        ]
        (own,) = reader.rows(source, FIELDS, tagged)
        assert [row["guru"] for row in own] == [8]
        assert reader.fields(source) == "burned, guru, master, note"
