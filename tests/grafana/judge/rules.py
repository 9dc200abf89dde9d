"""What must hold for every panel, whatever it shows: each rule yields a sentence for each fault. Pure."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from collector.core.stages import COLOURS
from tests.grafana.judge.judge import Seen

Rule = Callable[[Seen], Iterator[str]]
EMPTY_CELL = "–"
# The names that the data source and the library give to an unnamed field.
NAMELESS = {"value", "Value", "time", "Time", ""}
SPELT_FOR_MACHINES = re.compile(r"[a-z]+(_[a-z0-9]+)+|.*[$\\{}].*|Time \d+|null|undefined|NaN|Infinity")
_COUNT_UNITS = {"locale", "none", "short"}
_ENDINGS = {"percent": ("%",), "s": ("s", "min", "h", "ms"), "suffix:days": (" days",)}


def faults(seen: Seen) -> list[str]:
    """Return the faults of a panel, in the order of the rules."""
    return [fault for rule in RULES for fault in rule(seen)]


def _is_shown(seen: Seen) -> Iterator[str]:
    if "problem" in seen.shown:
        yield f"Grafana fails: {seen.shown['problem']}"
    if seen.shown.get("message") not in {None, seen.panel["fieldConfig"]["defaults"]["noValue"]}:
        yield f"it says {seen.shown['message']!r}"


def _is_one_table(seen: Seen) -> Iterator[str]:
    if seen.shown.get("tables", 1) > 1:
        yield f"only the first of {seen.shown['tables']} tables is shown"


def _names_are_words(seen: Seen) -> Iterator[str]:
    for head in dict.fromkeys(seen.heads):
        if head in NAMELESS or SPELT_FOR_MACHINES.fullmatch(head):
            yield f"a head reads {head!r}"
    # The only series or value needs no name.
    for name in dict.fromkeys(seen.names) if len(seen.names) > 1 else ():
        if name in NAMELESS or SPELT_FOR_MACHINES.fullmatch(name):
            yield f"a name reads {name!r}"


def _names_are_different(seen: Seen) -> Iterator[str]:
    for names in (seen.heads, seen.names):
        yield from (f"{number} are named {name!r}" for name, number in Counter(names).items() if number > 1)


def _texts_are_words(seen: Seen) -> Iterator[str]:
    cells = [(head, cell["text"]) for head, cell in seen.cells()]
    values = [(value["name"], value["text"]) for value in seen.shown.get("values", ())]
    labels = [("a label", label) for label in seen.shown.get("labels", ())]
    for name, text in dict.fromkeys((*cells, *values, *labels)):
        if SPELT_FOR_MACHINES.fullmatch(text):
            yield f"{name} reads {text!r}"


def _no_cell_shows_the_empty_state(seen: Seen) -> Iterator[str]:
    sentence = seen.panel["fieldConfig"]["defaults"]["noValue"]
    for head in dict.fromkeys(head for head, cell in seen.cells() if cell["text"] == sentence):
        yield f"a cell of {head!r} shows the sentence for a panel without data"


def _an_empty_cell_says_so(seen: Seen) -> Iterator[str]:
    for head, text in dict.fromkeys((head, cell["text"]) for head, cell in seen.cells() if cell["empty"]):
        if text != EMPTY_CELL:
            yield f"an empty cell of {head!r} reads {text!r}"


def _an_empty_cell_has_no_colour(seen: Seen) -> Iterator[str]:
    for head, cell in seen.cells():
        if cell["empty"] and not (cell.get("colour") or "#00000000").endswith("00000000"):
            yield f"an empty cell of {head!r} is coloured {cell['colour']}"


def _no_row_is_lost(seen: Seen) -> Iterator[str]:
    answered = seen.asked.get("rows")
    reshaped = {each["id"] for each in seen.panel.get("transformations", ())} - {"organize", "sortBy"}
    if answered is not None and "rows" in seen.shown and not reshaped and len(seen.shown["rows"]) != answered:
        yield f"{answered} rows were answered and {len(seen.shown['rows'])} are shown"


def _labels_are_whole(seen: Seen) -> Iterator[str]:
    cut = [label for label in seen.shown.get("labels", ()) if label.endswith("...")]
    if cut:
        yield f"{len(cut)} labels are cut off, such as {cut[0]!r}"


def _colours_are_shown(seen: Seen) -> Iterator[str]:
    for column in seen.shown.get("columns", ()):
        if column["mappedColours"] and not column["colours"]:
            yield f"the colours of {column['head']!r} are not shown: it has no type of cell that shows any"


def _every_number_has_a_unit(seen: Seen) -> Iterator[str]:
    numbers = [each for each in seen.shown.get("columns", ()) if each["type"] == "number"]
    for each in (*numbers, *seen.shown.get("series", ()), *seen.shown.get("values", ())):
        if not each.get("unit"):
            yield f"{each.get('head') or each.get('name')!r} has no unit"


def _texts(seen: Seen) -> Iterator[tuple[str, str | None, str]]:
    """Yield name, unit and text of every number that is shown."""
    for row in seen.shown.get("rows", ()):
        for column, cell in zip(seen.shown["columns"], row, strict=True):
            if column["type"] == "number" and not cell["empty"]:
                yield column["head"], column["unit"], cell["text"]
    for each in seen.shown.get("series", ()):
        yield from ((each["name"], each["unit"], text) for _, _, text in each["points"] if text is not None)
    for value in seen.shown.get("values", ()):
        yield value["name"], value["unit"], value["text"]


def _units_are_read_as_meant(seen: Seen) -> Iterator[str]:
    no_value = seen.panel["fieldConfig"]["defaults"]["noValue"]
    wrong: dict[str, str] = {}
    for name, unit, text in _texts(seen):
        ending = _ENDINGS.get(unit or "")
        if ending and text[:1].isdigit() and text != no_value and not text.endswith(ending):
            wrong.setdefault(name, f"{name!r} reads {text!r}, which is no {unit}")
    yield from wrong.values()


def _counts_have_few_decimals(seen: Seen) -> Iterator[str]:
    # One where it is a mean or a score; a count has none.
    for name, unit, text in _texts(seen):
        if unit in _COUNT_UNITS and re.search(r"\d\.\d\d", text):
            yield f"{name!r} reads {text!r}"
            return


def _stages_have_their_colours(seen: Seen) -> Iterator[str]:
    for each in (*seen.shown.get("series", ()), *seen.shown.get("values", ())):
        wanted = COLOURS.get(each["name"])
        if wanted and each["colour"] != wanted:
            yield f"{each['name']!r} is {each['colour']}, and learners know it as {wanted}"


def _what_is_there_is_drawn(seen: Seen) -> Iterator[str]:
    for each in seen.shown.get("series", ()):
        # What shades vacations is 0 on all other days, and meant to be unseen then.
        if not each["visible"] and any(value for _, value, _ in each["points"]):
            yield f"{each['name']!r} has values, but too few for a line and no points"


def _bars_are_in_the_order_of_time(seen: Seen) -> Iterator[str]:
    moments = seen.shown.get("moments", [])
    if moments != sorted(moments):
        yield "its bars are not in the order of time"


def _a_table_has_the_columns_that_are_named(seen: Seen) -> Iterator[str]:
    if "columns" in seen.shown and seen.has_data:
        names = dict.fromkeys(seen.shown.get("unknown", ()))
        yield from (f"a transformation names {name!r}, which is not there" for name in names)


def _every_table_override_matches(seen: Seen) -> Iterator[str]:
    # Elsewhere a name may be missing: not every time range has reviews of each stage.
    if "columns" in seen.shown and seen.has_data:
        yield from (f"no column matches the override {matcher}" for matcher in seen.shown["unmatched"])


RULES: tuple[Rule, ...] = (
    _is_shown,
    _is_one_table,
    _names_are_words,
    _names_are_different,
    _texts_are_words,
    _no_cell_shows_the_empty_state,
    _an_empty_cell_says_so,
    _an_empty_cell_has_no_colour,
    _no_row_is_lost,
    _labels_are_whole,
    _colours_are_shown,
    _every_number_has_a_unit,
    _units_are_read_as_meant,
    _counts_have_few_decimals,
    _stages_have_their_colours,
    _what_is_there_is_drawn,
    _bars_are_in_the_order_of_time,
    _a_table_has_the_columns_that_are_named,
    _every_table_override_matches,
)
