from collections.abc import Iterator

import pytest

from collector.wanikani.client import Conversation
from collector.wanikani.http import WaniKaniHttp, http_client
from tests.wanikani.hostile import Hostile
from tests.wanikani.requests_made import TOKEN, ClientScene, Hurried


@pytest.fixture
def scene() -> Iterator[ClientScene]:
    scene = ClientScene()
    with scene.http:
        yield scene


@pytest.fixture
def hostile() -> Iterator[Hostile]:
    with Hostile() as server:
        yield server


@pytest.fixture
def http() -> Iterator[WaniKaniHttp]:
    with http_client() as client:
        yield client


@pytest.fixture
def clock() -> Hurried:
    return Hurried()


@pytest.fixture
def conversation(http: WaniKaniHttp, hostile: Hostile, clock: Hurried) -> Conversation:
    return Conversation(http, hostile.base, TOKEN, clock)
