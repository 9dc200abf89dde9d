"""What the groups of rows share: builds, account, folders, and measuring in turn."""

import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.bench.builds import Build
from tests.bench.measure import run
from tests.bench.simulated_account import SimulatedAccount

Figures = Mapping[str, float]
# What was measured, by who: the builds and the limits; a list of as many figures as there were turns.
Turns = Mapping[str, list[Figures]]


@dataclass
class Bench:
    """One run of `make bench`."""

    builds: list[Build]
    account: SimulatedAccount
    folder: Path
    repeat: int
    began: float = field(default_factory=time.monotonic)
    started_at: float = field(default_factory=time.time)
    made: set[Path] = field(default_factory=set)
    _polled: dict[str, Path] = field(default_factory=dict)

    @property
    def today(self) -> Build:
        """Today's build."""
        return self.builds[-1]

    def say(self, text: str) -> None:
        """Print a line of progress."""
        print(f"{time.monotonic() - self.began:6.0f} s  {text}", flush=True)

    def each(self, measure: Callable[[Build], Figures]) -> dict[str, Callable[[], Figures]]:
        """Return *measure* of each build, for `in_turn`."""
        return {build.name: partial(measure, build) for build in self.builds}

    def in_turn(self, what: str, measured: Mapping[str, Callable[[], Figures]]) -> Turns:
        """Measure each of *measured* once, then again from the first, as often as is asked for."""
        turns: dict[str, list[Figures]] = {who: [] for who in measured}
        for turn in range(1, self.repeat + 1):
            for who, measure in measured.items():
                figures = measure()
                turns[who].append(figures)
                shown = ", ".join(f"{name} {value:.4g}" for name, value in figures.items())
                self.say(f"{what} {turn}/{self.repeat}: {who}: {shown}")
        return turns

    def new_folder(self, name: str) -> Path:
        """Return an empty folder."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def copy(self, state: Path, name: str) -> Path:
        """Return a new folder whose `state` is a copy of *state*, without its daily copies."""
        folder = self.new_folder(name)
        shutil.copytree(state, folder / "state", ignore=shutil.ignore_patterns("copies", "*.lock"))
        return folder

    def polled(self, build: Build) -> Path:
        """Return the state of *build* after the first poll of the level-60 account, made once."""
        if build.name not in self._polled:
            self.account.use("level 60")
            folder = self.new_folder(f"polled-{build.name}")
            run([build.command, "poll"], folder, **self.account.settings(build))
            self._polled[build.name] = folder / "state"
        return self._polled[build.name]


def column(turns: Turns, figure: str) -> dict[str, list[float]]:
    """Return one figure of all turns, by who."""
    return {who: [each[figure] for each in found if figure in each] for who, found in turns.items()}
