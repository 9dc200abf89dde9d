"""Each message on the page of troubleshooting is one that the collector prints."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "troubleshooting.md").read_text("utf-8")
# What varies in a message, which the code fills in: values, names of settings, quoted names, numbers, words.
_VARIES = re.compile(
    r"…|[A-Z][A-Z_0-9]{3,}|https?://\S*|“[^”]*”|'[^']*'|wanikani\.com/\S*|\d+|which does not exist"
    r"|Permission denied|wanikani-collector rebuild --replace|\.commits|\b(?:token|review|report)\b"
    r"|if it happens again|not valid yet|\bwhich\b"
)
# A message is put together from parts, at these.
_PARTS = re.compile(r"[:;,()?.]+ ?")
MESSAGES = [
    message
    for row in re.findall(r"^\| (`.*?) \|", PAGE.partition("## By message")[2], re.MULTILINE)
    for message in re.findall(r"`([^`]+)`", row)
]


@cache
def _code() -> str:
    texts = (path.read_text("utf-8") for path in (ROOT / "collector").rglob("*.py"))
    return "\n".join(string for text in texts for string in _strings(ast.parse(text)))


def _strings(tree: ast.AST) -> Iterator[str]:
    """Yield each string of the code, with `…` for what is filled in."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)):
                yield text
            case ast.JoinedStr(values=values):
                yield "".join(str(one.value) if isinstance(one, ast.Constant) else "…" for one in values)


def test_there_are_messages() -> None:
    assert len(MESSAGES) > 50


@pytest.mark.parametrize("message", MESSAGES)
def test_a_message_is_printed_as_it_is_there(message: str) -> None:
    fixed = [part for text in _VARIES.split(message) for part in _PARTS.split(text)]
    assert [part for part in fixed if len(part) > 9 and part.strip() not in _code()] == []
