"""A whole poll, one of whose answers was changed: refused in one sentence, or accepted with valid points."""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import httpx
import pytest

from collector.config.values import DEFAULT_ACCOUNT
from collector.core.errors import WaniKaniUnavailable, WrongAccount
from collector.storage.state_folder import state_file
from tests.harness import HOUR, TOKEN, copied
from tests.lines import parse
from tests.scenarios.scene import Scene, rebuild_gives_the_same
from tests.trial.figures import Figure
from tests.trial.mutations import mutated
from tests.trial.sizes import size
from tests.trial.trouble import ENDPOINTS, Meddler, with_body

# What every poll may add to, a failed one too: that it was tried, and when.
OF_EVERY_POLL = {
    "heartbeat", "held_heartbeat", "outbox", "run", "confirmation", "commits", "checksum", "sqlite_sequence",
}  # fmt: skip
INT64 = range(-(2**63), 2**63)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """Some reviews, polled, and some reviews and lessons since."""
    scene = Scene(tmp_path / "state")
    scene.items(8)
    scene.next_poll()
    for _ in range(3):
        for subject in scene.world.due():
            scene.world.review(subject, subject % 2, subject % 3)
        scene.next_poll(after=8 * HOUR)
    scene.lessons(3)
    scene.pass_time(4 * HOUR)
    for subject in scene.world.due()[:4]:
        scene.world.review(subject, subject % 2)
    return scene


@pytest.mark.parametrize("polled", [True, False], ids=["later", "first"])
def test_a_changed_answer_is_refused_whole_or_gives_valid_points(
    scene: Scene, tmp_path: Path, figure: Figure, *, polled: bool
) -> None:
    backup = copied(scene, tmp_path / "backup")
    before = _facts(scene)
    ends = Counter[str]()
    for seed in range(size(short=25, long=5_000)):
        shutil.rmtree(scene.folder)
        if polled:
            shutil.copytree(backup, scene.folder)
        meddler = _meddler(scene, Random(seed))
        problem = scene.poll(meddler).problem
        ends["accepted" if problem is None else "refused" if meddler.meddled else "not asked"] += 1
        if problem is None:
            _are_valid(scene.lines())
        else:
            assert isinstance(problem, WaniKaniUnavailable | WrongAccount), f"seed {seed}: {problem}"
            assert str(problem).isprintable(), f"seed {seed}"
            assert len(str(problem)) < 600, f"seed {seed}"
            assert TOKEN not in str(problem)
            assert _facts(scene) == (before if polled else {}), f"seed {seed}"
        if problem is None and seed % 10 == 0:
            rebuild_gives_the_same(scene)
    figure(**ends)


def _meddler(scene: Scene, chance: Random) -> Meddler:
    def meddle(_: httpx.Request, response: httpx.Response) -> httpx.Response:
        if response.status_code != httpx.codes.OK:
            return response
        return with_body(response, mutated(response.content, chance))

    return Meddler(scene, meddle, chance.choice(ENDPOINTS))


def _are_valid(lines: list[str]) -> None:
    for line in lines:
        (measurement, tags, time), fields = parse(line)
        assert measurement.isidentifier(), line
        assert dict(tags)["account"], line
        assert all(value and len(value) <= 100 for _, value in tags), line
        assert time in INT64, line
        assert fields, line
        for value in fields.values():
            assert value in INT64 if isinstance(value, int) else len(str(value)) <= 1000, line


def _facts(scene: Scene) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of every table but those of heartbeats, empty ones left out."""
    path = state_file(scene.folder, DEFAULT_ACCOUNT)
    with closing(sqlite3.connect(path)) as connection:
        return {name: rows for name, rows in _tables(connection) if rows and name not in OF_EVERY_POLL}


def _tables(connection: sqlite3.Connection) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (name,) in names:
        yield name, connection.execute(f"SELECT * FROM {name}").fetchall()
