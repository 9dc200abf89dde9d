"""The handle that every function of storage takes: one open transaction of one account's state."""

import sqlite3


class Transaction(sqlite3.Connection):
    """A connection within `BEGIN` … `COMMIT`, as `database.Store` hands it out.

    Other rooms pass it on to storage's functions and never run SQL on it themselves; they never commit.
    """
