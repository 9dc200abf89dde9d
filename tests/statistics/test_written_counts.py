"""What is written of the polls says at every poll what writing all of them would say, in fewer points."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.core.moments import HOUR, Moment
from collector.core.poll_counts import LevelState, PollCounts, Section, Totals
from collector.statistics.written_counts import SECTIONS, after_poll, all_written, last_poll, written_counts
from tests.statistics.items import NOON, after, counted, nothing_waits, workload

OCCASIONAL: tuple[Section, ...] = ("stages", "totals", "level", "workload")
MINUTE = HOUR // 60
ONE_ITEM = {"kanji": (1,) * 10}
# What was written, as a database would have it: the content of each instant, by section.
Database = dict[Section, dict[Moment, Any]]


def _level(number: int) -> LevelState:
    return LevelState(level=number, kanji_total=9, kanji_passed=0, kanji_required=8, since=None)


# Few values each, so that numbers often stay as they are, and come back to what they were.
ANY_COUNTS = st.builds(
    counted,
    stages=st.sampled_from([{"kanji": (number,) * 10} for number in (1, 2)]),
    totals=st.sampled_from([{"kanji": Totals(leeches=number)} for number in (1, 2)]),
    level=st.sampled_from([_level(number) for number in (1, 2)]),
    workload=st.sampled_from([None, *(workload(apprentice_weight=number) for number in (1, 2))]),
    queue=st.builds(nothing_waits, reviews=st.integers(0, 9)),
)


def _with_steps(steps: st.SearchStrategy[int]) -> st.SearchStrategy[list[PollCounts]]:
    """Return polls that follow each other after *steps* of minutes."""

    def polls(life: Sequence[tuple[int, PollCounts]]) -> list[PollCounts]:
        at = NOON
        placed = []
        for minutes, counts in life:
            at = Moment(at + minutes * MINUTE)
            placed.append(replace(counts, at=at))
        return placed

    return st.lists(st.tuples(steps, ANY_COUNTS), min_size=1, max_size=12).map(polls)


IN_ORDER = _with_steps(st.sampled_from([1, 15, 60, 60, 60, 400, 1440, 7 * 1440]))
IN_ANY_ORDER = _with_steps(st.integers(-6, 6).map(lambda halves: halves * 30))


def _written(polls: Sequence[PollCounts]) -> Database:
    database: Database = {section: {} for section in SECTIONS}
    for written in all_written(polls):
        for section in written.sections:
            database[section][written.counts.at] = getattr(written.counts, section)
    return database


def _if_all_were_written(polls: Sequence[PollCounts]) -> Database:
    return {section: {poll.at: getattr(poll, section) for poll in polls} for section in SECTIONS}


def _as_steps(points: dict[Moment, Any], at: Moment) -> Any:
    return points[max(time for time in points if time <= at)]


def _sections(polls: Sequence[PollCounts]) -> list[tuple[Moment, set[Section]]]:
    return [(written.counts.at, set(written.sections)) for written in all_written(polls)]


@given(IN_ORDER)
def test_read_as_steps_the_points_say_at_every_poll_what_all_would_say(polls: list[PollCounts]) -> None:
    written, whole = _written(polls), _if_all_were_written(polls)
    for section in SECTIONS:
        for at, content in whole[section].items():
            assert _as_steps(written[section], at) == content


@given(IN_ORDER)
def test_a_line_through_the_points_is_the_line_through_all(polls: list[PollCounts]) -> None:
    written, whole = _written(polls), _if_all_were_written(polls)
    for section in SECTIONS:
        for at, content in whole[section].items():
            following = [time for time in written[section] if time >= at]
            if following and at not in written[section]:
                assert written[section][min(following)] == content


@given(IN_ANY_ORDER)
def test_the_newest_point_says_what_the_newest_of_all_would_even_where_the_clock_went_back(
    polls: list[PollCounts],
) -> None:
    for count in range(1, len(polls) + 1):
        written, whole = _written(polls[:count]), _if_all_were_written(polls[:count])
        for section in SECTIONS:
            assert written[section][max(written[section])] == whole[section][max(whole[section])]


@given(IN_ANY_ORDER)
def test_nothing_is_written_but_what_a_poll_counted_at_its_own_instant(polls: list[PollCounts]) -> None:
    for section, points in _written(polls).items():
        for at, content in points.items():
            assert content in [getattr(poll, section) for poll in polls if poll.at == at]


@given(IN_ORDER)
def test_every_half_day_that_has_a_poll_has_each_section_at_its_first(polls: list[PollCounts]) -> None:
    first_of_half = {poll.at // (12 * HOUR): poll.at for poll in reversed(polls)}
    for points in _written(polls).values():
        assert points.keys() >= set(first_of_half.values())


@given(IN_ANY_ORDER)
def test_the_two_newest_polls_are_all_that_the_next_has_to_know(polls: list[PollCounts]) -> None:
    one_by_one = []
    for number, counts in enumerate(polls):
        known = polls[:number]
        newest = max((poll.at for poll in known[:-1]), default=None)
        one_by_one += written_counts(last_poll(known[-2:], newest), counts)
    assert one_by_one == list(all_written(polls))


def test_a_quiet_day_writes_the_occasional_sections_after_midnight_and_after_noon() -> None:
    polls = [counted(at=after(hour)) for hour in range(24)]
    assert _sections(polls) == [
        (after(0), set(SECTIONS)),
        *((after(hour), {"queue"}) for hour in range(1, 12)),
        (after(12), set(SECTIONS)),
        *((after(hour), {"queue"}) for hour in range(13, 24)),
    ]


@pytest.mark.parametrize(
    ("section", "other"),
    [
        pytest.param("stages", ONE_ITEM, id="an item moved"),
        pytest.param("totals", {"kanji": Totals(meaning_correct=1)}, id="an answer was given"),
        pytest.param("level", _level(2), id="a level was reached"),
        pytest.param("workload", workload(apprentice_weight=3), id="the workload rose"),
    ],
)
def test_a_change_is_written_with_the_last_poll_before_it(section: Section, other: object) -> None:
    changed: dict[str, Any] = {section: other}
    polls = [counted(at=after(hour)) for hour in range(4)]
    polls += [replace(polls[0], at=after(hour), **changed) for hour in (4, 5)]
    assert _sections(polls) == [
        (after(0), set(SECTIONS)),
        *((after(hour), {"queue"}) for hour in (1, 2, 3)),
        (after(3), {section}),
        (after(4), {"queue", section}),
        (after(5), {"queue"}),
    ]


def test_what_changes_at_poll_after_poll_is_written_once_a_poll() -> None:
    polls = [counted(at=after(hour), level=_level(hour + 1)) for hour in range(3)]
    written = [at for at, sections in _sections(polls) if "level" in sections]
    assert written == [after(0), after(1), after(2)]


def test_the_time_on_the_level_alone_is_not_a_change() -> None:
    since = replace(_level(1), since=after(-100))
    polls = [counted(at=after(hour), level=since) for hour in range(3)]
    assert _sections(polls)[1:] == [(after(1), {"queue"}), (after(2), {"queue"})]


def test_where_the_clock_went_back_every_poll_is_written_until_it_is_where_it_was() -> None:
    polls = [counted(at=after(hours)) for hours in (0, 1, 0.5, 0.75, 2, 3)]
    assert _sections(polls) == [
        (after(0), set(SECTIONS)),
        (after(1), {"queue"}),
        (after(1), set(OCCASIONAL)),
        (after(0.5), set(SECTIONS)),
        (after(0.75), set(SECTIONS)),
        (after(2), set(SECTIONS)),
        (after(3), {"queue"}),
    ]


def test_before_the_first_poll_nothing_is_known() -> None:
    assert last_poll([], None) is None
    assert last_poll([counted()], None) == after_poll(None, counted())
