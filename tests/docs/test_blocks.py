"""Blocks of commands in the documents are written so that they can be tried."""

import re

import pytest

from tests.documents.blocks import ROOT, Block, How, blocks, documents

BLOCKS = blocks()


def test_every_way_of_trying_a_block_is_used() -> None:
    assert {block.how for block in BLOCKS} == set(How)


# A block can be copied as it is.
@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_a_block_has_commands_without_a_prompt(block: Block) -> None:
    assert block.commands
    assert [command for command in block.commands if not command or command.startswith("$ ")] == []


@pytest.mark.parametrize("block", blocks(How.NOT), ids=str)
def test_a_block_that_is_not_tried_says_why(block: Block) -> None:
    assert len(block.rest) > 10


@pytest.mark.parametrize("block", blocks(How.ELSEWHERE), ids=str)
def test_a_block_that_is_tried_elsewhere_is_read_by_a_test(block: Block) -> None:
    assert 'examples("sh")' in (ROOT / block.rest).read_text("utf-8")


def test_few_blocks_are_not_tried() -> None:
    assert len(blocks(How.NOT)) < len(BLOCKS) / 3


def test_a_comment_about_a_block_is_directly_before_it() -> None:
    for document in documents():
        text = document.read_text("utf-8")
        assert text.count("<!-- run:") == len(re.findall(r"^<!-- run: .* -->\n```sh$", text, re.MULTILINE))


def test_every_block_of_the_documents_says_what_it_is() -> None:
    kinds = {"sh", "bash", "text", "yaml", "python", "influxql", "sql", "json", "jinja"}
    for document in documents():
        fences = re.findall(r"^```(.*)$", document.read_text("utf-8"), re.MULTILINE)
        assert {*fences[::2]} <= kinds, document
        assert {*fences[1::2]} <= {""}, document
