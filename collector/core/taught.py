"""WaniKani's teaching material about its subjects: mnemonics and components."""

from dataclasses import dataclass
from typing import NamedTuple

from collector.core.model import Subject, SubjectId
from collector.core.moments import Moment


@dataclass(frozen=True, slots=True)
class Mnemonics:
    """WaniKani's mnemonics for a subject's meaning and reading, with their markup.

    None where it has none: radicals and kana vocabulary have no reading. The texts are WaniKani's, for
    its subscriber alone: they stay in the learner's state, and only `lookup` shows them.
    """

    subject_id: SubjectId
    meaning: str | None
    reading: str | None


@dataclass(frozen=True, slots=True)
class TaughtSubject:
    """A subject, and what helps to remember it: one row of WaniKani's, kept in two places."""

    subject: Subject
    mnemonics: Mnemonics

    @property
    def id(self) -> SubjectId:
        """The subject's."""
        return self.subject.id

    @property
    def updated_at(self) -> Moment:
        """The time WaniKani last changed any of it."""
        return self.subject.updated_at


class TaughtItem(NamedTuple):
    """A subject, its parts, and where the learner stands with it; *stage* is None while it is locked."""

    subject_id: SubjectId
    kind: str
    level: int
    slug: str
    characters: str | None
    meanings: tuple[str, ...]
    readings: tuple[str, ...]
    stage: int | None
    components: tuple[SubjectId, ...]
