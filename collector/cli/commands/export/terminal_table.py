"""An export's table for a person: the columns of most interest, as wide as the terminal."""

from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table as DrawnTable
from rich.text import Text

from collector.views.exports.formats import plain
from collector.views.exports.table import Table, Timestamp

# In characters, where no terminal has a width.
_WIDTH = 240


def drawn_table(table: Table, zone: ZoneInfo, *, on_terminal: bool) -> str:
    """Return the brief columns of *table*, in colour *on_terminal*; times are those of *zone*."""
    drawn = DrawnTable(box=None, header_style="bold", pad_edge=False)
    places = [table.columns.index(name) for name in table.terminal_columns or table.columns]
    rows = list(table.rows)
    for place in places:
        numbers = any(isinstance(row[place], int | float) for row in rows)
        whole = table.columns[place] == "characters" or any(isinstance(row[place], Timestamp) for row in rows)
        heading = table.columns[place].replace("_", " ")
        drawn.add_column(heading, justify="right" if numbers else "left", no_wrap=whole)
    for row in rows:
        cells = (plain(row[place], zone) for place in places)
        drawn.add_row(*(Text("" if cell is None else str(cell)) for cell in cells))
    console = Console(highlight=False, width=None if on_terminal else _WIDTH, force_terminal=on_terminal)
    with console.capture() as captured:
        console.print(drawn if rows else "Nothing.")
    return captured.get()
