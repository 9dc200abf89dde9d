"""A WaniKani of many learners, who live one life: each has an own token, and an own minute of requests."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.world.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Learners:
    """Answers the token of each learner as `SimulatedWaniKani` does, out of one world.

    *live* moves the world to the present, as there.
    """

    def __init__(self, world: World, live: Callable[[], object] | None = None) -> None:
        self.world = world
        self._live = live
        self._apis: dict[str, SimulatedWaniKani] = {}
        self._stranger = SimulatedWaniKani(world, token="nobody has this one", live=live)

    def token(self, name: str) -> str:
        """Return the token of the learner called *name*, who is there from now on."""
        self.api(name)
        return _token(name)

    def api(self, name: str) -> SimulatedWaniKani:
        """Return what answers to *name*, to read its requests, or to let them fail."""
        found = self._apis.get(_token(name))
        if found is None:
            found = SimulatedWaniKani(self.world, token=_token(name), live=self._live)
            self._apis[_token(name)] = found
        return found

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request, as WSGI asks for it."""
        token = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
        return self._apis.get(token, self._stranger)(environ, start_response)


def _token(name: str) -> str:
    return f"token-of-{name}-canary"
