"""The one way in which a share is written for people.

>>> percent(1, 3, decimals=1), percent(999, 1000)
('33.3', '99')
"""


def percent(part: int, whole: int, *, decimals: int = 0) -> str:
    """Return *part* of *whole*, which is not 0: rounded half up, but 100 only for all and 0 only for none."""
    scale = 10**decimals
    steps = (200 * scale * part + whole) // (2 * whole)
    if 0 < part < whole:
        steps = min(max(steps, 1), 100 * scale - 1)
    return f"{steps / scale:.{decimals}f}"
