"""The demo's other processes: they work while the learner lives, and end with the demo."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.pool import Pool

# The life that is shown comes first.
_LOWER_PRIORITY = 5


@contextmanager
def other_processes(number: int) -> Iterator[Pool]:
    """Yield so many processes, which end with the `with` block, finished or not."""
    # `spawn` is the one way that all platforms have.
    with get_context("spawn").Pool(number, initializer=_begin) as pool:
        yield pool


def _begin() -> None:
    # Ctrl-C is for the process that is shown.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        os.nice(_LOWER_PRIORITY)
