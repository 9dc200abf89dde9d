"""Coverage: the curve of the past is what a count at each moment would have been."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from collector.core.facts import Coverage
from collector.core.kanji_lists import NAMES
from collector.core.model import KanjiEvent, StudiedKanji, SubjectId
from collector.core.moments import HOUR, Moment, hour_of
from collector.statistics.coverage import Lists, changed, counted, past
from tests.statistics.items import NOON, after

KANJI = "日一国人年大十二本中"
MEMBERS = {"joyo_1": KANJI[:6], "jlpt_n5": KANJI[3:8] + "水", "frequency_500": KANJI[:2]}
NOW = after(10_000)


def kanji(number: int, level: int = 1, **dates: Moment) -> StudiedKanji:
    return StudiedKanji(
        SubjectId(number), KANJI[number], level, dates.get("started_at"), dates.get("passed_at")
    )


def numbers(coverage: Coverage) -> tuple[int, int, int]:
    return coverage.known, coverage.learning, coverage.total


def started(number: int, at: Moment) -> KanjiEvent:
    return KanjiEvent(SubjectId(number), at, passed=False)


def passed(number: int, at: Moment) -> KanjiEvent:
    return KanjiEvent(SubjectId(number), at, passed=True)


def curve(
    studied: Sequence[StudiedKanji],
    events: Sequence[KanjiEvent],
    resets: Sequence[tuple[Moment, int]] = (),
    name: str = "joyo_1",
) -> list[tuple[Moment, int, int]]:
    """Return the past of a list: moment, known, learning."""
    found = past(Lists(MEMBERS, studied), studied, events, resets, NOW)
    return [(one.at, one.known, one.learning) for one in found if one.list_name == name]


def test_a_list_counts_all_its_kanji_also_those_that_wanikani_does_not_teach() -> None:
    studied = [kanji(3, started_at=NOON, passed_at=NOON), kanji(4, started_at=NOON), kanji(5)]
    found = {one.list_name: numbers(one) for one in counted(Lists(MEMBERS, studied), studied, NOON)}
    assert found["joyo_1"] == (1, 1, 6)
    assert found["jlpt_n5"] == (1, 1, 6)
    assert found["frequency_500"] == (0, 0, 2)
    assert list(found) == list(NAMES)


def test_wanikanis_own_lists_are_its_levels_now() -> None:
    studied = [kanji(0, 1, passed_at=NOON), kanji(1, 10), kanji(2, 11, started_at=NOON), kanji(3, 61)]
    found = {one.list_name: numbers(one) for one in counted(Lists({}, studied), studied, NOON)}
    assert (found["wanikani_01_10"], found["wanikani_11_20"]) == ((1, 0, 2), (0, 1, 1))


def test_a_kanji_in_its_official_form_is_the_one_of_the_list() -> None:
    shown = StudiedKanji(SubjectId(1), "𠮟", 9, NOON, NOON)
    found = {one.list_name: one.known for one in counted(Lists({"joyo_s": "叱"}, [shown]), [shown], NOON)}
    assert found["joyo_s"] == 1


def test_what_did_not_change_is_not_written_again() -> None:
    before = Coverage(NOON, "joyo_1", known=1, learning=2, total=6)
    same = Coverage(after(5), "joyo_1", known=1, learning=2, total=6)
    more = Coverage(after(5), "joyo_2", known=1, learning=2, total=6)
    assert changed([same, more], {"joyo_1": before}) == [more]


def test_of_an_hour_only_its_end_is_written_at_the_last_change() -> None:
    times = [after(0.1), after(0.4), after(0.9), after(3)]
    studied = [kanji(number, started_at=at) for number, at in enumerate(times)]
    events = [started(number, at) for number, at in enumerate(times)]
    assert curve(studied, events) == [(times[2], 0, 3), (times[3], 0, 4)]
    # The third is in no other list: that one changed last when the second was started.
    assert curve(studied, events, name="frequency_500") == [(times[1], 0, 2)]


def test_an_item_that_shows_no_start_is_known_once_it_was_passed() -> None:
    assert curve([kanji(0, passed_at=NOON)], [passed(0, NOON)]) == [(NOON, 1, 0)]


def test_a_reset_undoes_what_is_at_its_target_level_or_above() -> None:
    at = after(9)
    studied = [kanji(0, 2, started_at=NOON, passed_at=after(2)), kanji(1, 3)]
    events = [started(0, NOON), started(1, NOON), passed(0, after(2)), passed(1, after(2))]
    assert curve(studied, events, [(at, 3)])[-2:] == [(after(2), 2, 0), (at, 1, 0)]


def test_a_reset_did_not_touch_what_the_assignment_still_shows() -> None:
    """The subject was moved to a higher level after it."""
    studied = [kanji(0, 9, started_at=NOON, passed_at=after(2))]
    events = [started(0, NOON), passed(0, after(2))]
    assert curve(studied, events, [(after(5), 3)])[-1] == (after(2), 1, 0)


def test_a_reset_undid_what_was_started_again_whatever_the_level_is_now() -> None:
    """The subject was moved to a lower level after it."""
    studied = [kanji(0, 1, started_at=after(20))]
    events = [started(0, NOON), passed(0, after(2)), started(0, after(20))]
    assert curve(studied, events, [(after(5), 3)])[-2:] == [(after(5), 0, 0), (after(20), 0, 1)]


def test_a_resurrected_item_stays_known_and_an_earlier_reset_did_not_touch_it() -> None:
    studied = [kanji(0, 1, started_at=after(900), passed_at=after(90))]
    events = [started(0, NOON), passed(0, after(90))]
    assert curve(studied, events, [(after(500), 3)])[-1] == (after(90), 1, 0)


def test_nothing_is_dated_after_the_poll() -> None:
    late = Moment(NOW + 400_000)
    assert curve([kanji(0, started_at=late)], [started(0, late)]) == [(NOW, 0, 1)]


def test_what_neither_the_assignment_nor_a_reset_explains_is_left_to_the_polls_own_count() -> None:
    studied = [kanji(0)]
    found = list(past(Lists(MEMBERS, studied), studied, [started(0, NOON)], [], NOW))
    written = {one.list_name: one for one in found}
    assert numbers(written["joyo_1"]) == (0, 1, 6)
    assert "joyo_1" in {
        one.list_name for one in changed(counted(Lists(MEMBERS, studied), studied, NOW), written)
    }


def test_events_of_a_kanji_that_is_hidden_or_not_known_are_left_out() -> None:
    assert curve([], [started(0, NOON), passed(0, after(2))]) == []


@dataclass
class Life:
    """Kanji that are started, passed and reset, as WaniKani would have them; the milestones stay."""

    levels: Sequence[int]
    started: dict[int, Moment] = field(default_factory=dict)
    passed: dict[int, Moment] = field(default_factory=dict)
    events: list[KanjiEvent] = field(default_factory=list)
    resets: list[tuple[Moment, int]] = field(default_factory=list)

    def move(self, number: int, at: Moment) -> None:
        """Start the kanji, or pass it, or reset to its level where it is known."""
        if number not in self.started:
            self.started[number] = at
            self.events.append(started(number, at))
        elif number not in self.passed:
            self.passed[number] = at
            self.events.append(passed(number, at))
        else:
            self.resets.append((at, self.levels[number]))
            reached = [one for one, level in enumerate(self.levels) if level >= self.levels[number]]
            for one in reached:
                self.started.pop(one, None)
                self.passed.pop(one, None)

    def studied(self) -> list[StudiedKanji]:
        return [
            StudiedKanji(
                SubjectId(number), KANJI[number], level, self.started.get(number), self.passed.get(number)
            )
            for number, level in enumerate(self.levels)
        ]

    def count(self) -> dict[str, tuple[int, int, int]]:
        studied = self.studied()
        return {one.list_name: numbers(one) for one in counted(Lists(MEMBERS, studied), studied, NOON)}


LEVELS = st.lists(st.integers(1, 23), min_size=len(KANJI), max_size=len(KANJI))
MOVES = st.lists(st.tuples(st.integers(0, len(KANJI) - 1), st.integers(1, 3 * HOUR)), max_size=60)


@given(LEVELS, MOVES)
def test_the_curve_of_any_life_is_what_a_count_at_each_moment_gave(
    levels: list[int], moves: list[tuple[int, int]]
) -> None:
    life = Life(levels)
    at = NOON
    counts = {hour_of(at): life.count()}
    for number, pause in moves:
        at = Moment(at + pause)
        life.move(number, at)
        counts[hour_of(at)] = life.count()
    studied = life.studied()
    points = list(past(Lists(MEMBERS, studied), studied, life.events, life.resets, NOW))
    assert points == sorted(points, key=lambda one: hour_of(one.at))
    shown = dict(next(iter(counts.values())))
    for hour, counted_then in counts.items():
        shown |= {one.list_name: numbers(one) for one in points if hour_of(one.at) == hour}
        assert shown == counted_then
    written = {one.list_name: one for one in points}
    left = changed(counted(Lists(MEMBERS, studied), studied, NOW), written)
    assert all((one.known, one.learning) == (0, 0) and one.list_name not in written for one in left)
