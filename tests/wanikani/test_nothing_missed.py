"""Whatever happens between and during passes, after the next good pass nothing is missing."""

import pickle
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.core.errors import WaniKaniUnavailable
from collector.core.moments import moment
from collector.simulator.learner.learner import Learner
from collector.simulator.world.account_rows import NotAllowed
from collector.simulator.world.world import World
from tests.examples import examples
from tests.wanikani.requests_made import NOON, ClientScene, PassReader, reader


def at(value: datetime | None) -> int | None:
    return None if value is None else moment(value)


def truth(world: World) -> dict[str, dict[int, tuple[object, ...]]]:
    """The rows as the simulated service keeps them."""
    return {
        "assignments": {
            row.id: (row.subject_id, row.stage, row.hidden, at(row.available_at), at(row.changed_at))
            for row in world.assignments
        },
        "review_statistics": {
            row.id: (
                row.subject_id,
                row.meaning.correct,
                row.meaning.incorrect,
                row.hidden,
                at(row.changed_at),
            )
            for row in world.statistics
        },
        "resets": {
            row.id: (row.target_level, at(row.confirmed_at), at(row.changed_at)) for row in world.resets
        },
        "level_progressions": {
            row.id: (row.level, at(row.passed_at), at(row.abandoned_at), at(row.changed_at))
            for row in world.progressions
        },
        "subjects": {row.id: (row.kind, row.level, at(row.changed_at)) for row in world.subjects},
    }


def collected(rows: dict[str, dict[int, Any]]) -> dict[str, dict[int, tuple[object, ...]]]:
    """The same of what was read."""
    return {
        "assignments": {
            id_: (row.subject_id, row.srs_stage, row.hidden, row.available_at, row.updated_at)
            for id_, row in rows["assignments"].items()
        },
        "review_statistics": {
            id_: (row.subject_id, row.meaning.correct, row.meaning.incorrect, row.hidden, row.updated_at)
            for id_, row in rows["review_statistics"].items()
        },
        "resets": {
            id_: (row.target_level, row.confirmed_at, row.updated_at) for id_, row in rows["resets"].items()
        },
        "level_progressions": {
            id_: (row.level, row.passed_at, row.abandoned_at, row.updated_at)
            for id_, row in rows["level_progressions"].items()
        },
        "subjects": {
            id_: (row.subject.kind, row.subject.level, row.updated_at)
            for id_, row in rows["subjects"].items()
        },
    }


def start(world: World, subjects: list[int]) -> None:
    for subject in subjects:
        world.start(subject)


MOVES: dict[str, Callable[[World, int], object]] = {
    "start": lambda world, n: start(world, [_pick(world.lessons(), n)]),
    "start all": lambda world, _: start(world, world.lessons()),
    "review": lambda world, n: world.review(_pick(world.due(), n)),
    "fail": lambda world, n: world.review(_pick(world.due(), n), 1 + n % 3),
    "review all": lambda world, _: [world.review(subject) for subject in world.due()],
    "touch": lambda world, n: world.touch(range(1, 2 + n % 30)),
    "hide": lambda world, n: world.hide(1 + n % 12),
    "show": lambda world, n: world.show(1 + n % 12),
    "move": lambda world, n: world.move_subject(1 + n % 30, 1 + n % 3),
    "add": lambda world, n: world.add_subject(level=1 + n % 3),
    "add an unknown kind": lambda world, _: world.add_subject("idiom", 1),
    "rename": lambda world, n: world.rename(f"learner-{n}"),
    "ask for a reset": lambda world, _: world.request_reset(1),
    "confirm a reset": lambda world, _: world.confirm_reset(),
    "reset": lambda world, _: world.carry_out_reset(timedelta(seconds=2)),
    "leave": lambda world, _: world.begin_vacation(),
    "clear due times": lambda world, _: world.clear_due_times(),
    "return": lambda world, _: world.end_vacation(),
}


def studied() -> World:
    """A small account whose learner has been at it for some weeks."""
    world = World(NOON - timedelta(days=25), levels=3, per_level=14)
    Learner(world).live_until(NOON)
    return world


