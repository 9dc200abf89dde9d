"""Runs all SQL: one SQLite file per account. No function commits; `Store.transaction` does, when it ends.

    mirror           WaniKani's rows as they last came; can be fetched again
    items            those rows joined: what WaniKani teaches, and where the learner stands
    item_groups      alike items, counted
    cursors          how much of each endpoint has been read
    baselines        per item the assignment and statistic that reviews were last derived from
    statistics_reads since when reviews are derived
    ledger/          facts that cannot be fetched again; append-only, one file per fact
    imported_counts  counts of the time before the first live poll
    history          the past by local day
    study_record     what a projection is made from
    projections      the newest projection
    outbox           points on their way to InfluxDB, as the text that will be sent
    runs             how polls and deliveries went, for the owner to read
    identity         whose state this is

Read `schema` first (the tables), then `rows` (how records are written and read by name) and `database`
(opening a file, and its transactions). Every function takes the `Transaction` that a `Store` hands out:

>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> from collector.storage import outbox
>>> from collector.storage.database import open_store
>>> with TemporaryDirectory() as folder:
...     store = open_store(Path(folder) / "hanako.sqlite3")
...     with store.transaction() as tx:
...         outbox.add(tx, ["queue lessons=3i 1767225600000000000"])
...     with store.reading() as tx:
...         print(outbox.pending(tx))
...     store.close()
1
"""
