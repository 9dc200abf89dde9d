"""`import progress --file`: what the owner reads and copies."""

import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import Cli, Finished

FIXTURES = Path(__file__).parents[1] / "fixtures" / "progress"


@pytest.fixture
def polled(cli: Cli) -> Cli:
    """The command after its first poll."""
    assert cli("poll").code == 0
    return cli


def taken(cli: Cli, name: str, *options: str) -> Finished:
    return cli("import", "progress", "--dry-run", "--file", str(FIXTURES / name), *options)


def test_what_is_read_is_told_by_retention_policy_and_by_type(polled: Cli) -> None:
    done = taken(polled, "two-policies.txt", "--tag", "user=anna")
    assert done.code == 0
    rehearsed = "Nothing was changed: this was a dry run."
    assert done.out.splitlines() == [
        "Counts read by retention policy: “five years” (4), “autogen” (4).",
        "4 counts are stored as text, and read as numbers.",
        f"8 counts would be imported (2020-01-01 to 2020-09-14), 0 already present, 0 rejected. {rehearsed}",
    ]
    assert done.err == "1 line of other measurements, databases or fields skipped.\n"


@pytest.mark.parametrize("name", ["two-policies.txt", "group-by.csv", "annotated.csv", "four.csv"])
def test_the_options_that_a_refusal_names_can_be_copied(polled: Cli, name: str) -> None:
    refused = taken(polled, name)
    assert refused.code == 2
    sentence = refused.err.splitlines()[-1]
    options = shlex.split(sentence.partition("--tag ")[2].rstrip(".").replace(", or", " or"))
    value = options[0].rstrip(",")
    assert taken(polled, name, "--tag", value).code == 0


def test_one_policy_may_be_read_alone_and_a_misspelt_one_is_named(polled: Cli) -> None:
    anna = ("--tag", "user=anna")
    alone = taken(polled, "two-policies.txt", *anna, "--retention-policy", "five years")
    assert "Counts read by retention policy: “five years” (4).\n4 counts would be imported" in alone.out
    wrong = taken(polled, "two-policies.txt", *anna, "--retention-policy", "5y")
    assert wrong.code == 2
    assert "in a retention policy “5y”, but in five years, autogen" in wrong.err


def test_a_file_of_which_nothing_can_be_read_is_no_empty_history(polled: Cli) -> None:
    file = polled.folder / "strange.txt"
    file.write_text("progress apprentice=five 1700000000000000000\n")
    done = taken(polled, str(file))
    assert done.code == 2
    assert "that can be read (line 1 (progress apprentice=five" in done.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--tag", "anna"), "must be NAME=VALUE, e.g. user=me, or NAME="),
        (("--tag", "=anna"), "must be NAME=VALUE"),
        (("--field", "user"), "it needs --file"),
    ],
)
def test_an_option_that_means_nothing_is_refused(cli: Cli, options: tuple[str, str], words: str) -> None:
    done = cli("import", "progress", *options)
    assert done.code == 2
    assert words in done.err
