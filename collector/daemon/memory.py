"""Keeps the daemon small, which idles for 59 minutes of every hour: returns the memory of a big poll."""

import ctypes
import gc
import sys
from datetime import timedelta

from collector.core.clock import Clock

_EVERY = timedelta(minutes=2)

# Of glibc's malloc.h.
_M_ARENA_MAX = -8


def prepare_memory() -> None:
    """Prepare for a long life, before there are threads.

    The garbage of importing is collected, and the rest is excluded from further collections. All threads
    share one arena (glibc): each would keep pieces of its own, and they hardly ever work at the same time.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    mallopt = _of_glibc("mallopt")
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)


def release_memory() -> None:
    """Return freed memory to the system where the C library can (glibc); elsewhere do nothing.

    After the first sync of a large account this is a fifth of the process.
    """
    gc.collect()
    malloc_trim = _of_glibc("malloc_trim")
    if malloc_trim is not None:
        malloc_trim(0)


class MemoryRelease:
    """Releases memory where it is *wanted*, and not all the time: to look through it takes 50 ms."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._released = clock.elapsed()
        self.wanted = False

    def release_if_due(self) -> None:
        """Release memory if that is wanted and the last time was a while ago."""
        if self.wanted and self._clock.elapsed() - self._released >= _EVERY:
            self.wanted = False
            release_memory()
            self._released = self._clock.elapsed()


def _of_glibc(name: str) -> "ctypes._NamedFuncPointer | None":
    """Return a function that glibc has and other C libraries lack, or None."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
