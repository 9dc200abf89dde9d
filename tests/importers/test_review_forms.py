"""Archives as people have them: what programs made of WaniKani's rows is read, or refused by a sentence."""

import json
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from collector.core.errors import FileUnusable
from collector.core.moments import Moment, instant, moment
from collector.importers.input_file import open_input
from collector.importers.rejections import Rejected, RejectionReason
from collector.importers.review_archive import read_reviews
from collector.importers.review_rules import ArchivedReview, validate_review

Made = Callable[[bytes | str], Path]
ARCHIVES = Path(__file__).parent.parent / "fixtures" / "archives"
FIRST_POLL = moment(datetime(2024, 1, 1, tzinfo=UTC))


def judged(path: Path, zone: str | None = None) -> list[ArchivedReview | Rejected]:
    used = None if zone is None else ZoneInfo(zone)
    with open_input(path) as source:
        return [
            one if isinstance(one, Rejected) else validate_review(one, FIRST_POLL, FIRST_POLL, used)
            for one in read_reviews(source)
        ]


def accepted(path: Path, zone: str | None = None) -> list[ArchivedReview]:
    found = judged(path, zone)
    reviews = [one for one in found if isinstance(one, ArchivedReview)]
    assert reviews == found
    return reviews


def times(path: Path, zone: str | None = None) -> list[str]:
    return [f"{instant(one.at):%Y-%m-%d %H:%M:%S.%f}" for one in accepted(path, zone)]


FORMS = {
    "mix1.json": ["2020-01-01 00:00:00.000000", "2020-01-02 00:00:00.000000"],
    "pretty_rows.json": [f"2020-01-0{day} 00:00:00.000000" for day in (1, 2, 3, 4)],
    "review-cache-described.json": ["2017-08-04 23:59:11.193000", "2017-08-05 04:00:00.000000"],
    "reviews-heatmap-rows.json": ["2017-08-04 23:59:11.193000", "2017-08-05 04:00:00.000000"],
    "reviews-by-id.json": ["2017-08-04 23:59:11.193643"],
    "reviews-epoch-ms.json": ["2017-08-04 23:59:16.193000"],
    "reviews-list-of-pages.json": ["2017-08-04 23:59:11.193643"],
    "reviews-old-names.csv": ["2017-08-04 23:59:18.100000"],
    "reviews-pandas-flat.csv": ["2017-08-04 23:59:20.193643"],
    "reviews-py-offset.json": ["2017-08-04 23:59:15.193643"],
}


@pytest.mark.parametrize("name", FORMS)
def test_every_review_in_it_is_found(name: str) -> None:
    assert times(ARCHIVES / name) == FORMS[name]


def test_no_archive_is_left_out() -> None:
    assert {path.name for path in ARCHIVES.iterdir()} == {*FORMS, "reviews-naive-iso.json"}


def test_times_without_a_zone_are_refused_until_it_is_said() -> None:
    path = ARCHIVES / "reviews-naive-iso.json"
    (refused,) = judged(path)
    assert isinstance(refused, Rejected)
    assert refused.reason is RejectionReason.NO_ZONE
    assert "--times-are UTC" in refused.reason.value
    assert times(path, "UTC") == ["2017-08-04 23:59:12.193000"]
    assert times(path, "Asia/Tokyo") == ["2017-08-04 14:59:12.193000"]


def test_a_zone_that_is_said_changes_no_time_that_has_its_own() -> None:
    assert times(ARCHIVES / "reviews-py-offset.json", "Asia/Tokyo") == FORMS["reviews-py-offset.json"]


ROW: dict[str, object] = {
    "created_at": "2020-01-01T00:00:00Z", "assignment_id": 1, "subject_id": 2, "starting_srs_stage": 1,
    "ending_srs_stage": 2, "incorrect_meaning_answers": 0, "incorrect_reading_answers": 0,
}  # fmt: skip
WHOLE = {"id": 9, "object": "review", "data": ROW}


def with_prefix(prefix: str) -> dict[str, object]:
    return {"id": 9, "data_updated_at": "2020-01-01T00:00:00Z"} | {prefix + name: ROW[name] for name in ROW}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(json.dumps({"reviews": [WHOLE], "tags": ["a"]}), id="a list in an object"),
        pytest.param(json.dumps({"1": {"2": ROW}}), id="by its ids"),
        pytest.param(json.dumps({"backup": {"wanikani": {"rows": [ROW]}}}), id="deeper in an object"),
        pytest.param(json.dumps([with_prefix("data.")]), id="columns of json_normalize"),
        pytest.param(json.dumps([with_prefix("data_")]), id="the same with another separator"),
        pytest.param(json.dumps([ROW | {"tags": ["a", "b"], "user": {"name": "me"}}]), id="with more in it"),
        pytest.param(
            json.dumps({"object": "collection", "data": []}) + json.dumps(WHOLE), id="an empty page"
        ),
        pytest.param(json.dumps(WHOLE, indent=1), id="one for people"),
    ],
)
def test_what_is_wrapped_around_a_row_does_not_matter(file: Made, text: str) -> None:
    assert times(file(text)) == ["2020-01-01 00:00:00.000000"]


