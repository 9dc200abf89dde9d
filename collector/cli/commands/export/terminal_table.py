"""An export's table for a person: the columns of most interest, as wide as the terminal."""

from collections.abc import Sequence
from itertools import islice
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table as DrawnTable
from rich.text import Text

from collector.views.exports.formats import plain
from collector.views.exports.table import Cell, Table, Timestamp

# In characters, where no terminal has a width.
_WIDTH = 240
# A row takes 2 ms to draw: years of reviews would take minutes.
MOST_ROWS = 200
_MORE = "… these are the first {most} rows: --all draws the others too, --format csv is faster.\n"


def drawn_table(table: Table, zone: ZoneInfo, *, on_terminal: bool, most: int | None = MOST_ROWS) -> str:
    """Return the brief columns of *table*, in colour *on_terminal*; times are those of *zone*.

    Of more than *most* rows (None: any number) it has the first ones, and says so.
    """
    rest = iter(table.rows)
    rows = list(islice(rest, most))
    console = Console(highlight=False, width=None if on_terminal else _WIDTH, force_terminal=on_terminal)
    with console.capture() as captured:
        console.print(_drawn(table, rows, zone) if rows else "Nothing.")
    more = next(rest, None) is not None
    return captured.get() + (_MORE.format(most=most) if more else "")


def _drawn(table: Table, rows: Sequence[Sequence[Cell]], zone: ZoneInfo) -> DrawnTable:
    drawn = DrawnTable(box=None, header_style="bold", pad_edge=False)
    places = [table.columns.index(name) for name in table.terminal_columns or table.columns]
    for place in places:
        numbers = any(isinstance(row[place], int | float) for row in rows)
        whole = table.columns[place] == "characters" or any(isinstance(row[place], Timestamp) for row in rows)
        heading = table.columns[place].replace("_", " ")
        drawn.add_column(heading, justify="right" if numbers else "left", no_wrap=whole)
    for row in rows:
        cells = (plain(row[place], zone) for place in places)
        drawn.add_row(*(Text("" if cell is None else str(cell)) for cell in cells))
    return drawn
