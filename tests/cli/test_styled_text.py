"""Text in colours: what a terminal is sent, and where a line breaks."""

import click
import pytest

from collector.cli.styled_text import Text, joined, width_of

SAID = Text.of(("Reviews", "bold"), " of ", ("apprentice", "#dd0093"), " and ", ("guru", "bold #882d9e"))


def test_a_style_is_sent_for_its_piece_alone() -> None:
    assert SAID.shown(true_colours=True) == (
        "\x1b[1mReviews\x1b[0m of \x1b[38;2;221;0;147mapprentice\x1b[0m and "
        "\x1b[38;2;136;45;158m\x1b[1mguru\x1b[0m"
    )


def test_a_terminal_of_256_colours_is_sent_the_nearest_one() -> None:
    assert Text.of(("apprentice", "#dd0093")).shown(true_colours=False) == "\x1b[38;5;162mapprentice\x1b[0m"


def test_no_text_commands_the_terminal() -> None:
    text = Text.of("\x1b[2J", ("a\x07\tb\x9b", "bold"))
    assert text.plain == "[2Ja b"
    assert text.shown(true_colours=True) == "[2J\x1b[1ma b\x1b[0m"


BREAKS = [
    pytest.param("", 10, [""], id="nothing is one line"),
    pytest.param("ten  chars", 10, ["ten  chars"], id="what fits stays"),
    pytest.param("one two three", 10, ["one two", "three"], id="between words"),
    pytest.param("one two333 four", 10, ["one two333", "four"], id="a word may end where the line does"),
    pytest.param("   wwwwwwwwwww", 10, ["   wwwwwww", "wwww"], id="a word that is too long is cut"),
]


@pytest.mark.parametrize(("text", "width", "lines"), BREAKS)
def test_lines_break(text: str, width: int, lines: list[str]) -> None:
    assert [line.plain for line in Text.of(text).wrapped(width)] == lines


@pytest.mark.parametrize("width", [10, 16, 40])
def test_lines_keep_the_style_of_each_word(width: int) -> None:
    lines = SAID.wrapped(width)
    assert max(len(line.plain) for line in lines) <= width
    assert " ".join(line.plain for line in lines) == SAID.plain
    styles = {word: style for line in lines for text, style in line.pieces for word in text.split()}
    assert styles["Reviews"] == "bold"
    assert styles["guru"] == "bold #882d9e"


def test_texts_are_joined_with_their_styles() -> None:
    both = joined(", ", [Text.of(("a", "dim")), Text.of("b")])
    assert click.unstyle(both.shown(true_colours=True)) == "a, b"
    assert both.pieces[0] == ("a", "dim")


def test_japanese_takes_two_columns() -> None:
    assert width_of("花子 a") == 6
