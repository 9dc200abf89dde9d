"""The power is cut: what is on the disk then, torn anywhere, goes on without a wrong count."""

import random
import shutil
from contextlib import closing
from pathlib import Path

from collector.app import App
from collector.storage.database import open_store
from collector.storage.soundness import damage_at
from tests.harness import HOUR, only_account
from tests.storage.damage import checkpointed, content_of, flip
from tests.trial.figures import Figure
from tests.trial.sizes import size
from tests.trial.studied import Studied, conserved, copied_files

PAGE = 4096


def _poll(scene: Studied, app: App) -> None:
    scene.pass_time(HOUR)
    assert app.poll(only_account(app)).problem is None


def test_a_copy_of_the_files_at_any_instant_goes_on(tmp_path: Path, figure: Figure) -> None:
    """Copies are made between any two instructions of SQLite's: before, in and after each transaction."""
    every = size(short=500, long=10)
    chance = random.Random(18)
    scene = Studied(tmp_path / "state")
    copies: list[Path] = []
    with scene.app() as app:
        connection = only_account(app).store._connection
        assert connection is not None

        def instant() -> int:
            if chance.randrange(every) == 0:
                copies.append(copied_files(scene.state, tmp_path / f"copy {len(copies)}"))
            return 0

        connection.set_progress_handler(instant, 20)
        for _ in range(6):
            _poll(scene, app)
        connection.set_progress_handler(None, 0)
    scene.stand_still()
    for state in copies:
        assert conserved(scene.continued_in(state.parent))
        shutil.rmtree(state.parent)
    figure(copies=len(copies), wrong_counts=0)
    assert len(copies) > 2


def _with_journal(tmp_path: Path) -> tuple[Studied, Path]:
    """Return a scene, and its files of an instant at which the journal holds several polls."""
    scene = Studied(tmp_path / "state")
    with scene.app() as app:
        for _ in range(6):
            _poll(scene, app)
        state = copied_files(scene.state, tmp_path / "files")
    scene.stand_still()
    return scene, state


def _torn(journal: Path, chance: random.Random) -> str:
    """Damage *journal* from a random byte on, in one of the ways a lost write does; return which."""
    content = journal.read_bytes()
    at = chance.randrange(len(content))
    match chance.choice(["cut off", "zeros", "noise", "a bit", "an old end"]):
        case "cut off" as how:
            journal.write_bytes(content[:at])
        case "zeros" as how:
            journal.write_bytes(content[:at] + bytes(len(content) - at))
        case "noise" as how:
            journal.write_bytes(content[:at] + chance.randbytes(len(content) - at))
        case "an old end" as how:
            middle = len(content) // 2
            journal.write_bytes(content[:at] + content[middle : middle + len(content) - at])
        case how:
            flip(journal, at, chance.randrange(8))
    return how


def test_a_journal_torn_at_any_byte_is_read_up_to_there(tmp_path: Path, figure: Figure) -> None:
    scene, files = _with_journal(tmp_path)
    chance = random.Random(18)
    torn: dict[str, int] = {}
    for _ in range(size(short=8, long=400)):
        state = scene.continued_in(tmp_path / "torn")
        shutil.rmtree(state.folder, ignore_errors=True)
        shutil.copytree(files.parent, state.folder)
        how = _torn(state.state.with_name(files.name + "-wal"), chance)
        index = state.state.with_name(files.name + "-shm")
        if chance.random() < 0.5:
            index.unlink()
        elif chance.random() < 0.5:
            index.write_bytes(chance.randbytes(index.stat().st_size))
        assert damage_at(state.state) is None, how
        assert conserved(state), how
        torn[how] = torn.get(how, 0) + 1
    figure(
        torn=sum(torn.values()),
        wrong_counts=0,
        **{how.replace(" ", "_"): count for how, count in torn.items()},
    )


def test_a_journal_that_was_moved_into_the_file_by_half_is_moved_again(
    tmp_path: Path, figure: Figure
) -> None:
    _, files = _with_journal(tmp_path)
    before = files.read_bytes()
    whole = tmp_path / "whole"
    shutil.copytree(files.parent, whole)
    after = checkpointed(whole / files.name).read_bytes()
    expected = list(content_of(whole / files.name))
    chance = random.Random(18)
    moves = size(short=10, long=300)
    for _ in range(moves):
        shutil.rmtree(tmp_path / "half", ignore_errors=True)
        shutil.copytree(files.parent, tmp_path / "half")
        state = tmp_path / "half" / files.name
        half = bytearray(before.ljust(len(after), b"\0")[: chance.randrange(len(before), len(after) + 1)])
        for at in range(0, len(half) - PAGE + 1, PAGE):
            if chance.random() < 0.5:
                half[at : at + PAGE] = after[at : at + PAGE]
        state.write_bytes(half)
        with closing(open_store(state)):
            pass
        assert list(content_of(checkpointed(state))) == expected
        assert damage_at(state) is None
    figure(half_moved=moves, lost=0)
