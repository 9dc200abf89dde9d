"""`export`: one of the tables, in the form it is wanted in, from the state alone."""

import codecs
import io
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table as Drawn
from rich.text import Text

from collector.cli.commands.export_options import Asked, check, wanted_of
from collector.cli.commands.import_summary import account_named
from collector.cli.output import echo
from collector.cli.progress_line import Progress
from collector.config.settings import Settings
from collector.core.atomic_files import check_writable, write_bytes
from collector.core.clock import Clock
from collector.core.errors import ExportRefused
from collector.core.moments import moment
from collector.storage import ledger
from collector.storage.database import read_state
from collector.storage.items import ListedItem
from collector.storage.state_folder import state_file
from collector.storage.transaction import Transaction
from collector.views.exports import formats
from collector.views.exports.formats import plain
from collector.views.exports.table import At, ExportFilter, Table
from collector.views.zone import days_zone

Make = Callable[[Transaction, ExportFilter], Table]
MakeItems = Callable[[Transaction, ExportFilter], Iterator[ListedItem]]
_FORMS = {"csv": formats.as_csv, "json": formats.as_json, "jsonl": formats.as_jsonl, "anki": formats.as_cards}
_SUFFIXES = {".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl"}
# Where no terminal says how wide it is.
_WIDE = 240


@dataclass(frozen=True, slots=True)
class Output:
    """Where it goes, None for standard output, and in which form, None for the one that suits the place.

    *bom*: CSV begins with the mark of UTF-8. *between* stands between characters that leave alone.
    """

    form: str | None
    out: Path | None
    bom: bool
    between: str = "\n"


def export(settings: Settings, clock: Clock, make: Make, asked: Asked, output: Output) -> int:
    """Write the table that *make* makes of what is *asked* for."""
    now, form = moment(clock.now()), _form(output)
    check(asked, now)

    def read(tx: Transaction) -> bytes:
        wanted = wanted_of(asked, now, days_zone(tx, settings.zone))
        table = make(tx, wanted)
        if form == "table":
            return _drawn(table, wanted.zone, output).encode()
        if form == "anki" and not table.card:
            raise ExportRefused("Flash cards are of items: anki fits failed, known, unknown and leeches.")
        mark = codecs.BOM_UTF8 if output.bom and form == "csv" else b""
        return _packed(mark, _FORMS[form](table, wanted.zone))

    return _emit(_read(settings, asked, read), output)


def characters(settings: Settings, clock: Clock, make: MakeItems, asked: Asked, output: Output) -> int:
    """Write the characters of items alone; radicals that are pictures have none."""
    now = moment(clock.now())
    check(asked, now)

    def read(tx: Transaction) -> bytes:
        wanted = wanted_of(asked, now, days_zone(tx, settings.zone))
        found = [item.characters for item in make(tx, wanted) if item.characters]
        return (output.between.join(found) + "\n").encode() if found else b""

    return _emit(_read(settings, asked, read), output)


def _read(settings: Settings, asked: Asked, read: Callable[[Transaction], bytes]) -> bytes:
    name = account_named(settings, asked.account)

    def read_if_any(tx: Transaction) -> bytes | None:
        return read(tx) if ledger.polls.last_success(tx) is not None else None

    with Progress() as progress:
        progress.echo("Reading the state …")
        content = read_state(state_file(settings.collector_state, name), read_if_any)
    if content is None:
        raise ExportRefused(
            f"{name}: nothing collected yet in {settings.collector_state}; wanikani-collector poll does it."
        )
    return content


def _form(output: Output) -> str:
    if output.form is not None:
        return output.form
    if output.out is not None:
        return _SUFFIXES.get(output.out.suffix.lower(), "csv")
    return "table" if sys.stdout.isatty() else "csv"


def _packed(mark: bytes, pieces: Iterable[str]) -> bytes:
    """Return all of it: years of reviews would need several times the memory as text."""
    packed = io.BytesIO()
    packed.write(mark)
    for piece in pieces:
        packed.write(piece.encode())
    return packed.getvalue()


def _emit(content: bytes, output: Output) -> int:
    if output.out is not None:
        check_writable(output.out, what="export")
        write_bytes(output.out, content, what="export")
        echo(f"Written to {output.out}.", err=True)
    else:
        # Not as text: what a terminal's encoding cannot say would be lost in a file.
        sys.stdout.buffer.write(content)
    return 0


def _drawn(table: Table, zone: ZoneInfo, output: Output) -> str:
    """Return the columns that a person wants to see, as wide as the terminal."""
    places = [table.columns.index(name) for name in table.brief or table.columns]
    rows = list(table.rows)
    drawn = Drawn(box=None, header_style="bold", pad_edge=False)
    for place in places:
        numbers = any(isinstance(row[place], int | float) for row in rows)
        whole = table.columns[place] == "characters" or any(isinstance(row[place], At) for row in rows)
        heading = table.columns[place].replace("_", " ")
        drawn.add_column(heading, justify="right" if numbers else "left", no_wrap=whole)
    for row in rows:
        cells = (plain(row[place], zone) for place in places)
        drawn.add_row(*(Text("" if cell is None else str(cell)) for cell in cells))
    on_terminal = output.out is None and sys.stdout.isatty()
    console = Console(highlight=False, width=None if on_terminal else _WIDE, force_terminal=on_terminal)
    with console.capture() as captured:
        console.print(drawn if rows else "Nothing.")
    return captured.get()
