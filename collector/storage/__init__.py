"""Speaks SQL, and nobody else does: one SQLite file an account, holding all we know of it.

    mirror   what WaniKani said last: can be asked for again
    cursors  how far each endpoint has been read
    ledger   facts that nobody can be asked for again; append-only
    outbox   points on their way to InfluxDB, as the very text that will be sent
    runs     how the polls and deliveries went, for the owner to read

Functions here never commit: the caller's transaction is the moment at which everything becomes true.
"""
