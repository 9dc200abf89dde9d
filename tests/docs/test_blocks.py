"""Blocks of commands in the documents are written so that they can be tried."""

import re

import pytest

from tests.documents.blocks import ROOT, Block, How, blocks, documents

BLOCKS = blocks()


def test_every_way_of_trying_a_block_is_used() -> None:
    assert {block.how for block in BLOCKS} == set(How)


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_a_block_has_commands_alone(block: Block) -> None:
    for command in block.commands:
        assert command.strip()
        first, *others = command.splitlines()
        assert not others or first.endswith("\\"), f"{command!r} is followed by output"


@pytest.mark.parametrize("block", blocks(How.NOT), ids=str)
def test_a_block_that_is_not_tried_says_why(block: Block) -> None:
    assert len(block.rest) > 10


@pytest.mark.parametrize("block", blocks(How.ELSEWHERE), ids=str)
def test_a_block_that_is_tried_elsewhere_is_read_by_a_test(block: Block) -> None:
    assert 'examples("console")' in (ROOT / block.rest).read_text("utf-8")


def test_few_blocks_are_not_tried() -> None:
    assert len(blocks(How.NOT)) < len(BLOCKS) / 3


def test_no_command_hides_in_a_block_of_another_kind() -> None:
    fence = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
    for document in documents():
        others = [text for kind, text in fence.findall(document.read_text("utf-8")) if kind != "console"]
        assert [text for text in others if re.search(r"^\$ ", text, re.MULTILINE)] == []
