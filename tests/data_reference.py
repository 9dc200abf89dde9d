"""The data reference: what is generated of it, and the examples in it.

The explanations and examples are written by hand; names, tags, types and units come from the catalogue.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from collector.points.measurements import CATALOGUE, Measurement

DATA_REFERENCE = Path(__file__).parents[1] / "docs" / "data-reference.md"
_PARTS = re.compile(
    r"^#{2,3} (?P<title>[^\n]+)$|^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)


class Example(NamedTuple):
    """One block of code, and the title that it stands under: for queries their measurement."""

    title: str
    text: str


def tables() -> dict[str, str]:
    """Return what is generated, by the name of its markers."""
    return {"index": _index(), **{each.name: _described(each) for each in CATALOGUE}}


def examples(language: str) -> list[Example]:
    """Return the blocks of code in that *language*, in order."""
    return [example for found, example in _blocks() if found == language]


def _blocks() -> Iterator[tuple[str, Example]]:
    title = ""
    for part in _PARTS.finditer(DATA_REFERENCE.read_text("utf-8")):
        if part["title"]:
            title = part["title"].strip("`")
        else:
            yield part["language"], Example(title, part["text"])


def _index() -> str:
    rows = [f"| [`{each.name}`](#{each.name}) | {each.meaning} | {_tags(each)} |" for each in CATALOGUE]
    return "\n".join(["| measurement | meaning | tags besides `account` |", "|---|---|---|", *rows]) + "\n"


def _tags(measurement: Measurement) -> str:
    return ", ".join(f"`{tag}`" for tag in measurement.tags) or "–"


def _described(measurement: Measurement) -> str:
    tags = [f"    - `{name}`: {values}" for name, values in measurement.tags.items()]
    rows = [
        f"| `{name}` | {each.type.value} | {each.unit.value} | {each.meaning} |"
        for name, each in measurement.fields.items()
    ]
    return "\n".join([
        measurement.meaning,
        "",
        f"- **Time:** {measurement.time}.",
        f"- **Written:** {measurement.written}",
        f"- **Tags:** `account`{', and:' if tags else ' alone.'}",
        *tags,
        "",
        "| field | type | unit | meaning |",
        "|---|---|---|---|",
        *rows,
        "",
    ])  # fmt: skip
