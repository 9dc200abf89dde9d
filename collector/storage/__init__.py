"""Speaks SQL, and nobody else does: one SQLite file an account, holding all we know of it.

    mirror     what WaniKani said last: can be asked for again
    cursors    how far each endpoint has been read
    accounted  per item the last sighting that everything was made of; the mirror runs ahead of it
    ledger     facts that nobody can be asked for again; append-only
    studied    such facts about reviews, sessions, hours and days
    outbox     points on their way to InfluxDB, as the very text that will be sent
    runs       how the polls and deliveries went, for the owner to read

Functions here never commit: the caller's transaction is the moment at which everything becomes true.
"""
