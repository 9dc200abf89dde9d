"""Returns to the system what a big poll needed: a daemon idles for 59 minutes of every hour."""

import ctypes
import gc
import sys


def settle_imports() -> None:
    """Collect what importing left behind, and look through the rest of it no more."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def release_memory() -> None:
    """Return freed memory to the system where the C library can (glibc); elsewhere do nothing.

    After the first sync of a large account this is a fifth of the process.
    """
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
