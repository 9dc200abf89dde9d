"""The only room that speaks HTTP to InfluxDB: lines of text in, a `WriteOutcome` out. Knows no fact.

Read `outcome` first (the outcomes of a write), then `responses` (the policy by status), `batch` (how one
bad line is found) and `writer`, which opens the writer for 1.x or 2.x. `provision/` creates databases, users
and tokens.

>>> from collector.influxdb.batch import send_rows
>>> from collector.influxdb.target import Target
>>> from collector.influxdb.writer import LazyWriter
>>> writer = LazyWriter(lambda: Target("http://127.0.0.1:9", "wanikani"))  # nothing listens there
>>> result = send_rows(writer.write, [(1, "queue,account=me reviews_available=3i 1600000000000000000")])
>>> result.accepted, type(result.stopped).__name__
((), 'RetryLater')
"""
