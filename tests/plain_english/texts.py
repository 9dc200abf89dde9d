r"""Finds the prose in files: documents, docstrings, comments, and string literals. Pure.

>>> [text.words for text in python_texts('def f():\n    "Count."\n    return "two words"  # a pair\n')]
['Count.', 'two words', 'a pair']
"""

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import PurePath
from typing import NamedTuple

# Code in a document, and what follows the prompt of an example in a docstring, is not prose.
_FENCED = re.compile(r"^( *)(```|~~~).*?^\1\2", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]+`|<!--.*?-->|\]\([^)\s]*\)|https?://\S+", re.DOTALL)
_EXAMPLE = re.compile(r"^ *(>>>|\.\.\.).*$", re.MULTILINE)
_COMMENT = re.compile(r"(?:^|\s)#(?!!)\s?(.*)$")


class Text(NamedTuple):
    """Prose that starts on *line*; *is_docstring* says where it is from."""

    line: int
    words: str
    is_docstring: bool = False


def is_read(path: PurePath) -> bool:
    """Return True if files of that name have prose that can be found."""
    return (path.suffix or path.name) in _READERS


def texts_of(path: PurePath, content: str) -> Iterator[Text]:
    """Yield the prose in a file that `is_read`."""
    return _READERS[path.suffix or path.name](content)


def document_texts(content: str) -> Iterator[Text]:
    """Yield the prose of Markdown or HTML, code left out."""
    yield Text(1, _without(_CODE, _without(_FENCED, content)))


def python_texts(content: str) -> Iterator[Text]:
    """Yield docstrings, string literals of more than one word, and comments of a module."""
    tree = ast.parse(content)
    docstrings = {id(node) for node in map(_docstring, ast.walk(tree)) if node}
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in parts:
            words = _literal(node)
            if " " in words.strip() or id(node) in docstrings:
                yield Text(node.lineno, _without(_EXAMPLE, words), id(node) in docstrings)
    tokens = tokenize.generate_tokens(io.StringIO(content).readline)
    comments = [
        (token.start[0], token.string.lstrip("# ")) for token in tokens if token.type == tokenize.COMMENT
    ]
    yield from _blocks(comments)


def comment_texts(content: str) -> Iterator[Text]:
    """Yield the comments of a shell script, a Makefile, YAML or TOML."""
    found = ((number, _COMMENT.search(line)) for number, line in enumerate(content.splitlines(), 1))
    yield from _blocks([(number, match[1]) for number, match in found if match])


def _docstring(node: ast.AST) -> ast.Constant | None:
    if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) or not node.body:
        return None
    match node.body[0]:
        case ast.Expr(value=ast.Constant(value=str()) as found):
            return found
    return None


def _literal(node: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(_literal(part) if isinstance(part, ast.Constant) else "…" for part in node.values)


def _blocks(comments: list[tuple[int, str]]) -> Iterator[Text]:
    """Yield comments on lines that follow one another as one text: a sentence may go over several."""
    starts = [i for i, (line, _) in enumerate(comments) if i == 0 or comments[i - 1][0] != line - 1]
    for start, end in pairwise([*starts, len(comments)]):
        yield Text(comments[start][0], "\n".join(words for _, words in comments[start:end]))


def _without(pattern: re.Pattern[str], text: str) -> str:
    """Return *text* with a placeholder for each match, on as many lines."""
    return pattern.sub(lambda match: "…" + "\n" * match[0].count("\n"), text)


_READERS: dict[str, Callable[[str], Iterator[Text]]] = {
    ".md": document_texts,
    ".j2": document_texts,
    ".py": python_texts,
    **dict.fromkeys(
        (".yaml", ".yml", ".toml", ".env", ".sh", "Makefile", "Dockerfile", "backup", "restore", "verify"),
        comment_texts,
    ),
}
