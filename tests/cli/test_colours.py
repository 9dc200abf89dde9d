"""Colours show on a terminal, unless `NO_COLOR` is set, and elsewhere only where `FORCE_COLOR` is."""

import sys

import pytest

from tests.cli.conftest import Cli

COLOUR = "\x1b["
LOG = """
import structlog
from collector.cli.startup import configure_log, load_settings
configure_log(load_settings())
structlog.get_logger("collector").info("polled")
"""


@pytest.fixture
def polled(cli: Cli) -> Cli:
    assert cli("poll").code == 0
    return cli


@pytest.mark.parametrize("command", ["status", "doctor"])
def test_a_terminal_gets_colours_unless_no_color_has_a_value(polled: Cli, command: str) -> None:
    assert COLOUR in polled.on_terminal(command, NO_COLOR="").out
    assert COLOUR not in polled.on_terminal(command, NO_COLOR="0", FORCE_COLOR="1").out


def test_neither_a_table_nor_the_log_has_colours_where_they_are_not_wanted(polled: Cli) -> None:
    table = ("export", "srs")
    assert COLOUR in polled.on_terminal(*table).out
    assert COLOUR not in polled.on_terminal(*table, NO_COLOR="1").out
    log = (sys.executable, "-c", LOG)
    assert COLOUR in polled.on_terminal(program=log).out
    quiet = polled.on_terminal(program=log, NO_COLOR="1").out
    assert "polled" in quiet
    assert COLOUR not in quiet


def test_force_color_gives_colours_to_a_pipe_but_json_never_has_any(polled: Cli) -> None:
    assert COLOUR not in polled("status").out
    assert COLOUR in polled("status", FORCE_COLOR="1").out
    assert COLOUR in polled("doctor", FORCE_COLOR="1").out
    assert COLOUR not in polled("status", "--json", FORCE_COLOR="1").out
