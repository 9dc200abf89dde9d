"""What is locked waits for its components, for its level, and for a subscription that reaches so far."""

from dataclasses import replace

from collector.core.model import SubjectId
from collector.projection.curriculum import LOCKED, curriculum
from tests.projection.made import INTERVALS, item, record, started

RADICAL = item(1, kind="radical", stage=2)
KANJI = item(2, kind="kanji", components=(SubjectId(1),))
WORD = item(3, components=(SubjectId(2),))


def test_a_kanji_waits_for_its_radical_and_a_word_for_its_kanji() -> None:
    items = curriculum(record([RADICAL, KANJI, WORD]))
    assert list(items.stage) == [2, LOCKED, LOCKED]
    assert list(items.missing) == [0, 1, 1]
    assert [
        list(items.waiting[a:b]) for a, b in zip(items.first_waiting, items.first_waiting[1:], strict=False)
    ] == [
        [1],
        [2],
        [],
    ]


def test_what_is_passed_holds_nothing_up() -> None:
    items = curriculum(record([RADICAL._replace(stage=4, passed=True), KANJI]))
    assert list(items.stage) == [4, 0]


def test_a_component_that_is_not_there_holds_nothing_up() -> None:
    assert list(curriculum(record([KANJI])).stage) == [0]


def test_a_subject_of_a_later_level_stays_locked_until_it_is_reached() -> None:
    assert list(curriculum(record([item(1, level=2)], level=1)).stage) == [LOCKED]
    assert list(curriculum(record([item(1, level=2)], level=2)).stage) == [0]


def test_what_a_free_account_cannot_study_is_left_out() -> None:
    items = curriculum(record([item(1, level=3), item(2, level=4)], level=3, granted=3))
    assert list(items.level) == [3]


def test_burned_items_are_only_counted() -> None:
    items = curriculum(record([started(1, 9, due_in=0), started(2, 8, due_in=0)]))
    assert list(items.stage) == [8]
    assert items.burned == 1


def test_a_level_needs_nine_tenths_of_its_kanji_rounded_up() -> None:
    kanji = [item(number, kind="kanji", level=7, passed=number < 5) for number in range(33)]
    items = curriculum(record(kanji, level=7))
    assert (items.kanji_needed[7], items.kanji_passed[7]) == (30, 5)


def test_an_item_falls_due_at_a_full_hour() -> None:
    items = curriculum(record([started(1, 3, due_in=5), started(2, 3, due_in=-9)]))
    assert list(items.due_in) == [5, -9]


def test_what_is_guru_was_passed_even_where_it_is_not_marked_so() -> None:
    items = curriculum(record([RADICAL._replace(stage=6), KANJI]))
    assert list(items.passed) == [True, False]
    assert list(items.stage) == [6, 0]


def test_an_item_waits_as_long_as_its_own_system_says_in_full_hours_and_one_at_least() -> None:
    fast = {stage: seconds // 10 for stage, seconds in INTERVALS[1].items()}
    known = replace(record([started(1, 1, due_in=0, srs_id=2)]), intervals={**INTERVALS, 2: fast})
    items = curriculum(known)
    assert list(items.hours[items.system[0], 1:9]) == [1, 1, 2, 4, 16, 33, 71, 287]


def test_a_system_that_is_not_known_in_whole_counts_as_the_usual_one() -> None:
    gap = {stage: seconds for stage, seconds in INTERVALS[1].items() if stage != 4}
    more = INTERVALS[1] | {10: 99, 11: 99}
    known = record([started(number, 1, due_in=0, srs_id=number) for number in (1, 2, 3)])
    items = curriculum(replace(known, intervals={1: more, 2: gap}))
    assert {int(items.hours[system, 4]) for system in items.system} == {47}
