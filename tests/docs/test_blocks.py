"""Blocks of commands in the documents are written so that they can be tried."""

import re

import pytest

from tests.documents.blocks import How, blocks, documents

BLOCKS = blocks()


def test_every_way_of_trying_a_block_is_used() -> None:
    assert {block.how for block in BLOCKS} == set(How)


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_a_block_has_commands_alone(block: object) -> None:
    assert isinstance(block, type(BLOCKS[0]))
    lines = block.script.splitlines()
    previous = ["", *lines]
    outputs = [
        line for before, line in zip(previous, lines, strict=False)
        if line.startswith(" ") and not before.endswith("\\")
    ]  # fmt: skip
    assert lines[0] and outputs == []


@pytest.mark.parametrize("block", blocks(How.NOT), ids=str)
def test_a_block_that_is_not_tried_says_why(block: object) -> None:
    assert len(getattr(block, "rest", "")) > 10


def test_few_blocks_are_not_tried() -> None:
    assert len(blocks(How.NOT)) < len(BLOCKS) / 3


def test_no_command_hides_in_a_block_of_another_kind() -> None:
    for document in documents():
        fenced = re.findall(r"^```(\w*)\n(.*?)^```", document.read_text("utf-8"), re.MULTILINE | re.DOTALL)
        assert [text for kind, text in fenced if kind != "console" and re.search(r"^\$ ", text, re.M)] == []
