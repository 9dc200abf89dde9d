"""Flash cards as a text file for Anki. Pure.

Source: Anki's manual, "Text Files"; tried with Anki 2.1.66, 24.11 and 26.9.3. It maps fields by their
position where the file does not name them. A file that names them works only with note types whose fields
have those names, and no note type is called the same in every language.
"""

from collections.abc import Iterator, Mapping
from html import escape

from collector.views.exports.table import ITEM_COLUMNS, Cell, Table

# What a row must have to become a card.
COLUMNS = ("subject_id", *ITEM_COLUMNS)
HEADER = (
    "#separator:tab",
    "#html:true",
    # Of one WaniKani subject: a later file updates the note, and 一 the kanji is not 一 the word.
    "#guid column:1",
    # A deck that is not there yet is made for a column, but by an older Anki not for `#deck:NAME`.
    "#deck column:2",
    "#tags column:5",
)
_DECK = "WaniKani"


def as_cards(table: Table) -> Iterator[str]:
    """Yield header lines, then one note per line: guid, deck, front, back and tags between tabs.

    A kanji that WaniKani does not teach is no card: nothing would be on its back.
    """
    yield "\n".join(HEADER) + "\n"
    places = {name: table.columns.index(name) for name in COLUMNS}
    for row in table.rows:
        item = {name: row[place] for name, place in places.items()}
        if item["subject_id"] is None:
            continue
        tags = tags_of(item["subject_type"], item["level"], item["srs_stage"])
        yield note(item["subject_id"], _text(item["characters"]), _back(item), tags)


def note(subject: object, front: str, back: str, tags: str) -> str:
    """Return the line of a note of *subject*, an id; front and back are HTML in one line."""
    return "\t".join((f"wanikani-{subject}", _DECK, front, back, tags)) + "\n"


def tags_of(kind: object, level: object, stage: object) -> str:
    """Return the tags of a subject of *kind* and *level* in *stage*.

    >>> tags_of("kanji", 7, "guru_1")
    'wanikani::kanji wanikani::level-07 wanikani::guru_1'
    """
    return " ".join(
        f"wanikani::{'_'.join(str(name).split())}" for name in (kind, f"level-{level:0>2}", stage)
    )


def _back(item: Mapping[str, Cell]) -> str:
    """Return the accepted answers, a line each; then in small those that WaniKani does not accept."""
    asked = [_text(item["meanings"]), _text(item["readings"])]
    others = ", ".join(filter(None, (_text(item["other_meanings"]), _text(item["other_readings"]))))
    small = f"<small>not accepted: {others}</small>" if others else ""
    return "<br>".join(filter(None, (*asked, small)))


def _text(cell: Cell) -> str:
    """Return *cell* as HTML in one line. Without quotation marks, no field swallows the lines after it."""
    text = ", ".join(map(str, cell)) if isinstance(cell, tuple) else "" if cell is None else str(cell)
    return escape(" ".join(text.split()))
