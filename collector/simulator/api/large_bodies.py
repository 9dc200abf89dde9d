"""Large bodies, kept for the next client of the same world.

Clients begin with the same pages of all subjects, and writing those takes longer than later answers do.
"""

from collections.abc import Callable
from weakref import WeakKeyDictionary

from collector.simulator.world.world import World

_LARGE = 2**19
# All subjects have ten pages.
_MOST = 12


class LargeBodies:
    """The latest large bodies, by key."""

    def __init__(self) -> None:
        self._bodies: dict[tuple[object, ...], bytes] = {}

    def body(self, key: tuple[object, ...], write: Callable[[], bytes]) -> bytes:
        """Return the body that *key* stands for; *write* makes one that is not kept."""
        kept = self._bodies.get(key)
        if kept is not None:
            return kept
        body = write()
        if len(body) >= _LARGE:
            self._bodies[key] = body
            if len(self._bodies) > _MOST:
                del self._bodies[next(iter(self._bodies))]
        return body


_OF_WORLD: WeakKeyDictionary[World, LargeBodies] = WeakKeyDictionary()


def large_bodies(world: World) -> LargeBodies:
    """Return the bodies of *world*; all its services share them."""
    return _OF_WORLD.setdefault(world, LargeBodies())
