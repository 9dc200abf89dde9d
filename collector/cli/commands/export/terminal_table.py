"""An export's table for a person: the columns of most interest, as wide as the terminal."""

import shutil
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from collector.cli.output import in_colours
from collector.cli.styled_text import Text
from collector.cli.text_table import table_lines
from collector.views.exports.formats import plain
from collector.views.exports.table import Cell, Table, Timestamp

# In characters, where no terminal has a width.
_WIDTH = 240
# More rows than this are unreadable on a terminal.
MOST_ROWS = 200
_MORE = "… these are the first {most} rows: --all shows the others too, --format csv is faster.\n"


def drawn_table(table: Table, zone: ZoneInfo, *, on_terminal: bool, most: int | None = MOST_ROWS) -> str:
    """Return the brief columns of *table*, in colour *on_terminal*; times are those of *zone*.

    Of more than *most* rows (None: any number) it has the first ones, and says so.
    """
    rest = iter(table.rows)
    rows = list(islice(rest, most))
    width = shutil.get_terminal_size().columns if on_terminal else _WIDTH
    lines = _drawn(table, rows, zone, width) if rows else [Text.of("Nothing.")]
    styled = in_colours(on_terminal=on_terminal)
    drawn = "".join(f"{line.shown(true_colours=False) if styled else line.plain}\n" for line in lines)
    more = next(rest, None) is not None
    return drawn + (_MORE.format(most=most) if more else "")


def _drawn(table: Table, rows: Sequence[Sequence[Cell]], zone: ZoneInfo, width: int) -> Iterator[Text]:
    places = [table.columns.index(name) for name in table.terminal_columns or table.columns]
    columns = [(table.columns[place], [row[place] for row in rows]) for place in places]
    return table_lines(
        [name.replace("_", " ") for name, _ in columns],
        [[_cell(row[place], zone) for place in places] for row in rows],
        width,
        right={place for place, (_, cells) in enumerate(columns) if _has(cells, int | float)},
        whole={
            place
            for place, (name, cells) in enumerate(columns)
            if name == "characters" or _has(cells, Timestamp)
        },
    )


def _has(cells: Sequence[Cell], kind: Any) -> bool:
    return any(isinstance(cell, kind) for cell in cells)


def _cell(cell: Cell, zone: ZoneInfo) -> str:
    shown = plain(cell, zone)
    return "" if shown is None else str(shown)
