"""What must hold for every panel on the screen: a sentence for each fault. Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.grafana.judge.rules import SPELT_FOR_MACHINES
from tests.grafana.screen import SeenPanel

# Grafana's own sentences in place of data: each of our panels has a sentence for that.
GRAFANAS_SENTENCES = re.compile(
    r"No data|Data outside time range|Zoom to data|An unexpected error happened|Cannot visualize data"
    r"|Data is missing a .* field|Loading plugin panel\.\.\.|Panel plugin not found.*"
)
# Bar charts of 9.5 do not know ours.
OF_OLD_BAR_CHARTS = "No data in response"
MOMENT = re.compile(r"[\d/:-]+( [\d:]+)?")
CHARTS = {"timeseries", "barchart"}
Json = Mapping[str, Any]


def faults(seen: SeenPanel, panel: Json, *, has_data: bool) -> list[str]:
    """Return the faults of a panel as seen, *panel* as it is meant; *has_data* if it must show some."""
    found = [*_trouble(seen), *_own_words(seen), *_axes(seen, panel), *_heads(seen, panel)]
    return found + (list(_data(seen, panel)) if has_data else list(_data_or_sentence(seen, panel)))


def _trouble(seen: SeenPanel) -> Iterator[str]:
    if seen.trouble:
        yield "it has a sign of a warning or an error"
    # The last label of an axis of time may end beyond the chart: Grafana places it so.
    cut = [text for text in dict.fromkeys(seen.cut) if not MOMENT.fullmatch(text)]
    yield from (f"{text!r} is cut off" for text in cut)
    yield from (f"{text!r} is too small to be read" for text in dict.fromkeys(seen.small))


def _own_words(seen: SeenPanel) -> Iterator[str]:
    for text in dict.fromkeys((*seen.texts, *seen.drawn)):
        if GRAFANAS_SENTENCES.fullmatch(text) or SPELT_FOR_MACHINES.fullmatch(text):
            yield f"it says {text!r}"


def _axes(seen: SeenPanel, panel: Json) -> Iterator[str]:
    sentence = panel["fieldConfig"]["defaults"]["noValue"]
    if sentence in seen.drawn:
        yield f"an axis says {sentence!r}"


def _heads(seen: SeenPanel, panel: Json) -> Iterator[str]:
    # Of a table wider than the screen, the first columns are there.
    meant = heads_of(panel)
    if seen.heads and seen.heads != meant[: max(len(seen.heads), 2)]:
        yield f"its heads are {seen.heads} and not {meant}"


def heads_of(panel: Json) -> list[str]:
    """Return the heads that a table is meant to have."""
    for each in panel.get("transformations", ()):
        if each["id"] == "organize":
            heads, places = each["options"]["renameByName"], each["options"]["indexByName"]
            return [heads[name] for name in sorted(places, key=places.__getitem__)]
    return []


def _data(seen: SeenPanel, panel: Json) -> Iterator[str]:
    sentence = panel["fieldConfig"]["defaults"]["noValue"]
    if {sentence, OF_OLD_BAR_CHARTS} & set(seen.texts) and not _is_one_of_several(seen, panel):
        yield f"it says {sentence!r}, and there is data"
    if panel["type"] in CHARTS and not seen.charts:
        yield "it has no chart"
    if panel["type"] == "table" and not seen.rows:
        yield "it has no rows"


def _is_one_of_several(seen: SeenPanel, panel: Json) -> bool:
    """Whether a sentence stands in place of one value beside others: today's accuracy after midnight."""
    said = seen.texts.count(panel["fieldConfig"]["defaults"]["noValue"])
    return panel["type"] == "stat" and said < len(panel["targets"]) and len(seen.texts) > said


def _data_or_sentence(seen: SeenPanel, panel: Json) -> Iterator[str]:
    sentence = panel["fieldConfig"]["defaults"]["noValue"]
    if sentence in seen.texts or (panel["type"] == "barchart" and OF_OLD_BAR_CHARTS in seen.texts):
        return
    if (panel["type"] in CHARTS and not seen.charts) or (panel["type"] == "table" and not seen.rows):
        yield f"it shows neither data nor {sentence!r}"
