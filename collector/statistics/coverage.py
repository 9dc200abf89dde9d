"""Counts the known kanji of each list, now and at every moment of the past.

A kanji is known once it was passed (Guru for the first time), and until a reset; it is being learned from its
lesson until then. The past is made of milestones, which say when a kanji was started and passed, and of
resets, which undo both. What is hidden now is left out of all of it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from collector.core.facts import Coverage
from collector.core.kanji_lists import NAMES, band, usual_form
from collector.core.model import KanjiEvent, StudiedKanji, SubjectId
from collector.core.moments import Moment, hour_of

Members = Mapping[str, Sequence[str]]
# When a reset was confirmed, and its target level.
ConfirmedReset = tuple[Moment, int]


class Lists:
    """The lists, as WaniKani teaches their kanji now: *members* are those of all but WaniKani's own lists."""

    def __init__(self, members: Members, kanji: Iterable[StudiedKanji]) -> None:
        named = _lists_by_kanji(tuple(members.items()))
        self.of: dict[SubjectId, list[str]] = {}
        self.totals = {name: len(members.get(name, ())) for name in NAMES}
        # How many of them WaniKani teaches.
        self.taught = Counter[str]()
        for one in kanji:
            own = band(one.level)
            self.of[one.subject_id] = [*named.get(usual_form(one.characters), ()), *([own] if own else ())]
            self.taught.update(self.of[one.subject_id])
            if own:
                self.totals[own] += 1


# Polls count the same lists again and again, and to turn them round takes longer than all the rest.
@lru_cache(maxsize=1)
def _lists_by_kanji(members: tuple[tuple[str, Sequence[str]], ...]) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for name, kanji in members:
        for one in kanji:
            found.setdefault(one, []).append(name)
    return found


class _Status(IntEnum):
    UNKNOWN = 0
    LEARNING = 1
    KNOWN = 2


def counted(lists: Lists, kanji: Iterable[StudiedKanji], at: Moment) -> list[Coverage]:
    """Return the coverage of every list now, which is *at*."""
    tally = _Tally(lists)
    for one in kanji:
        tally.move(
            one.subject_id, _status(started=one.started_at is not None, passed=one.passed_at is not None)
        )
    return [tally.coverage(name, at) for name in NAMES]


def changed(now: Iterable[Coverage], before: Mapping[str, Coverage]) -> list[Coverage]:
    """Return the coverage of the lists whose numbers are not those that were last written *before*."""
    return [
        one for one in now if one.list_name not in before or _numbers(one) != _numbers(before[one.list_name])
    ]


def past(
    lists: Lists,
    kanji: Iterable[StudiedKanji],
    events: Iterable[KanjiEvent],
    resets: Iterable[ConfirmedReset],
    until: Moment,
) -> Iterator[Coverage]:
    """Yield the coverage of each list for every hour in which it changed, at its last change in that hour.

    Nothing is later than *until*: what happened in the second of the poll is of that moment.
    """
    tally = _Tally(lists)
    written: dict[str, Coverage] = {}
    for _, of_hour in groupby(_steps(kanji, events, resets, until), key=lambda step: hour_of(step.at)):
        moved: dict[str, Moment] = {}
        for step in of_hour:
            tally.move(step.subject_id, step.status)
            # The list that changed last is the last one.
            for name in lists.of[step.subject_id]:
                moved.pop(name, None)
                moved[name] = step.at
        new = changed((tally.coverage(name, at) for name, at in moved.items()), written)
        written |= {one.list_name: one for one in new}
        yield from new


def _numbers(coverage: Coverage) -> tuple[int, int, int]:
    return coverage.known, coverage.learning, coverage.total


def _status(*, started: bool, passed: bool) -> _Status:
    if passed:
        return _Status.KNOWN
    return _Status.LEARNING if started else _Status.UNKNOWN


class _Tally:
    """The number of kanji of each list in each status; one that was never moved is unknown."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._status: dict[SubjectId, _Status] = {}
        self._counts = {name: [0, 0, 0] for name in NAMES}

    def move(self, subject: SubjectId, status: _Status) -> None:
        """Give a kanji another status."""
        before = self._status.get(subject, _Status.UNKNOWN)
        self._status[subject] = status
        for name in self._lists.of[subject]:
            self._counts[name][before] -= 1
            self._counts[name][status] += 1

    def coverage(self, name: str, at: Moment) -> Coverage:
        """Return the coverage of a list as it is now, dated *at*."""
        _, learning, known = self._counts[name]
        return Coverage(at, name, known=known, learning=learning, total=self._lists.totals[name])


class _Step(NamedTuple):
    """From *at* on a kanji has this status."""

    at: Moment
    subject_id: SubjectId
    status: _Status


class _Span(NamedTuple):
    """A kanji was started, or *passed*, at *start*; a reset undid that at *end*, None where none did."""

    start: Moment
    end: Moment | None
    passed: bool

    def holds(self, at: Moment) -> bool:
        return self.start <= at and (self.end is None or at < self.end)


def _steps(
    kanji: Iterable[StudiedKanji],
    events: Iterable[KanjiEvent],
    resets: Iterable[ConfirmedReset],
    until: Moment,
) -> list[_Step]:
    """Return every change of a kanji's status, in the order of time."""
    by_subject: dict[SubjectId, list[KanjiEvent]] = {}
    for event in events:
        by_subject.setdefault(event.subject_id, []).append(event)
    in_order = sorted(resets)
    steps = [
        _Step(min(at, until), one.subject_id, status)
        for one in kanji
        for at, status in _statuses(
            [_span(one, event, in_order) for event in by_subject.get(one.subject_id, ())]
        )
    ]
    return sorted(steps)


def _statuses(spans: Sequence[_Span]) -> Iterator[tuple[Moment, _Status]]:
    for at in sorted({at for span in spans for at in (span.start, span.end) if at is not None}):
        holding = {span.passed for span in spans if span.holds(at)}
        yield at, _status(started=bool(holding), passed=True in holding)


def _span(kanji: StudiedKanji, event: KanjiEvent, resets: Sequence[ConfirmedReset]) -> _Span:
    return _Span(event.at, _undone(kanji, event, resets), event.passed)


def _undone(kanji: StudiedKanji, event: KanjiEvent, resets: Sequence[ConfirmedReset]) -> Moment | None:
    """Return when a reset undid *event*: never, if the assignment still shows it.

    Else it was one after it, and before the kanji was started again: the first that went back to its level or
    below. The subject may have been in another level then, so any of them is better than none.
    """
    if event.at == (kanji.passed_at if event.passed else kanji.started_at):
        return None
    between = [
        (at, target)
        for at, target in resets
        if event.at <= at and (kanji.started_at is None or at <= kanji.started_at)
    ]
    reaching = [at for at, target in between if target <= kanji.level]
    return next(iter(reaching or [at for at, _ in between]), None)
