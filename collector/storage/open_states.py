"""Limits how many states are open at a time: each is three files, and a cache of pages."""

import threading
from collections import OrderedDict
from pathlib import Path

from collector.storage.database import Store

# A few accounts stay open. Of many, one is polled and delivered within seconds, and not again for an hour.
MOST = 8


class OpenStates:
    """Hands out states that are opened when they are used, and keeps the *most* that were used last open.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     states = OpenStates(most=1)
    ...     stores = [states.store(Path(folder) / name) for name in ("anna.sqlite3", "ben.sqlite3")]
    ...     for store in stores:
    ...         store.open()
    ...     print(states.count)
    ...     states.close()
    1
    """

    def __init__(self, most: int = MOST, *, throwaway: bool = False) -> None:
        self._most = most
        self._throwaway = throwaway
        self._open: OrderedDict[Path, Store] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def count(self) -> int:
        """The number of open states."""
        return len(self._open)

    def store(self, path: Path) -> Store:
        """Return the state at *path*, which is opened, as `open_store` does it, once it is used."""
        return Store(path, None, self, throwaway=self._throwaway)

    def used(self, store: Store) -> None:
        """Keep *store*, which is open, and close those that were used longest ago, unless they are in use."""
        with self._lock:
            replaced = self._open.get(store.path)
            self._open[store.path] = store
            self._open.move_to_end(store.path)
            spare = list(self._open.values())[: max(0, len(self._open) - self._most)]
        if replaced is not None and replaced is not store:
            spare.append(replaced)
        # Closing one may take a while: others go on meanwhile.
        closed = [one for one in spare if one.close_if_idle()]
        with self._lock:
            for one in closed:
                if self._open.get(one.path) is one:
                    del self._open[one.path]

    def close(self) -> None:
        """Close all that are open, those in use once they are not."""
        with self._lock:
            stores = list(self._open.values())
            self._open.clear()
        for store in stores:
            store.close()