STUDIED = pickle.dumps(studied())  # unpacked six times as fast as copied


class NothingToPick(Exception):
    """The list is empty now."""


def _pick(subjects: list[int], n: int) -> int:
    if not subjects:
        raise NothingToPick
    return subjects[n % len(subjects)]


def make(world: World, move: str, n: int) -> None:
    """Make a move, if it can be made now."""
    with suppress(NotAllowed, NothingToPick):
        MOVES[move](world, n)


moves = st.tuples(st.sampled_from(sorted(MOVES)), st.integers(0, 40))
collections = st.sampled_from(
    ["resets", "review_statistics", "assignments", "level_progressions", "subjects"]
)
# Which collection, before its how-manieth page, what happens.
interruptions = st.lists(st.tuples(collections, st.integers(0, 3), moves), max_size=4)
steps = st.one_of(
    moves.map(lambda move: ("move", move)),
    st.sampled_from([1, 3, 59, 61, 3_600, 5 * 3_600, 25 * 3_600]).map(lambda seconds: ("wait", seconds)),
    interruptions.map(lambda during: ("read", during)),
    st.tuples(collections, st.integers(0, 2)).map(lambda where: ("fail", where)),
)


def read(scene: ClientScene, known: PassReader, during: list[tuple[str, int, tuple[str, int]]]) -> None:
    """Read a pass in which the world moves between two pages."""
    running = [True]

    def hook(move: tuple[str, int]) -> Callable[[], None]:
        return lambda: make(scene.world, *move) if running[0] else None

    for name, page, move in during:
        for _ in range(page):
            scene.api.before(name, lambda: None)
        scene.api.before(name, hook(move))
    try:
        known.read()
    except WaniKaniUnavailable as error:
        # On pages as small as these, a level-up can more than double a collection under the reader.
        assert "do not end" in str(error)  # noqa: PT017
    running[0] = False


def fail(scene: ClientScene, known: PassReader, where: tuple[str, int]) -> None:
    """Read a pass that fails at the first or a later page, if it comes to that page."""
    name, page = where
    running = [True]
    for _ in range(page):
        scene.api.before(name, lambda: None)
    scene.api.before(name, lambda: scene.api.fail(name, 404) if running[0] else None)
    with suppress(WaniKaniUnavailable):
        known.read()
    running[0] = False


@settings(max_examples=examples(50))
@given(per_page=st.integers(2, 9), script=st.lists(steps, max_size=14))
def test_after_the_next_good_pass_the_rows_are_the_worlds(
    per_page: int, script: list[tuple[str, Any]]
) -> None:
    scene = ClientScene(pickle.loads(STUDIED), per_page=per_page, limit=10_000)
    known = reader(scene)
    with closing(scene.http):
        for what, value in script:
            match what:
                case "move":
                    make(scene.world, *value)
                    scene.pass_time(timedelta(0))
                case "wait":
                    scene.pass_time(timedelta(seconds=value))
                case "read":
                    read(scene, known, value)
                case "fail":
                    fail(scene, known, value)
        # Subjects that only changed are asked for once a day.
        scene.pass_time(timedelta(days=1))
        known.read()
    assert collected(known.rows) == truth(scene.world)


@pytest.mark.parametrize("page", [0, 1, 2, 3])
@pytest.mark.parametrize("name", ["review_statistics", "assignments"])
def test_a_review_between_two_pages_is_in_the_next_pass_at_the_latest(name: str, page: int) -> None:
    scene = ClientScene(pickle.loads(STUDIED), per_page=9)
    known = reader(scene)
    with closing(scene.http):
        scene.pass_time(timedelta(days=20))
        assert len(scene.world.due()) > 3
        read(scene, known, [(name, page, ("review all", 0))])
        scene.pass_time(timedelta(hours=1))
        known.read()
    assert collected(known.rows) == truth(scene.world)
    assert scene.world.reviews[-1].moment > NOON
