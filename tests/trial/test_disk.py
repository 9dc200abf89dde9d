"""A disk that flips bits, loses confirmed writes, is full, or belongs to another user."""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from collector.core.advice import REPLACE
from collector.core.errors import CollectorError, StateUnusable, TransientError
from collector.pipeline.upkeep import older_than_committed
from collector.storage import commit_numbers
from collector.storage.database import open_for_reading
from collector.storage.soundness import damage_at
from tests.storage.damage import checkpointed, content_of, flip, no_file_grows_beyond
from tests.trial.figures import Figure
from tests.trial.sizes import size
from tests.trial.studied import Studied, conserved

PAGE = 4096
NOBODY = 65534


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Studied:
    """A state with some days of reviews, all of it in the file; only copies of it are damaged."""
    scene = Studied(tmp_path_factory.mktemp("lived") / "state")
    scene.poll_hourly(30)
    scene.stand_still()
    checkpointed(scene.state)
    return scene


def _noticed(state: Path) -> bool:
    """Return True if the damage to *state* is known before anything is read from it."""
    try:
        if damage_at(state) is not None:
            return True
        store = open_for_reading(state)
        assert store is not None
        with closing(store):
            return older_than_committed(store, replace=REPLACE) is not None
    except CollectorError:
        return True


def _fresh(lived: Studied, folder: Path) -> Path:
    """Return a copy of the lived state, in place of an earlier one."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(lived.folder, folder)
    return folder / lived.state.name


def test_a_flipped_bit_is_noticed_or_changes_nothing(lived: Studied, tmp_path: Path, figure: Figure) -> None:
    chance = random.Random(18)
    whole = list(content_of(lived.state))
    noticed = harmless = 0
    for _ in range(size(short=40, long=2000)):
        state = _fresh(lived, tmp_path / "state")
        flip(state, chance.randrange(state.stat().st_size), chance.randrange(8))
        if _noticed(state):
            noticed += 1
        else:
            assert list(content_of(state)) == whole
            harmless += 1
    figure(bit_flips=noticed + harmless, noticed=noticed, harmless=harmless, silent=0)
    # Two thirds of a state as small as this one are pages with room in them, which hold nothing.
    assert noticed > harmless / 4


def test_pages_that_a_disk_lost_are_noticed(lived: Studied, tmp_path: Path, figure: Figure) -> None:
    """A disk that lies about fsync leaves some pages, or all, as they were some polls ago."""
    before = lived.state.read_bytes()
    newer = lived.continued_in(tmp_path / "newer")
    _fresh(lived, newer.folder)
    newer.poll_hourly(3)
    checkpointed(newer.state)
    after = newer.state.read_bytes()
    places = range(0, min(len(before), len(after)), PAGE)
    changed = [at for at in places if before[at : at + PAGE] != after[at : at + PAGE]]
    chance = random.Random(18)
    few = [chance.sample(changed, chance.randint(1, 3)) for _ in range(size(short=15, long=300))]
    many = [chance.sample(changed, chance.randrange(4, len(changed))) for _ in range(size(short=5, long=200))]
    reverted = [changed, *few, *many]
    silent = 0
    for pages in reverted:
        mixed = bytearray(after if pages is not changed else before)
        for at in pages:
            mixed[at : at + PAGE] = before[at : at + PAGE]
        newer.state.write_bytes(mixed)
        if not _noticed(newer.state):
            assert list(content_of(newer.state)) == _content(tmp_path / "whole", after)
            silent += 1
    figure(rollbacks=len(reverted), noticed=len(reverted) - silent, harmless=silent)
    assert silent <= len(reverted) // 10


def _content(file: Path, content: bytes) -> list[tuple[str, list[tuple[object, ...]]]]:
    file.write_bytes(content)
    return list(content_of(file))


def test_a_state_of_some_polls_ago_goes_on_without_a_wrong_count(lived: Studied, tmp_path: Path) -> None:
    scene = Studied(tmp_path / "state", seed=2)
    scene.poll_hourly(5)
    older = shutil.copy(checkpointed(scene.state), tmp_path / "older")
    scene.poll_hourly(5)
    scene.stand_still()
    checkpointed(scene.state)
    shutil.copy(older, scene.state)
    assert _noticed(scene.state)
    assert conserved(scene)
    # Noticed until the database was written again: it may have points beyond the state.
    assert _noticed(scene.state)


def test_a_disk_that_is_full_at_any_byte_loses_nothing(
    lived: Studied, tmp_path: Path, figure: Figure
) -> None:
    """Files may grow to some size and no further; then there is room again."""
    undisturbed = lived.continued_in(tmp_path / "undisturbed")
    _fresh(lived, undisturbed.folder)
    with undisturbed.app() as app:
        assert app.poll(next(iter(app.accounts.values()))).problem is None
        journal = undisturbed.state.with_name(undisturbed.state.name + "-wal")
        most = journal.stat().st_size + undisturbed.state.stat().st_size
    steps = size(short=8, long=300)
    full = 0
    for step in range(steps):
        scene = lived.continued_in(tmp_path / "state")
        _fresh(lived, scene.folder)
        with no_file_grows_beyond(most * step // (steps - 1)):
            full += _is_full(scene)
        assert conserved(scene)
    figure(sizes=steps, full=full, lost=0)
    assert 0 < full < steps


def _is_full(scene: Studied) -> bool:
    problem = _problem(scene)
    assert problem is None or isinstance(problem, TransientError)
    return problem is not None


def _problem(scene: Studied) -> CollectorError | None:
    """Poll, and return what kept it from being good."""
    try:
        return scene.poll().problem
    except CollectorError as problem:
        return problem


@contextmanager
def _as_nobody() -> Iterator[None]:
    """Be a user who owns nothing, where this process may: root may write everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def _file_cannot_be_written(state: Path) -> None:
    state.chmod(0o444)


def _file_cannot_be_read(state: Path) -> None:
    state.chmod(0)


def _folder_cannot_be_written(state: Path) -> None:
    state.parent.chmod(0o555)


def _folder_cannot_be_entered(state: Path) -> None:
    state.parent.chmod(0)


@pytest.mark.parametrize(
    "spoil",
    [_file_cannot_be_written, _file_cannot_be_read, _folder_cannot_be_written, _folder_cannot_be_entered],
)
def test_a_state_of_another_owner_is_left_alone_with_a_sentence(
    lived: Studied, spoil: Callable[[Path], None]
) -> None:
    # Below a folder that everybody may enter.
    folder = Path("/tmp") / f"wanikani-owner-{os.getpid()}"
    scene = lived.continued_in(folder)
    state = _fresh(lived, folder)
    commit_numbers.beside(state).chmod(0o444)
    before = state.read_bytes()
    try:
        folder.chmod(0o777)
        (folder / "in-use.lock").unlink(missing_ok=True)
        spoil(state)
        with _as_nobody():
            problem = _problem(scene)
        assert isinstance(problem, StateUnusable)
        assert "cannot be written" in str(problem)
        folder.chmod(0o755)
        state.chmod(0o644)
        assert state.read_bytes() == before
        (folder / "in-use.lock").unlink(missing_ok=True)
        assert conserved(scene)
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)