def test_a_prefix_in_csv_is_the_same_column(file: Made) -> None:
    row = with_prefix("data.")
    text = ",".join(row) + "\n" + ",".join(map(str, row.values())) + "\n"
    assert times(file(text)) == ["2020-01-01 00:00:00.000000"]


def test_single_values_as_mongodb_writes_them(file: Made) -> None:
    row = ROW | {"created_at": {"$date": {"$numberLong": "1577836800000"}}, "subject_id": {"$numberInt": "2"}}
    assert times(file(json.dumps([row]))) == ["2020-01-01 00:00:00.000000"]


@pytest.mark.parametrize("first", [WHOLE, [WHOLE], {"object": "collection", "data": [WHOLE]}])
@pytest.mark.parametrize("second", [WHOLE, [WHOLE], {"object": "collection", "data": [WHOLE]}])
@pytest.mark.parametrize("indents", [(None, None), (None, 2), (2, None), (2, 2)])
@pytest.mark.parametrize("between", ["\n", ""])
def test_values_one_after_the_other_are_all_read(
    file: Made, first: object, second: object, indents: tuple[int | None, int | None], between: str
) -> None:
    text = json.dumps(first, indent=indents[0]) + between + json.dumps(second, indent=indents[1])
    assert len(accepted(file(text + "\n"))) == 2


def test_an_object_that_holds_no_review_is_counted(file: Made) -> None:
    (refused,) = judged(file('{"error": "Unauthorized", "code": 401}'))
    assert refused == Rejected(RejectionReason.NO_REVIEW, "line 1 (subject_id is missing)")
    assert judged(file("[]")) == []


def test_a_table_by_columns_is_refused_with_how_to_convert_it(file: Made) -> None:
    by_columns = {name: {"0": value, "1": value} for name, value in ROW.items()}
    with pytest.raises(FileUnusable, match="write it by rows, with orient='records'"):
        judged(file(json.dumps(by_columns)))
    with pytest.raises(FileUnusable, match="write it by rows, with orient='records'"):
        judged(file(json.dumps({name: [value] for name, value in ROW.items()})))


def test_a_table_with_its_columns_apart_is_refused_with_how_to_convert_it(file: Made) -> None:
    split = {"columns": ["id", *(f"data.{name}" for name in ROW)], "index": [0], "data": [[1, *ROW.values()]]}
    with pytest.raises(FileUnusable, match="orient='records'"):
        judged(file(json.dumps(split)))


def test_a_programs_header_is_not_a_row(file: Made) -> None:
    schema = {"fields": [{"name": "index", "type": "integer"}], "primaryKey": ["index"]}
    assert len(accepted(file(json.dumps({"schema": schema, "data": [ROW]})))) == 1


def test_a_day_without_a_time_is_no_moment(file: Made) -> None:
    (refused,) = judged(file(json.dumps([ROW | {"created_at": "2020-01-01"}])), "UTC")
    assert refused == Rejected(RejectionReason.NO_REVIEW, "row 1 (created_at is '2020-01-01')")


@pytest.mark.parametrize("written", ["2020-01-01 09:00:00", "2020-01-01T09:00:00"])
def test_both_ways_to_write_a_time_are_read(file: Made, written: str) -> None:
    (review,) = accepted(file(json.dumps([ROW | {"created_at": written}])), "Asia/Tokyo")
    assert instant(review.at) == datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "set_then"),
    [("2019-10-27T02:30:00", True), ("2019-03-31T02:30:00", True), ("2019-10-27T03:30:00", False)],
)
def test_an_hour_that_came_twice_or_not_at_all_is_known_as_such(
    file: Made, written: str, set_then: bool
) -> None:
    (review,) = accepted(file(json.dumps([ROW | {"created_at": written}])), "Europe/Berlin")
    assert review.clock_set is set_then


@pytest.mark.timeout(20)
@pytest.mark.parametrize("column", ["subject_id", "created_at", "incorrect_meaning_answers"])
def test_a_number_whose_digits_would_fill_all_memory_is_refused(file: Made, column: str) -> None:
    text = json.dumps([ROW]).replace(json.dumps({column: ROW[column]})[1:-1], f'"{column}": 1e999999999')
    (refused,) = judged(file(text))
    assert isinstance(refused, Rejected)
    assert refused.reason is RejectionReason.NO_REVIEW


def test_memory_stays_flat_for_rows_by_their_ids(file: Made) -> None:
    path = file(json.dumps({str(number): WHOLE for number in range(4000)}, indent=1))
    tracemalloc.start()
    with open_input(path) as source:
        count = sum(1 for _ in read_reviews(source))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 4000
    assert peak < 1_000_000 < path.stat().st_size


def test_a_moment_is_one_microsecond_exact(file: Made) -> None:
    (review,) = accepted(file(json.dumps([ROW | {"created_at": "2020-01-01T00:00:00.123456Z"}])))
    assert review.at == Moment(1_577_836_800_123_456)
