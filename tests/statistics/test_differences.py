"""What status says against what WaniKani says: every difference is listed, and time explains only some."""

from dataclasses import replace

import pytest

from collector.core.model import AssignmentId, SubjectId
from collector.core.moments import HOUR, SECOND, Moment
from collector.statistics import differences
from collector.statistics.differences import AccountNumbers, AssignmentState, AssignmentStates
from tests.statistics.items import counted

POLL = Moment(1_700_000 * HOUR + 120 * SECOND)
NOW = Moment(POLL + 10 * 60 * SECOND)
BEFORE, AFTER = Moment(POLL - HOUR), Moment(POLL + 60 * SECOND)


def item(
    number: int, stage: int = 4, *, is_counted: bool = True, at: Moment = BEFORE
) -> dict[AssignmentId, AssignmentState]:
    return {
        AssignmentId(number): AssignmentState(
            subject_id=SubjectId(number), kind="kanji", stage=stage, counted=is_counted, updated_at=at
        )
    }


ITEMS = [
    pytest.param(item(1), item(1, at=AFTER), [], id="a change that shows nowhere is none"),
    pytest.param(
        item(1), item(1, 5, at=AFTER), [("apprentice_4", "guru_1", True)], id="a review since the poll"
    ),
    pytest.param(item(1), item(1, 5), [("apprentice_4", "guru_1", False)], id="a change that was missed"),
    pytest.param({}, item(1, 0, at=AFTER), [("not there", "lesson", True)], id="unlocked since the poll"),
    pytest.param({}, item(1, 0), [("not there", "lesson", False)], id="an item that was missed"),
    pytest.param(
        item(1), {}, [("apprentice_4", "not there", False)], id="an item that WaniKani does not have"
    ),
    pytest.param(
        item(1),
        item(1, is_counted=False, at=AFTER),
        [("apprentice_4", "not counted", True)],
        id="hidden since",
    ),
    pytest.param(
        item(1),
        item(1, 5, at=POLL),
        [("apprentice_4", "guru_1", True)],
        id="a review in the middle of the poll",
    ),
]


@pytest.mark.parametrize(("stored", "current", "expected"), ITEMS)
def test_items(
    stored: AssignmentStates, current: AssignmentStates, expected: list[tuple[str, str, bool]]
) -> None:
    found = [one for _, one in differences.assignment_differences(stored, current, POLL)]
    assert [(one.stored, one.current, one.explained) for one in found] == expected


def test_counts_differ_where_items_moved() -> None:
    counts = counted(stages={"kanji": (0, 0, 0, 0, 2, 0, 0, 0, 0, 0)})
    current = item(1) | item(2, 5)
    assert list(differences.count_differences(counts, current, changed=True)) == [
        ("kanji in apprentice_4", "2", "1", True),
        ("kanji in guru_1", "0", "1", True),
    ]
    assert list(differences.count_differences(counts, item(1) | item(2), changed=False)) == []


SAID = AccountNumbers(
    POLL, level=7, on_vacation=False, lessons=3, reviews=10, next_reviews_at=Moment(POLL + HOUR)
)
LATER = Moment(NOW + HOUR)
NUMBERS = [
    pytest.param(SAID, False, [], id="nothing"),
    pytest.param(replace(SAID, at=LATER, reviews=15), False, [("reviews waiting", True)], id="five fell due"),
    pytest.param(replace(SAID, at=LATER, reviews=14), False, [("reviews waiting", False)], id="but not four"),
    pytest.param(
        replace(SAID, at=NOW, reviews=15), False, [("reviews waiting", False)], id="in the same hour"
    ),
    pytest.param(replace(SAID, at=NOW, reviews=9), True, [("reviews waiting", True)], id="one was done"),
    pytest.param(
        replace(SAID, at=LATER, lessons=4), False, [("lessons", False)], id="time brings no lessons"
    ),
    pytest.param(replace(SAID, at=NOW, lessons=4), True, [("lessons", True)], id="what moved may bring some"),
    pytest.param(replace(SAID, at=NOW, level=8), False, [("level", False)], id="a level out of nothing"),
    pytest.param(
        replace(SAID, at=NOW, on_vacation=True), True, [("on vacation", True)], id="a vacation began"
    ),
    pytest.param(
        replace(SAID, at=LATER, next_reviews_at=None), False, [("next reviews", True)], id="the hour is over"
    ),
]


@pytest.mark.parametrize(("current", "changed", "expected"), NUMBERS)
def test_numbers(current: AccountNumbers, changed: bool, expected: list[tuple[str, bool]]) -> None:
    found = differences.number_differences(SAID, current, 15, changed=changed)
    assert [(one.name, one.explained) for one in found] == expected


def test_numbers_are_put_into_words() -> None:
    current = replace(SAID, level=1234, on_vacation=True, next_reviews_at=None)
    told = [
        (one.stored, one.current) for one in differences.number_differences(SAID, current, 10, changed=True)
    ]
    assert told == [("7", "1,234"), ("no", "yes"), ("2163-12-08 09:02 UTC", "none")]
