"""The check finds what it lists, where it is, and nothing in what is checked."""

from pathlib import Path

from tests.plain_english.check import (
    files,
    findings,
    findings_in,
    load_words,
    misspellings,
)
from tests.plain_english.texts import Text

MODULE = '''"""Reads a list.

The order lasts
for good.
"""

# Removed by
# nobody.
SENTENCE = f"{MODULE}: this is " "in vain."
nobody = "nobody"
'''


def planted(folder: Path, name: str, content: str) -> list[str]:
    """Return what is found in a file of that content."""
    path = folder / name
    path.parent.mkdir(parents=True)
    path.write_text(content, "utf-8")
    assert list(files(folder)) == [path]
    return [line.partition(": write")[0] for line in findings([path], folder)]


def test_sentences_are_found_in_docstrings_comments_and_literals_but_not_in_code(tmp_path: Path) -> None:
    assert planted(tmp_path, "collector/lists.py", MODULE) == [
        "collector/lists.py:4: “for good”",
        "collector/lists.py:9: “in vain”",
        "collector/lists.py:8: “nobody”",
    ]


def test_sentences_are_found_in_documents_over_lines_but_not_in_their_code(tmp_path: Path) -> None:
    page = "# Lists\n\n`nobody`\n\n```\nnobody\n```\n\nOne and\nthe same.\n"
    assert planted(tmp_path, "docs/lists.md", page) == ["docs/lists.md:9: “One and the same”"]


def test_sentences_are_found_in_comments_of_yaml(tmp_path: Path) -> None:
    assert planted(tmp_path, "deploy/x.yaml", "nobody: 1  # in vain\n") == ["deploy/x.yaml:1: “in vain”"]


def test_every_pattern_finds_its_example() -> None:
    words = load_words()
    assert [
        each for each in words if not list(findings_in(Text(1, each.example, is_docstring=True), [each]))
    ] == []


def test_misspelt_and_archaic_words_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Recieve it, whereof more.\n", "utf-8")
    found = misspellings([page])
    assert "Recieve ==> Receive" in found
    assert "whereof ==> of which" in found
