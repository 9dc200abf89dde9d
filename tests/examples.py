"""How many examples a property is tried with."""

import os


def examples(most: int) -> int:
    """Return *most* in CI, which sets LIVES, and half of it elsewhere, where a person waits."""
    return most if "LIVES" in os.environ else (most + 1) // 2
