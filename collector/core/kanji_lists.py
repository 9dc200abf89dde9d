"""The lists of kanji whose coverage is counted: their names, their labels, and WaniKani's bands.

`kanji_members` has the kanji of all but WaniKani's own lists, which are those of the subjects in the state.

>>> band(23)
'wanikani_21_30'
>>> LABELS["joyo_4"]
'Jōyō grade 4'
"""

from collections.abc import Mapping
from dataclasses import dataclass

_BAND = 10
# The levels that have a list: its name stays, whatever WaniKani adds.
_LEVELS = range(1, 61)
# Four Jōyō kanji, in the form that the official table prints and older character sets lack; the lists have
# the usual one, which the table allows, and which dictionaries, newspapers and learners' sites write.
_USUAL_FORMS = str.maketrans("𠮟塡剝頰", "叱填剥頬")


@dataclass(frozen=True, slots=True)
class ListGroup:
    """Lists that are shown together: *short* has a word for each, by its name and in order.

    *pattern* makes of it what the list is called elsewhere.
    """

    name: str
    title: str
    pattern: str
    short: Mapping[str, str]

    @property
    def labels(self) -> dict[str, str]:
        """The label of each list, by its name."""
        return {name: self.pattern.format(word) for name, word in self.short.items()}


def usual_form(characters: str) -> str:
    """Return *characters* in the form in which the lists have them."""
    return characters.translate(_USUAL_FORMS)


def band(level: int) -> str | None:
    """Return the list that WaniKani's kanji of *level* are in; None for a level that is in none."""
    if level not in _LEVELS:
        return None
    first = (level - 1) // _BAND * _BAND + 1
    return _band_name(first)


def _band_name(first: int) -> str:
    return f"wanikani_{first:02d}_{first + _BAND - 1:02d}"


_BANDS = _LEVELS[::_BAND]
FREQUENT = (500, 1000, 2000)
# The order of groups, and of the lists of each, is the one in which they are shown.
GROUPS = (
    ListGroup(
        "joyo",
        "Jōyō",
        "Jōyō {}",
        {**{f"joyo_{grade}": f"grade {grade}" for grade in range(1, 7)}, "joyo_s": "secondary"},
    ),
    ListGroup("jlpt", "JLPT", "JLPT {}", {f"jlpt_n{level}": f"N{level}" for level in range(5, 0, -1)}),
    ListGroup(
        "frequency",
        "Most frequent",
        "{} most frequent",
        {f"frequency_{count}": f"{count:,}" for count in FREQUENT},
    ),
    ListGroup(
        "wanikani",
        "WaniKani",
        "WaniKani {}",
        {_band_name(first): f"levels {first}–{first + _BAND - 1}" for first in _BANDS},
    ),
)
LABELS: Mapping[str, str] = {name: label for group in GROUPS for name, label in group.labels.items()}
NAMES = tuple(LABELS)
