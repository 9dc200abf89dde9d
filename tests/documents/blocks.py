"""The blocks of commands in README and documentation, and how each is tried.

A comment before a block, `<!-- run: … -->`, says what its commands need; without one they run as they are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

ROOT = Path(__file__).parents[2]
_MARK = re.compile(r"<!-- run: (?P<how>[^,>]+?)(?:, (?P<rest>[^>]+?))? -->")


class How(Enum):
    """What a block needs, as its comment names it."""

    PLAIN = ""
    STATE = "state"  # a state with some weeks of a simulated learner
    UNTIL = "until"  # its last command stays: it is stopped once an address answers
    INFLUXDB_1 = "influxdb 1"
    INFLUXDB_2 = "influxdb 2"
    DOCKER = "docker"
    ELSEWHERE = "elsewhere"  # another file of tests runs it
    NOT = "not"  # cannot be tried; the comment says why


@dataclass(frozen=True)
class Block:
    """Commands that a reader types one after the other in one shell; *rest* is what its comment adds."""

    document: str
    line: int
    how: How
    rest: str
    commands: tuple[str, ...]

    @property
    def script(self) -> str:
        """The commands as a script of bash."""
        return "\n".join(self.commands)

    def __str__(self) -> str:
        """Where it is."""
        return f"{self.document}:{self.line}"


def documents() -> list[Path]:
    """Return README and every page of the documentation, and what contributors read."""
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(*wanted: How) -> list[Block]:
    """Return the blocks of all documents, of the kinds *wanted* alone if any is named."""
    found = [block for document in documents() for block in _blocks(document)]
    return [block for block in found if not wanted or block.how in wanted]


def _blocks(document: Path) -> Iterator[Block]:
    lines = document.read_text("utf-8").splitlines()
    name = document.relative_to(ROOT).as_posix()
    for number, line in enumerate(lines):
        if line.strip() == "```sh":
            how, rest = _mark(lines[number - 1])
            yield Block(name, number + 1, how, rest, tuple(_commands(lines[number + 1 :])))


def _mark(comment: str) -> tuple[How, str]:
    mark = _MARK.fullmatch(comment.strip())
    if mark is None:
        return How.PLAIN, ""
    how, _, address = mark["how"].partition(" ")
    if how == How.UNTIL.value:
        return How.UNTIL, address
    return How(mark["how"]), mark["rest"] or ""


def _commands(lines: list[str]) -> Iterator[str]:
    """Yield each command of the block that begins here; a backslash at the end of a line continues it."""
    command = ""
    for line in lines:
        if line.strip() == "```":
            break
        command += line.strip() if not command else f"\n{line}"
        if not line.endswith("\\"):
            yield command
            command = ""
