r"""Finds what we do not write: patterns of `words.toml` in prose, and words of `dictionary.txt` by codespell.

>>> from tests.plain_english.texts import Text
>>> for finding in findings_in(Text(3, "Anyone may look,\nwhoever reaches Grafana."), load_words()):
...     print(finding.line, finding)
4 “whoever”: write “anyone who, or name who” instead (old-fashioned)
"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.plain_english.texts import Text, is_read, texts_of

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
DICTIONARY = HERE / "dictionary.txt"
# A function of SQL, and a Japanese syllable.
_SPELT_SO = ("iif", "te")
ROOMS = ("collector", "grafana", "deploy", "docs")
_ONLY_IN_DOCSTRINGS = "not-a-docstring"


class Avoided(NamedTuple):
    """A *pattern* that is not written, what to write *instead*, the *reason*, and an *example* of it."""

    pattern: re.Pattern[str]
    instead: str
    reason: str
    example: str


class Finding(NamedTuple):
    """Words found on a *line*; as text, with what to write instead."""

    line: int
    found: str
    avoided: Avoided

    def __str__(self) -> str:
        """Return the sentence about it."""
        found = " ".join(self.found.split())
        return f"“{found}”: write “{self.avoided.instead}” instead ({self.avoided.reason})"


@cache
def load_words() -> Sequence[Avoided]:
    """Return what is not written, as `words.toml` has it."""
    tables = tomllib.loads((HERE / "words.toml").read_text("utf-8"))
    return [
        Avoided(_compiled(pattern), instead, reason, example)
        for reason, patterns in tables.items()
        for pattern, (instead, example) in patterns.items()
    ]


def findings_in(text: Text, words: Sequence[Avoided]) -> Iterator[Finding]:
    """Yield what *text* has of *words*, by word."""
    for avoided in words:
        if avoided.reason != _ONLY_IN_DOCSTRINGS or text.is_docstring:
            for match in avoided.pattern.finditer(text.words):
                yield Finding(text.line + text.words.count("\n", 0, match.start()), match[0], avoided)


def files(root: Path = ROOT) -> Iterator[Path]:
    """Yield the files with prose that people read."""
    rooms = [path for room in ROOMS for path in (root / room).rglob("*")]
    for path in sorted([*root.glob("*.md"), *rooms]):
        if is_read(path) and path.is_file():
            yield path


def findings(paths: Sequence[Path], root: Path = ROOT) -> Iterator[str]:
    """Yield a line for each of the words in *paths*: file, line, and what to write instead."""
    for path in paths:
        content = path.read_bytes().decode("utf-8", "replace")
        for text in texts_of(path, content):
            for finding in findings_in(text, load_words()):
                yield f"{path.relative_to(root)}:{finding.line}: {finding}"


def misspellings(paths: Sequence[Path]) -> str:
    """Return what codespell finds in *paths*, by its own dictionary and `dictionary.txt`."""
    command = [sys.executable, "-m", "codespell_lib", "--dictionary=-", f"--dictionary={DICTIONARY}"]
    done = subprocess.run(
        [*command, f"--ignore-words-list={','.join(_SPELT_SO)}", *map(str, paths)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    return (done.stdout + done.stderr).replace(f"{ROOT}/", "")


def _compiled(pattern: str) -> re.Pattern[str]:
    words = pattern.replace(" ", r"\s+")
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)
