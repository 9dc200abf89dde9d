"""Runs the judge, and reads what it says a viewer sees."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.grafana.judge.frames import Json

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Seen:
    """A panel as *release* shows it: *asked* is the question, *shown* the answer (`panels.mjs`, `seen`)."""

    release: str
    uid: str
    asked: Json
    shown: Json

    @property
    def panel(self) -> Json:
        """Its JSON."""
        panel: Json = self.asked["panel"]
        return panel

    @property
    def title(self) -> str:
        """Its title."""
        return str(self.panel["title"])

    @property
    def has_data(self) -> bool:
        """Whether the server answered any row."""
        return bool(self.asked["rows"])

    @property
    def heads(self) -> list[str]:
        """The heads of a table's columns."""
        return [column["head"] for column in self.shown.get("columns", ())]

    @property
    def texts(self) -> list[list[str]]:
        """The texts of a table's rows."""
        return [[cell["text"] for cell in row] for row in self.shown.get("rows", ())]

    @property
    def names(self) -> list[str]:
        """The names of series or values."""
        return [each["name"] for each in (*self.shown.get("series", ()), *self.shown.get("values", ()))]

    def column(self, head: str) -> list[Json]:
        """Return the cells of a column; raises `ValueError` where no head reads so."""
        at = self.heads.index(head)
        return [row[at] for row in self.shown["rows"]]

    def cells(self) -> Iterator[tuple[str, Json]]:
        """Yield every cell of a table with the head of its column."""
        for row in self.shown.get("rows", ()):
            yield from zip(self.heads, row, strict=True)


def judge(release: str, questions: Sequence[tuple[str, Json]]) -> list[Seen]:
    """Return what a viewer of *release* sees for the questions, each given with the uid of its dashboard."""
    node = shutil.which("node")
    if node is None or not (HERE / release / "node_modules").is_dir():
        pytest.fail("The judge is not installed: run `make judge`, which needs Node 20 and npm.")
    # The library's own moments are local to the process: no text may depend on where this machine stands.
    ended = subprocess.run(
        [node, str(HERE / "judge.mjs"), release],
        input=json.dumps([asked for _, asked in questions]),
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
        env={"PATH": os.environ["PATH"], "TZ": "UTC", "LANG": "en_US.UTF-8"},
    )
    assert ended.returncode == 0, ended.stderr
    shown: list[Any] = json.loads(ended.stdout)
    return [Seen(release, uid, asked, each) for (uid, asked), each in zip(questions, shown, strict=True)]
