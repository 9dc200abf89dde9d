"""Writes an export: one of the tables, in the format that is wanted, from the state alone."""

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from collector.cli.accounts import account_named
from collector.cli.commands.export.options import ExportOptions, check_options, export_filter
from collector.cli.commands.export.terminal_table import MOST_ROWS, drawn_table
from collector.cli.output import echo
from collector.cli.progress_line import Progress
from collector.cli.startup import load_settings_with_warnings, system_clock
from collector.core.atomic_files import check_writable, write_bytes
from collector.core.encoding import BYTE_ORDER_MARK
from collector.core.errors import ExportRefused
from collector.core.moments import moment
from collector.storage import ledger
from collector.storage.database import read_state
from collector.storage.state_folder import state_file
from collector.storage.transaction import Transaction
from collector.views.exports import formats
from collector.views.exports.cards import as_cards
from collector.views.exports.table import ExportFilter, Table
from collector.views.present import present
from collector.views.zone import days_zone

MakeTable = Callable[[Transaction, ExportFilter], Table]
MakeCharacters = Callable[[Transaction, ExportFilter], Iterator[str]]
_FORMATS = {
    "csv": formats.as_csv,
    "json": formats.as_json,
    "jsonl": formats.as_jsonl,
}
_SUFFIXES = {".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl"}


@dataclass(frozen=True, slots=True)
class Destination:
    """The destination of an export, None for standard output; *bom*: CSV starts with a byte order mark."""

    out: Path | None
    bom: bool

    @property
    def on_terminal(self) -> bool:
        """Return True if the output goes to a terminal."""
        return self.out is None and sys.stdout.isatty()

    def format(self) -> str:
        """Return the format that suits the place."""
        if self.out is not None:
            return _SUFFIXES.get(self.out.suffix.lower(), "csv")
        return "table" if self.on_terminal else "csv"


def write_table(
    make: MakeTable,
    *,
    format: str | None,  # noqa: A002 - the option's name
    out: Path | None,
    bom: bool,
    all_rows: bool,
    **given: Any,
) -> int:
    """Write the table that *make* returns for the account and the filter of the *given* options.

    A table for a person has the first `MOST_ROWS`, unless *all_rows*. Raises `ExportRefused` when nothing
    was collected or the format does not fit, `FileNotWritable`, and `AccountNotNamed`.
    """
    destination = Destination(out, bom)
    chosen = format or destination.format()

    def read(tx: Transaction, wanted: ExportFilter) -> bytes:
        table = make(tx, wanted)
        if chosen == "table":
            most = None if all_rows else MOST_ROWS
            return drawn_table(table, wanted.zone, on_terminal=destination.on_terminal, most=most).encode()
        if chosen == "anki":
            return _cards(table)
        mark = BYTE_ORDER_MARK if bom and chosen == "csv" else b""
        return _packed(mark, _FORMATS[chosen](table, wanted.zone))

    slow = all_rows and chosen == "table"
    doing = "Drawing every row; --format csv is faster …" if slow else "Reading the state …"
    return write_content(_read(ExportOptions(**given), read, doing), destination)


def _cards(table: Table) -> bytes:
    if not table.of_items:
        raise ExportRefused(
            "Flash cards are made of items: --format anki works only with failed, known, unknown and leeches."
        )
    return _packed(b"", as_cards(table))


def write_characters(make: MakeCharacters, separator: str, *, out: Path | None, **given: Any) -> int:
    """Write the characters that *make* yields, and nothing else. Raises as `write_table`."""
    options = {name: value for name, value in given.items() if name not in {"format", "bom", "all_rows"}}

    def read(tx: Transaction, wanted: ExportFilter) -> bytes:
        found = list(make(tx, wanted))
        return (separator.join(found) + "\n").encode() if found else b""

    return write_content(
        _read(ExportOptions(**options), read, "Reading the state …"), Destination(out, bom=False)
    )


def _read(options: ExportOptions, read: Callable[[Transaction, ExportFilter], bytes], doing: str) -> bytes:
    settings = load_settings_with_warnings()
    now = moment(system_clock().now())
    check_options(options, now)
    name = account_named(settings, options.account)

    def read_if_any(tx: Transaction) -> bytes | None:
        if ledger.polls.last_success(tx) is None:
            return None
        return read(tx, export_filter(options, present(tx, now), days_zone(tx, settings.zone)))

    with Progress() as progress:
        progress.echo(doing)
        content = read_state(state_file(settings.collector_state, name), read_if_any)
    if content is None:
        raise ExportRefused(
            f"{name}: nothing collected yet in {settings.collector_state}; run wanikani-collector poll first."
        )
    return content


def _packed(mark: bytes, pieces: Iterable[str]) -> bytes:
    """Return all of it: years of reviews would need several times the memory as text."""
    packed = io.BytesIO()
    packed.write(mark)
    for piece in pieces:
        packed.write(piece.encode())
    return packed.getvalue()


def write_content(content: bytes, destination: Destination, *, what: str = "export") -> int:
    """Write *content* to the place; *what* is what it is, for an error. Raises `FileNotWritable`."""
    if destination.out is not None:
        check_writable(destination.out, what=what)
        write_bytes(destination.out, content, what=what)
        echo(f"Written to {destination.out}.", err=True)
    else:
        # Not as text: a terminal's encoding may lack characters that a file must have.
        sys.stdout.buffer.write(content)
    return 0
