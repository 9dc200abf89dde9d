from collections.abc import Iterator
from contextlib import closing

import pytest

from collector.wanikani.client import Conversation
from collector.wanikani.http import Http, http_client
from tests.wanikani.hostile import Hostile
from tests.wanikani.requests_made import TOKEN, ClientScene, Hurried


@pytest.fixture
def scene() -> Iterator[ClientScene]:
    scene = ClientScene()
    with closing(scene.http):
        yield scene


@pytest.fixture
def hostile() -> Iterator[Hostile]:
    with Hostile() as server:
        yield server


@pytest.fixture
def http() -> Iterator[Http]:
    with http_client() as client:
        yield client


@pytest.fixture
def clock() -> Hurried:
    return Hurried()


@pytest.fixture
def conversation(http: Http, hostile: Hostile, clock: Hurried) -> Conversation:
    return Conversation(http, hostile.base, TOKEN, clock)
