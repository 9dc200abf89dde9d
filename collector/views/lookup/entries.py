"""Arranges words as a tree of entries, each with its parts. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from collector.core.model import SubjectId
from collector.core.stages import SrsStage, in_words
from collector.core.taught import Mnemonics, TaughtItem
from collector.core.wording import visible
from collector.views.lookup.markup import Span, paragraphs
from collector.views.lookup.words import Unknown

NOTICE = (
    "Mnemonics, meanings and readings are content of WaniKani (Tofugu LLC), for your own study as its "
    "subscriber: do not publish them or pass them on."
)


@dataclass(frozen=True, slots=True)
class Mnemonic:
    """One of an entry's mnemonics: what it helps to remember, and WaniKani's text."""

    label: str
    text: str

    @property
    def paragraphs(self) -> list[list[Span]]:
        """The paragraphs, in pieces with their marks. Ten thousand words have too many to keep them."""
        return paragraphs(self.text)


@dataclass(frozen=True, slots=True)
class Entry:
    """A subject, what it is made of, and its mnemonics; one that is *repeated* has both where it came first.

    A radical that is only a picture goes by its name. *beyond*: it is above the levels that the learner's
    subscription grants.
    """

    id: SubjectId
    kind: str
    name: str
    level: int
    beyond: bool
    meanings: tuple[str, ...]
    readings: tuple[str, ...]
    stage: SrsStage | None
    repeated: bool
    mnemonics: tuple[Mnemonic, ...]
    parts: "tuple[Entry, ...]"

    @property
    def facts(self) -> list[str]:
        """Its kind, level, meanings and readings, in words."""
        forms = (", ".join(self.meanings), ", ".join(self.readings))
        return [self.kind_name, *filter(None, forms), self.level_name]

    @property
    def kind_name(self) -> str:
        """The kind of subject, in words."""
        return in_words(self.kind)

    @property
    def level_name(self) -> str:
        """The level it is in now."""
        return f"level {self.level}{', beyond your subscription' if self.beyond else ''}"

    @property
    def stage_name(self) -> str:
        """The stage as a learner calls it."""
        return "locked" if self.stage is None else self.stage.words


@dataclass(frozen=True, slots=True)
class Lookup:
    """The result of a lookup: the words that were found, and those that WaniKani does not teach.

    *complete* is False where no mnemonics have been kept yet.
    """

    entries: tuple[Entry, ...]
    unknown: tuple[Unknown, ...]
    complete: bool = True


class Tree:
    """Makes entries, and remembers which subjects came before; *levels* are those the learner may study."""

    def __init__(
        self, taught: Mapping[SubjectId, TaughtItem], mnemonics: Mapping[SubjectId, Mnemonics], levels: int
    ) -> None:
        self._taught = taught
        self._mnemonics = mnemonics
        self._levels = levels
        self._shown: set[SubjectId] = set()

    def entries(self, subjects: Sequence[SubjectId]) -> tuple[Entry, ...]:
        """Return the entries of those of *subjects* that are known, each with its parts."""
        return tuple(self._entry(self._taught[subject]) for subject in subjects if subject in self._taught)

    def _entry(self, item: TaughtItem) -> Entry:
        repeated = item.subject_id in self._shown
        self._shown.add(item.subject_id)
        return Entry(
            id=item.subject_id,
            kind=item.kind,
            name=_one_line(item.characters or item.slug),
            level=item.level,
            beyond=item.level > self._levels,
            meanings=tuple(map(_one_line, item.meanings)),
            readings=tuple(map(_one_line, item.readings)),
            stage=None if item.stage is None else SrsStage(item.stage),
            repeated=repeated,
            mnemonics=() if repeated else tuple(self._told(item.subject_id)),
            parts=() if repeated else self.entries(item.components),
        )

    def _told(self, subject: SubjectId) -> Iterator[Mnemonic]:
        found = self._mnemonics.get(subject)
        for label, text in (("Meaning", found.meaning), ("Reading", found.reading)) if found else ():
            if text and text.strip():
                yield Mnemonic(label, text)


def _one_line(text: str) -> str:
    return " ".join(visible(text).split())


def each_once(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Yield every subject of *entries* and their parts, where it came first."""
    for entry in entries:
        if not entry.repeated:
            yield entry
            yield from each_once(entry.parts)
