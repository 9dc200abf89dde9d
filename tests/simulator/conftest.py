from collections.abc import Iterator

import httpx
import pytest

from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.serving.server import RunningServer, serve
from collector.simulator.world.world import World
from tests.simulator.sockets import Echo
from tests.simulator.world_moves import TOKEN, small_world


@pytest.fixture
def world() -> World:
    return small_world()


@pytest.fixture
def api(world: World) -> SimulatedWaniKani:
    return SimulatedWaniKani(world, token=TOKEN)


@pytest.fixture
def client(api: SimulatedWaniKani) -> Iterator[httpx.Client]:
    with client_of(api) as client:
        yield client


@pytest.fixture
def echo() -> Iterator[RunningServer]:
    """A server whose application returns what it was sent."""
    with serve(Echo()) as server:
        yield server


def client_of(api: SimulatedWaniKani, token: str = TOKEN) -> httpx.Client:
    return httpx.Client(
        transport=httpx.WSGITransport(app=api),
        base_url="https://api.wanikani.test/v2/",
        headers={"Authorization": f"Bearer {token}", "Wanikani-Revision": "20170710"},
    )
