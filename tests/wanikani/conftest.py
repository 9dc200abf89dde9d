from collections.abc import Iterator

import pytest

from tests.wanikani.asking import Scene
from tests.wanikani.hostile import Hostile


@pytest.fixture
def scene() -> Iterator[Scene]:
    scene = Scene()
    with scene.http:
        yield scene


@pytest.fixture
def hostile() -> Iterator[Hostile]:
    with Hostile() as server:
        yield server
