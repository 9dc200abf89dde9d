"""How often a trial is made."""

import os

LONG = os.environ.get("TRIAL") == "long"


def size(*, short: int, long: int) -> int:
    """Return `long` under `make trial`, else `short`, which is what `make test` has time for."""
    return long if LONG else short
