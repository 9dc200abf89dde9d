"""`lookup`: prints what WaniKani teaches about words, their kanji and their radicals."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import click

from collector.cli.accounts import account_named
from collector.cli.commands.export.destination import Destination, write_content
from collector.cli.commands.lookup_tree import tree_lines
from collector.cli.options import FILE, INPUT, STDIN_OR_STDOUT, account_option
from collector.cli.output import drawing_width, echo, echo_drawing
from collector.cli.startup import load_settings_with_warnings
from collector.config.settings import Settings
from collector.core.errors import ActionRequiredError, WordsNotFound
from collector.core.wording import names_in_words
from collector.importers.input_file import lines, open_input
from collector.storage.database import read_state
from collector.storage.state_folder import state_file
from collector.views.lookup.cards import as_cards
from collector.views.lookup.entries import NOTICE, Lookup
from collector.views.lookup.markdown import as_markdown
from collector.views.lookup.read import read_lookup

_WHAT = "lookup"
_SUFFIXES = {".html": "html", ".htm": "html", ".md": "markdown"}
_NO_MNEMONICS = "No mnemonics are stored yet: the next poll fetches them."


def _as_tree(lookup: Lookup) -> Iterator[str]:
    return (f"{line.plain}\n" for line in tree_lines(lookup, None))


def _as_page(lookup: Lookup) -> Iterator[str]:
    # It brings jinja2, which no other format needs.
    from collector.views.lookup.page import page  # noqa: PLC0415

    yield page(lookup)


_FORMATS: Mapping[str, Callable[[Lookup], Iterator[str]]] = {
    "tree": _as_tree,
    "markdown": as_markdown,
    "html": _as_page,
    "anki": as_cards,
}


@click.command("lookup", epilog=NOTICE)
@click.argument("words", nargs=-1)
@click.option("--file", "source", type=INPUT, help="A list of words, or a text; - is standard input.")
@click.option(
    "--format", type=click.Choice(tuple(_FORMATS)), help="Default: tree, or by the extension of --out."
)
@click.option("--out", "--output", "out", type=FILE, help="File to write; .html and .md set the format.")
@account_option
def command(
    words: tuple[str, ...],
    source: Path | None,
    format: str | None,  # noqa: A002 - the option's name
    out: Path | None,
    account: str | None,
) -> int:
    """Look up WORDS, or the words of a text: meaning, reading, level, your stage, kanji, radicals, mnemonics.

    It reads only the state: no network. Without WORDS, it reads the text from --file or standard input.
    It finds words as WaniKani writes them, longest first; for others it shows their kanji and similar words.
    """
    settings = load_settings_with_warnings()
    texts = list(_texts(words, source))
    if not texts:
        raise WordsNotFound("Nothing to look up: give words or a text.")
    found = _read(settings, account_named(settings, account), texts)
    if not found.complete:
        echo(_NO_MNEMONICS, err=True)
    chosen = format or _SUFFIXES.get(out.suffix.lower() if out else "", "tree")
    if found.entries or (chosen == "tree" and found.unknown):
        _write(found, chosen, Destination(out, bom=False))
    _refuse_nothing(found)
    return 0


def _texts(words: Iterable[str], source: Path | None) -> Iterator[str]:
    """Yield what was given, in pieces that may be one word each: arguments, and lines of a file."""
    yield from (word for word in words if word.strip())
    if source is None and not words and not sys.stdin.isatty():
        source = STDIN_OR_STDOUT
    if source is not None:
        yield from _lines_of(source)
    elif not words:
        raise click.UsageError("Give WORDS, or a text with --file or on standard input.")


def _lines_of(path: Path) -> Iterator[str]:
    with open_input(path) as source:
        for line in lines(source):
            if line.text is None:
                raise source.error(f"has a line that is too long (line {line.number}): split it.")
            if line.text.strip():
                yield line.text


def _read(settings: Settings, name: str, texts: list[str]) -> Lookup:
    found = read_state(state_file(settings.collector_state, name), lambda tx: read_lookup(tx, texts))
    if found is None:
        raise ActionRequiredError(
            f"{name}: nothing collected yet in {settings.collector_state}; run wanikani-collector poll first."
        )
    return found


def _write(found: Lookup, chosen: str, destination: Destination) -> None:
    if chosen == "tree" and destination.on_terminal:
        echo_drawing(tree_lines(found, drawing_width()))
        return
    write_content("".join(_FORMATS[chosen](found)).encode(), destination, what=_WHAT)
    if chosen == "anki" and found.unknown:
        echo(f"Not in WaniKani: {_named(found)}.", err=True)


def _refuse_nothing(found: Lookup) -> None:
    """Raise `WordsNotFound` if WaniKani teaches none of the words."""
    if not found.entries:
        what = f"none of these words: {_named(found)}" if found.unknown else "no word of this text"
        raise WordsNotFound(f"WaniKani teaches {what}.")


def _named(found: Lookup) -> str:
    return names_in_words([unknown.word for unknown in found.unknown])
