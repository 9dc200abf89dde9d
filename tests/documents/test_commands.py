"""Each block of commands in README and documentation runs as it is written.

Those that need Docker are in tests/containers.
"""

import pytest

from tests.documents.blocks import Block, How, blocks
from tests.documents.reader import Reader
from tests.influxdb.pretend_influxdb import pretend_influxdb

pytestmark = pytest.mark.timeout(300)


@pytest.mark.parametrize("block", blocks(How.PLAIN), ids=str)
def test_it_runs_in_an_empty_folder(block: Block, reader: Reader) -> None:
    reader.types(block.script)


@pytest.mark.parametrize("block", blocks(How.UNTIL), ids=str)
@pytest.mark.usefixtures("demo_state")
def test_it_runs_until_it_is_stopped(block: Block, reader: Reader) -> None:
    reader.types_and_waits(block.script, block.rest)


@pytest.mark.parametrize("block", blocks(How.STATE), ids=str)
def test_it_runs_with_what_was_collected(block: Block, reader_with_state: Reader) -> None:
    reader_with_state.types(block.script)


@pytest.mark.parametrize("block", blocks(How.INFLUXDB_1), ids=str)
@pytest.mark.usefixtures("old_script")
def test_it_runs_with_influxdb_1(block: Block, reader_who_polled: Reader) -> None:
    reader_who_polled.types(block.script)


@pytest.mark.parametrize("block", blocks(How.INFLUXDB_2), ids=str)
def test_it_runs_with_influxdb_2(block: Block, reader_who_polled: Reader) -> None:
    with pretend_influxdb(8086):
        reader_who_polled.types(block.script)
