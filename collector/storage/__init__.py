"""Runs all SQL, alone: one SQLite file an account. Functions here never commit and never decide.

    mirror         what WaniKani said last; can be fetched again
    cursors        how much of each endpoint has been read
    baselines      per item the pair of assignment and statistic that reviews were last derived from
    ledger/        facts that cannot be fetched again; append-only, one file a fact
    outbox         points on their way to InfluxDB, as the text that will be sent
    runs           how polls and deliveries went, for the owner to read

Read `schema` first (the tables), then `database` (opening a file, and its transactions).
"""
