"""Loads numpy, the one library of projections, which may be missing or made for another processor."""

from collector.core.errors import ProjectionFailed

_LONGEST = 200


def load_numpy() -> None:
    """Load numpy; raises `ProjectionFailed` with a sentence if that cannot be done."""
    try:
        import numpy  # noqa: F401, PLC0415 - so that it is only loaded here
    except (ImportError, RuntimeError) as problem:
        # Its own message is a page of advice; what it is caused by is a line.
        reason = " ".join(str(problem.__cause__ or problem).split())[:_LONGEST]
        raise ProjectionFailed(
            f"Projections need numpy, which cannot be loaded ({reason}): reinstall the collector."
        ) from None
