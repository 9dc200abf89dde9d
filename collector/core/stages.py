"""The SRS stages, the groups learners know them by, and the groups' colours: the one list of each.

Source: WaniKani's API documentation, "Spaced Repetition Systems", and its knowledge base, "SRS Stages".

>>> SrsStage.GURU_2.label, SrsStage.GURU_2.words, SrsStage.GURU_2.group
('guru_2', 'guru 2', 'guru')
>>> by_group({"kanji": (3, 1, 0, 0, 2, 0, 0, 0, 0, 4)})["apprentice"]
3
"""

from collections.abc import Mapping, Sequence
from enum import IntEnum


class SrsStage(IntEnum):
    """The ten stages of WaniKani's spaced repetition, as its API numbers them."""

    LESSON = 0
    APPRENTICE_1 = 1
    APPRENTICE_2 = 2
    APPRENTICE_3 = 3
    APPRENTICE_4 = 4
    GURU_1 = 5
    GURU_2 = 6
    MASTER = 7
    ENLIGHTENED = 8
    BURNED = 9

    @property
    def label(self) -> str:
        """The stage's name in tags and fields: `apprentice_1` … `burned`."""
        return STAGES[self]

    @property
    def words(self) -> str:
        """The stage as people read it: `apprentice 1` … `burned`."""
        return in_words(self.label)

    @property
    def group(self) -> str:
        """The name learners use: `apprentice`, `guru`, `master`, `enlightened`, `burned`."""
        return _GROUP_OF[self]


def in_words(name: str) -> str:
    """Return the name of a kind or stage as people read it: `kana vocabulary`, `guru 1`."""
    return name.replace("_", " ")


STAGES = tuple(stage.name.lower() for stage in SrsStage)
_GROUP_OF = tuple(label.rsplit("_", 1)[0] for label in STAGES)
# Those an item is reviewed in, as plain numbers.
REVIEWED_STAGES = range(SrsStage.APPRENTICE_1.value, SrsStage.BURNED.value)

# From the bottom up, as learners climb; `lesson` is where an item waits before the first of them.
GROUPS = ("apprentice", "guru", "master", "enlightened", "burned")
REVIEWED_GROUPS = GROUPS[:-1]
# Those of several stages, and these stages.
DIVIDED_GROUPS = ("apprentice", "guru")
STEPS = tuple(stage.label for stage in SrsStage if stage.group in DIVIDED_GROUPS)

# The same everywhere: those that learners know from WaniKani.
COLOURS = {
    "lesson": "#888888",
    "apprentice": "#dd0093",
    "guru": "#882d9e",
    "master": "#294ddb",
    "enlightened": "#0093dd",
    "burned": "#e49900",
}


def by_group(stages: Mapping[str, Sequence[int]]) -> dict[str, int]:
    """Return the items of all kinds in each group, from `lesson` to `burned`; *stages* has ten a kind."""
    together = dict.fromkeys(_GROUP_OF, 0)
    for counted in stages.values():
        for group, items in zip(_GROUP_OF, counted, strict=True):
            together[group] += items
    return together
