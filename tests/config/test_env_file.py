"""A line of `.env` means to us what it means to Compose, or is refused with what to write instead."""

import pytest

from collector.config.env_file import parse

ENVIRONMENT = {"HOME": "/home/me", "NONE": ""}
# What Compose 2.32.4 (compose-go 2.4.7) makes of V; `tests/containers/test_env_file.py` asks the real one.
LINES = [
    ("V=plain", "plain"),
    ("V='pa${ss}word'", "pa${ss}word"),
    ("V='p$$w'", "p$$w"),
    ("V=p$$w", "p$w"),
    ('V="p$$w"', "p$w"),
    ("V=a #b", "a"),
    ("V=a#b", "a#b"),
    ("V=#abc", "#abc"),
    ("V='a #b'", "a #b"),
    ('V="a" # c', "a"),
    ("V='a'#c", "a"),
    ("V=C:\\new", "C:\\new"),
    ("V='C:\\new'", "C:\\new"),
    ("V='a\\\\b'", "a\\\\b"),
    ("V='it\\'s'", "it's"),
    ("V=it's", "it's"),
    ('V=a"b', 'a"b'),
    ('V="say \\"hi\\""', 'say "hi"'),
    ('V="a\\\\b"', "a\\b"),
    ('V="a\\$b"', "a$b"),
    ('V="a\\nb"', "a\nb"),
    ('V="a\\tb"', "a\tb"),
    ('V="a\\qb"', "a\\qb"),
    ('V="a\\\'b"', "a\\'b"),
    ("V='a\nb'", "a\nb"),
    ('V="a\nb"', "a\nb"),
    ("V=$HOME/x", "/home/me/x"),
    ("V=${HOME}/x", "/home/me/x"),
    ('V="$HOME/x"', "/home/me/x"),
    ("V='${HOME}/x'", "${HOME}/x"),
    ("V=a ${HOME} #c", "a /home/me"),
    ("V=${UNSET-d}", "d"),
    ("V=${UNSET:-d}", "d"),
    ("V=${NONE-d}", ""),
    ("V=${NONE:-d}", "d"),
    ('V="${UNSET:-d}"', "d"),
    ("W=1\nV=$W", "1"),
    ("HOME=/elsewhere\nV=$HOME", "/home/me"),
    ("V=a$1", "a$1"),
    ("V=a$", "a$"),
    ("V=$(id)", "$(id)"),
    ("V=`id`", "`id`"),
    ("export V=a", "a"),
    ("  V = a b ", "a b"),
    ("V=\ta", "a"),
    ("V=", ""),
    ("V=''", ""),
    ("V==a=b", "=a=b"),
    ("V=a\nV=b", "b"),
    ("V='a'  \r", "a"),
    ("V=a\r", "a"),
    ("V=日本", "日本"),
    ("# V=a\n\n  # another\nV=b", "b"),
]

# What Compose leaves out without a word, takes for something that other readers do not, or refuses too.
REFUSED = [
    ("V=pa$sword", "Line 1 of .env: the $ in V stands for a variable that is not set: write"),
    ('V="pa${sword}"', "the $ in V stands for a variable that is not set"),
    ("V=a\\$b", "the $ in V stands for a variable that is not set"),
    ("V=${HOME:?canary}", "the ${ in V is not closed, or has more than a name and a default"),
    ("V=${HOME:+canary}", "the ${ in V is not closed, or has more than"),
    ("V=${UNSET:-${HOME}}", "the ${ in V is not closed, or has more than"),
    ("V=${HOME", "the ${ in V is not closed"),
    ("\n\nV= #canary", "Line 3 of .env: write the value of V in single quotes if the # belongs to it"),
    ("V=canary\t#b", "write the value of V in single quotes if the # belongs to it"),
    ('W=1\nV="canary', "Line 2 of .env: the quote before the value of V is not closed."),
    ("V='canary", "the quote before the value of V is not closed."),
    ("V='canary'b", "something follows the closing quote of V: write the whole value in one pair of single"),
    ("V='canary' b=c", "something follows the closing quote of V"),
    ("V='canary\nW='b'", "something follows the closing quote of V"),
    ("V: canary", "write V=… with = instead of the colon."),
    ('V="canary\\012"', "write the value of V in single quotes: it has a \\0."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), LINES, ids=[repr(text) for text, _ in LINES])
def test_a_line_means_what_compose_makes_of_it(text: str, value: str) -> None:
    read = parse(f"{text}\n", ENVIRONMENT)
    assert (read.values["V"], read.mistakes, read.without_effect) == (value, [], [])
    assert parse(text, ENVIRONMENT).values["V"] == value, "the last line needs no end"


@pytest.mark.parametrize(("text", "words"), REFUSED, ids=[repr(text) for text, _ in REFUSED])
def test_a_line_that_could_mean_two_things_is_refused_with_what_to_write(text: str, words: str) -> None:
    read = parse(f"{text}\n", ENVIRONMENT)
    (sentence,) = read.mistakes
    assert words in sentence
    assert sentence.endswith(".")
    assert "V" not in read.values
    assert "canary" not in sentence + "".join(read.without_effect)


def test_a_refused_line_takes_no_other_with_it() -> None:
    read = parse("A='1'2\nB=2\nC=$no\nD='4'\n", {})
    assert read.values == {"B": "2", "D": "4"}
    assert [mistake.split(":")[0] for mistake in read.mistakes] == ["Line 1 of .env", "Line 3 of .env"]


def test_a_line_that_sets_nothing_is_named_by_its_number_alone() -> None:
    text = "# mine\n\nWANIKANI_TOKEN\nhello canary\nTZ=UTC\n\n\nexport 'canary\n1V=canary\n"
    said = parse(text, {}).without_effect
    assert [sentence.split(" ")[1] for sentence in said] == ["3", "4", "8", "9"]
    assert "canary" not in "".join(said)


def test_nothing_that_can_be_written_makes_the_reader_stumble() -> None:
    for text in (
        "",
        "\n",
        "=",
        "=a",
        "V",
        "V=",
        "export",
        "export ",
        "\x00",
        "'",
        "V='",
        'V="\\',
        "V=${",
        "V=$",
    ):
        parse(text, {})
