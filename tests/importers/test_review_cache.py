"""The rows of the scripts' cache in a browser: exported, or as they are stored, by differences."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from collector.core.errors import FileUnusable
from collector.importers.rejections import Rejected, RejectionReason
from collector.importers.review_rules import ArchivedReview
from tests.importers.test_review_forms import accepted, judged

Made = Callable[[bytes | str], Path]
TIMES = [1501891151193, 1501905600000, 1501905600250, 1670000000001]
ROWS = [[at, 440 + number, 1 + number, number, 2] for number, at in enumerate(TIMES)]


def differences(unit: int) -> list[list[float]]:
    """Return the rows as the script stores them: the time since the row before, in *unit* milliseconds."""
    before, stored = 0, list[list[float]]()
    for at, *others in ROWS:
        stored.append([(at - before) / unit if unit > 1 else at - before, *others])
        before = at
    return stored


FORMS: dict[str, str] = {
    "exported": json.dumps(ROWS),
    "for people": json.dumps(ROWS, indent=1),
    "a row a line": "\n".join(map(json.dumps, ROWS)),
    "in an object": json.dumps({"note": "my cache", "rows": ROWS}),
    "as stored": json.dumps({"cache_version": 1, "date": "2022-12-02T16:53:20Z", "reviews": differences(1)}),
    "as stored until 1.0": json.dumps({"date": "2022-12-02T16:53:20Z", "reviews": differences(60_000)}),
    "as stored at first": json.dumps(differences(60_000)),
    "as stored, in seconds": json.dumps(differences(1000)),
    "exported, in seconds": json.dumps([[at / 1000, *others] for at, *others in ROWS]),
    "two caches": json.dumps(ROWS[:2]) + json.dumps(ROWS[2:]),
    "two stored ones": json.dumps({"reviews": differences(1)}) + "\n" + json.dumps({"reviews": []}),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_holds_the_same_rows(file: Made, form: str) -> None:
    found = accepted(file(FORMS[form]))
    assert [one.at for one in found] == [1000 * at for at in TIMES]
    assert [
        [one.subject_id, one.starting_srs_stage, one.incorrect_meaning_answers, one.incorrect_reading_answers]
        for one in found
    ] == [others for _, *others in ROWS]
    assert {(one.assignment_id, one.ending_srs_stage) for one in found} == {(None, None)}


def test_exported_rows_need_not_be_in_order(file: Made) -> None:
    found = accepted(file(json.dumps(ROWS[::-1])))
    assert [one.at for one in found] == [1000 * at for at in TIMES[::-1]]


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ([TIMES[1], 440, None, 0, 0], "starting_srs_stage is None"),
        ([TIMES[1], 440, 0, 0, 0], "starting_srs_stage is 0"),
        ([TIMES[1], 440, 1, -1, 0], "incorrect_meaning_answers is -1"),
    ],
)
def test_a_row_that_cannot_be_true_is_refused(file: Made, row: Sequence[object], what: str) -> None:
    good, bad = judged(file(json.dumps([ROWS[0], row])))
    assert isinstance(good, ArchivedReview)
    assert bad == Rejected(RejectionReason.NO_REVIEW, f"row 2 ({what})")


def test_rows_of_another_length_are_refused_one_by_one(file: Made) -> None:
    first, second = judged(file(json.dumps([row[:4] for row in ROWS[:1]] + [[*ROWS[1], 0, 0, 0]])))
    assert first == Rejected(RejectionReason.NO_REVIEW, f"row 1 ([{TIMES[0]}, 440, 1, 0)")
    assert second == Rejected(RejectionReason.NO_REVIEW, f"row 2 ([{TIMES[1]}, 441, 2, 1, 2, 0)")


def test_an_invalid_time_among_exported_rows_is_refused_alone(file: Made) -> None:
    first, second, bad = judged(file(json.dumps([*ROWS[:2], [5, 440, 1, 0, 0]])))
    assert isinstance(first, ArchivedReview)
    assert isinstance(second, ArchivedReview)
    assert isinstance(bad, Rejected)
    assert bad.reason is RejectionReason.IMPOSSIBLE_TIME


def test_a_lost_difference_refuses_the_file_since_all_later_times_would_be_wrong(file: Made) -> None:
    broken = [*differences(1)[:2], [None, 440, 1, 0, 0], *differences(1)[2:]]
    with pytest.raises(FileUnusable, match="a row without a time"):
        judged(file(json.dumps({"reviews": broken})))


def test_a_list_of_other_numbers_is_not_a_review(file: Made) -> None:
    assert all(isinstance(one, Rejected) for one in judged(file("[[1, 2, 3], [1, 2, 3, 4, 5, 6]]")))
    assert all(isinstance(one, Rejected) for one in judged(file("[1501891151193, 440, 1, 0, 0, 7]")))
