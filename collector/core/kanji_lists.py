"""The lists of kanji whose coverage is counted: their names, what people call them, and WaniKani's bands.

`kanji_members` has the kanji of all but WaniKani's own lists, which are those of the subjects in the state.

>>> band(23)
'wanikani_21_30'
>>> LABELS["joyo_4"]
'Jōyō grade 4'
"""

from collections.abc import Mapping
from dataclasses import dataclass

from collector.core.model import HIGHEST_LEVEL

_BAND = 10
# Four Jōyō kanji as the official table prints them, and as the lists have them.
_USUAL_FORMS = str.maketrans("𠮟塡剝頰", "叱填剥頬")


@dataclass(frozen=True, slots=True)
class ListGroup:
    """Lists that are looked at together: *labels* has what people call each, by its name and in order."""

    name: str
    title: str
    labels: Mapping[str, str]


def usual_form(characters: str) -> str:
    """Return *characters* in the form in which the lists have them."""
    return characters.translate(_USUAL_FORMS)


def band(level: int) -> str | None:
    """Return the list that WaniKani's kanji of *level* are in; None for a level that is in none."""
    if not 1 <= level <= HIGHEST_LEVEL:
        return None
    first = (level - 1) // _BAND * _BAND + 1
    return _band_name(first)


def _band_name(first: int) -> str:
    return f"wanikani_{first:02d}_{first + _BAND - 1:02d}"


_BANDS = range(1, HIGHEST_LEVEL, _BAND)
FREQUENT = (500, 1000, 2000)
# The order of groups, and of the lists of each, is the one in which they are shown.
GROUPS = (
    ListGroup(
        "joyo",
        "Jōyō",
        {
            **{f"joyo_{grade}": f"Jōyō grade {grade}" for grade in range(1, 7)},
            "joyo_s": "Jōyō secondary school",
        },
    ),
    ListGroup("jlpt", "JLPT", {f"jlpt_n{level}": f"JLPT N{level}" for level in range(5, 0, -1)}),
    ListGroup(
        "frequency",
        "Most frequent",
        {f"frequency_{count}": f"{count:,} most frequent" for count in FREQUENT},
    ),
    ListGroup(
        "wanikani",
        "WaniKani",
        {_band_name(first): f"WaniKani levels {first}–{first + _BAND - 1}" for first in _BANDS},
    ),
)
LABELS: Mapping[str, str] = {name: label for group in GROUPS for name, label in group.labels.items()}
NAMES = tuple(LABELS)
