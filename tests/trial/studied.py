"""A learner who studies all along, polled every hour; and what must hold whatever happened to the state."""

import shutil
from pathlib import Path

from collector.config.values import DEFAULT_ACCOUNT
from collector.simulator.learner.learner import Learner
from collector.storage.soundness import damage_at
from collector.storage.state_folder import state_file
from tests.reconstruction import truth
from tests.scenarios.scene import ROUND_THE_CLOCK, Scene

JOURNALS = ("", "-wal", "-shm")


class Studied(Scene):
    """Polled once before the first review, so that every review of its world is to be found."""

    def __init__(self, folder: Path, seed: int = 1) -> None:
        super().__init__(folder)
        self.items(16)
        self.next_poll()
        self.learner = Learner(self.world, seed=seed, habits=ROUND_THE_CLOCK)

    @property
    def state(self) -> Path:
        """Return the state's file."""
        return state_file(self.folder, DEFAULT_ACCOUNT)

    def stand_still(self) -> None:
        """Let the learner study no more; what was reviewed within the last poll is told by the next."""
        self.learner = None

    def continued_in(self, folder: Path) -> "Studied":
        """Return the same world with its state in *folder*, as after a move to another machine."""
        moved = object.__new__(Studied)
        vars(moved).update(vars(self), folder=folder)
        return moved


def conserved(scene: Scene) -> bool:
    """Poll once more; every review of the world was found once then, and the state is sound. Returns True."""
    scene.next_poll()
    found, true = truth.by_assignment(scene.found()), truth.of_each(scene.world.reviews)
    assert {key: truth.sums(mine) for key, mine in found.items()} == {
        key: truth.true_sums(real) for key, real in true.items()
    }
    assert damage_at(state_file(scene.folder, DEFAULT_ACCOUNT)) is None
    return True


def copied_files(state: Path, folder: Path) -> Path:
    """Copy what a power cut would leave of *state* at this instant, and return the copy of the file."""
    folder.mkdir(parents=True)
    for suffix in JOURNALS:
        file = state.with_name(state.name + suffix)
        if file.exists():
            shutil.copyfile(file, folder / file.name)
    beside = state.with_suffix(".commits")
    if beside.exists():
        shutil.copyfile(beside, folder / beside.name)
    return folder / state.name
