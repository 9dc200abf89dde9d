"""Two kinds of failure, named by what the owner can do about them.

Every message is one sentence that names the setting or the endpoint and what to do. It may be shown
and logged as it is, so it never holds a token.
"""


class CollectorError(Exception):
    """Something outside went wrong; the message says what, and what to do."""

    exit_code = 1


class Passing(CollectorError):
    """It may pass by itself: trying again later is the right answer (exit code 1)."""

    exit_code = 1


class NeedsFixing(CollectorError):
    """It will not pass by itself: the owner has to change something (exit code 2)."""

    exit_code = 2
