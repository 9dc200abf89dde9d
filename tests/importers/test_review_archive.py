"""Archives of reviews: every form holds the same rows; what is wrong is a sentence or a refused row."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collector.core.errors import FileUnusable
from collector.core.moments import DAY, Moment, moment
from collector.importers.input_file import MAX_LINE, open_input
from collector.importers.raw_review import REQUIRED_COLUMNS, RawReview
from collector.importers.rejections import Rejected, RejectionReason
from collector.importers.review_archive import read_reviews
from collector.importers.review_rules import ArchivedReview, validate_review

Made = Callable[[bytes | str], Path]
FIRST_POLL = moment(datetime(2023, 5, 1, tzinfo=UTC))
NOW = Moment(FIRST_POLL + 30 * DAY)


def row(number: int, **changed: object) -> dict[str, object]:
    data = {
        "created_at": f"2022-01-02T03:04:{number:02d}.123456Z",
        "assignment_id": 100 + number,
        "spaced_repetition_system_id": 1,
        "subject_id": 200 + number,
        "starting_srs_stage": 4,
        "ending_srs_stage": 5,
        "incorrect_meaning_answers": 0,
        "incorrect_reading_answers": number % 2,
    }
    return {"id": number, "object": "review", "data_updated_at": data["created_at"], "data": data | changed}


ROWS = [row(number) for number in range(1, 6)]
FLAT: list[dict[str, object]] = [dict(one["data"]) for one in ROWS]  # type: ignore[call-overload]


def collection(rows: list[dict[str, object]]) -> dict[str, object]:
    pages = {"per_page": 1000, "next_url": None, "previous_url": None}
    return {"object": "collection", "url": "…", "pages": pages, "total_count": len(rows), "data": rows}


def csv_of(rows: list[dict[str, object]], separator: str = ",") -> str:
    lines = [separator.join(rows[0]), *(separator.join(map(str, one.values())) for one in rows)]
    return "\r\n".join(lines) + "\r\n"


FORMS = {
    "a collection, as WaniKani answers": json.dumps(collection(ROWS)),
    "the same for people": json.dumps(collection(ROWS), indent=2),
    "pages one after the other": json.dumps(collection(ROWS[:2])) + json.dumps(collection(ROWS[2:])),
    "a page a line": json.dumps(collection(ROWS[:2])) + "\n" + json.dumps(collection(ROWS[2:])) + "\n",
    "a list": json.dumps(ROWS),
    "a list of pages": json.dumps([collection(ROWS[:2]), collection(ROWS[2:])]),
    "a list of the data alone": json.dumps(FLAT, indent=1),
    "a row a line": "\n".join(map(json.dumps, ROWS)),
    "the data a line": "\n".join(map(json.dumps, FLAT)) + "\n",
    "CSV": csv_of(FLAT),
    "CSV of a European Excel": "\ufeff" + csv_of(FLAT, ";"),
    "tabs": csv_of(FLAT, "\t"),
}


def raw(path: Path) -> list[RawReview | Rejected]:
    with open_input(path) as source:
        return list(read_reviews(source))


def judge_counts(path: Path) -> list[ArchivedReview | Rejected]:
    return [one if isinstance(one, Rejected) else validate_review(one, FIRST_POLL, NOW) for one in raw(path)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("packed", [False, True])
def test_every_form_holds_the_same_reviews(file: Made, form: str, packed: bool) -> None:
    content = FORMS[form].encode()
    found = judge_counts(file(gzip.compress(content) if packed else content))
    assert all(isinstance(one, ArchivedReview) for one in found), found
    taken = [one for one in found if isinstance(one, ArchivedReview)]
    assert [one.at for one in taken] == [
        moment(datetime.fromisoformat(str(one["created_at"]))) for one in FLAT
    ]
    for name in REQUIRED_COLUMNS[1:]:
        assert [getattr(one, name) for one in taken] == [one[name] for one in FLAT]


def test_the_same_moment_in_any_zone_is_the_same_moment(file: Made) -> None:
    times = ["2022-01-02T03:04:05.5Z", "2022-01-02T12:04:05.500+09:00", "2022-01-01 19:04:05.5-08:00"]
    found = judge_counts(file(json.dumps([row(1, created_at=time) for time in times])))
    assert len({one.at for one in found if isinstance(one, ArchivedReview)}) == 1
    assert len(found) == 3


REFUSED = [
    pytest.param({"created_at": "2022-01-02T03:04:05"}, RejectionReason.NO_ZONE, id="a time of no zone"),
    pytest.param(
        {"created_at": "2023-05-01T00:00:00Z"}, RejectionReason.AFTER_FIRST_POLL, id="the first poll's moment"
    ),
    pytest.param({"created_at": "2099-01-01T00:00:00Z"}, RejectionReason.IN_THE_FUTURE, id="the future"),
    pytest.param(
        {"created_at": "1066-10-14T00:00:00Z"}, RejectionReason.IMPOSSIBLE_TIME, id="the middle ages"
    ),
    pytest.param({"created_at": "yesterday"}, RejectionReason.NO_REVIEW, id="no time"),
    pytest.param({"created_at": None}, RejectionReason.NO_REVIEW, id="nothing for a time"),
    pytest.param({"starting_srs_stage": 0}, RejectionReason.NO_REVIEW, id="a lesson is not reviewed"),
    pytest.param({"starting_srs_stage": 9}, RejectionReason.NO_REVIEW, id="nor what is burned"),
    pytest.param({"ending_srs_stage": 10}, RejectionReason.NO_REVIEW, id="no stage"),
    pytest.param(
        {"incorrect_meaning_answers": -1}, RejectionReason.NO_REVIEW, id="less than no wrong answer"
    ),
    pytest.param(
        {"incorrect_meaning_answers": 2**70}, RejectionReason.NO_REVIEW, id="more than anybody can give"
    ),
    pytest.param({"assignment_id": "x"}, RejectionReason.NO_REVIEW, id="no number"),
    pytest.param({"assignment_id": 10**30}, RejectionReason.NO_REVIEW, id="a number nothing can hold"),
]


@pytest.mark.parametrize(("changed", "reason"), REFUSED)
def test_a_row_that_cannot_be_true_is_refused_by_its_reason(
    file: Made, changed: dict[str, object], reason: RejectionReason
) -> None:
    good, bad = judge_counts(file(json.dumps([row(1), row(2, **changed)])))
    assert isinstance(good, ArchivedReview)
    assert isinstance(bad, Rejected)
    assert bad.reason is reason
    assert bad.what.startswith("row 2 (")


def test_a_row_that_lacks_a_column_names_it(file: Made) -> None:
    lacking = {name: value for name, value in FLAT[0].items() if name != "subject_id"}
    (refused,) = judge_counts(file(json.dumps([lacking])))
    assert refused == Rejected(RejectionReason.NO_REVIEW, "row 1 (subject_id is missing)")


@pytest.mark.parametrize("odd", ['"text"', "5", "null", "[[]]", "{}", '{"data": 5}', '{"data": [1]}'])
def test_every_element_of_a_list_is_a_row_or_refused(file: Made, odd: str) -> None:
    found = judge_counts(file(f"[{odd}, {json.dumps(ROWS[0])}]"))
    assert isinstance(found[-1], ArchivedReview)
    assert all(isinstance(one, Rejected) and one.reason is RejectionReason.NO_REVIEW for one in found[:-1])


def test_lines_that_are_no_rows_are_refused_and_the_others_read(file: Made) -> None:
    lines = [json.dumps(ROWS[0]), "{", "x" * (MAX_LINE + 5), "[" * 100_000, json.dumps(ROWS[1])]
    found = judge_counts(file("\n".join(lines)))
    assert [type(one) for one in found] == [ArchivedReview, Rejected, Rejected, Rejected, ArchivedReview]
    told = [one.what for one in found if isinstance(one, Rejected)]
    assert told[:2] == ["line 2 ({)", "line 3 (longer than any)"]


def test_a_row_of_csv_with_too_few_or_too_many_cells_is_refused(file: Made) -> None:
    text = csv_of(FLAT[:1]) + "1,2,3\r\n" + '"2022\r\n' + csv_of(FLAT[1:2]).splitlines()[1] + ",9\r\n"
    found = judge_counts(file(text))
    assert [type(one) for one in found] == [ArchivedReview, Rejected, Rejected, Rejected]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(json.dumps(collection(ROWS))[:-30], "not complete JSON", id="JSON that breaks off"),
        pytest.param("[1, 2", "not complete JSON", id="a list that breaks off"),
        pytest.param(
            "[[1E9999999999999999999,\n440, 1, 0, 0]]", "out of range", id="a number without bounds"
        ),
        pytest.param("[" * 50_000, "not complete JSON", id="lists in lists in lists"),
        pytest.param('{"data": [' + '{"a":' * 50_000, "not complete JSON", id="maps in maps in maps"),
        pytest.param(
            '{"data": ["' + "x" * (5 * MAX_LINE), "a long part without any review", id="a text without end"
        ),
        pytest.param(b'[{"a": "\xff"}]', "not", id="a text in no encoding"),
        pytest.param("漢字,意味\n水,Water\n", "neither JSON nor CSV", id="another table"),
        pytest.param("x" * (2 * MAX_LINE), "neither JSON nor CSV", id="one line"),
        pytest.param("assignment_id,created_at\n1,2\n", "lacks the columns subject_id, ", id="half a table"),
        pytest.param("", "is empty", id="nothing"),
    ],
)
def test_a_file_that_is_no_archive_is_one_sentence(file: Made, content: bytes | str, words: str) -> None:
    path = file(content)
    with pytest.raises(FileUnusable, match=words) as met:
        raw(path)
    assert str(met.value).startswith(str(path))
