"""Selects the counts of a poll that become points: the queue always, the others on change and twice a day.

Stages, totals, level and workload change at a few polls a day. They are written by a poll that counted
something else than the poll before it, and by the first successful poll after midnight and noon, UTC. When a
change comes, the poll before it is written too: it was the last that counted the old numbers. So a line
through the points is the line through all polls, `last()` is what the last poll counted, and a query that
looks back a day finds it. The time on the level alone is no change: it only grows with the clock.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from collector.core.moments import HOUR, Moment
from collector.core.poll_counts import PollCounts, Section, WrittenCounts

SECTIONS = frozenset[Section](("stages", "queue", "totals", "level", "workload"))
_ALWAYS = frozenset[Section](("queue",))
# Twice a day, so that a query that looks back a day finds them even after a failed poll, and a chart's line
# ends at most this long before its last poll.
_HALF_DAY = 12 * HOUR


@dataclass(frozen=True, slots=True)
class LastPoll:
    """The last poll's *counts*, the *sections* of them that were written, and the *newest* instant so far."""

    counts: PollCounts
    sections: frozenset[Section]
    newest: Moment


def written_counts(last: LastPoll | None, counts: PollCounts) -> list[WrittenCounts]:
    """Return what to write once a poll has made *counts*: of the poll before it, and its own."""
    own = WrittenCounts(counts, _sections(last, counts))
    before = _changed(last, counts) - last.sections if last else frozenset()
    return [WrittenCounts(last.counts, before), own] if last and before else [own]


def after_poll(last: LastPoll | None, counts: PollCounts) -> LastPoll:
    """Return what the poll after *counts* has to know of it."""
    newest = max(last.newest, counts.at) if last else counts.at
    return LastPoll(counts, _sections(last, counts), newest)


def last_poll(recent: Sequence[PollCounts], newest: Moment | None) -> LastPoll | None:
    """Return what the next poll has to know, from the two most *recent* polls (fewer if there are no more).

    *newest* is the greatest instant of all polls but the last, None if there are none.
    """
    if newest is None:
        return after_poll(None, recent[-1]) if recent else None
    before, last = recent
    # What was written of the one before the last decides nothing about the last.
    return after_poll(LastPoll(before, SECTIONS, newest), last)


def all_written(polls: Iterable[PollCounts]) -> Iterator[WrittenCounts]:
    """Yield what *polls*, in the order in which they were made, have written one after the other."""
    last: LastPoll | None = None
    for counts in polls:
        yield from written_counts(last, counts)
        last = after_poll(last, counts)


def _sections(last: LastPoll | None, counts: PollCounts) -> frozenset[Section]:
    """Return the sections that a poll itself has to write."""
    if last is None or last.counts.at // _HALF_DAY != counts.at // _HALF_DAY:
        return SECTIONS
    return _ALWAYS | _changed(last, counts)


def _changed(last: LastPoll, counts: PollCounts) -> frozenset[Section]:
    """Return the sections that differ from the last poll's; all of them where the clock went back.

    There, points of a time that comes again lie before and behind: no unwritten poll may rest on them.
    """
    if not last.counts.at == last.newest < counts.at:
        return SECTIONS
    before = last.counts
    return frozenset(
        section for section in SECTIONS - _ALWAYS if getattr(before, section) != getattr(counts, section)
    )
