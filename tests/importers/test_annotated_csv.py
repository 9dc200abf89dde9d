"""Annotated CSV, as InfluxDB 2.x answers Flux: the files are 2.9.1's own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from collector.core.errors import FileUnusable, HistoryNotFound
from collector.importers.rejections import RejectionReason
from tests.importers.reading import FIXTURES, choose, counts, read

Made = Callable[[bytes | str], Path]
TIMES = [1_600_000_000_123_456_000 + n * 21_600 * 10**9 for n in range(4)]
FIELDS_OF_ANNA = {"apprentice": 93, "guru": 113, "master": 31, "enlighten": 21, "burned": 14}
# The last of them has lost its group key: the tag has to be named.
FORMS = ["annotated", "pivoted", "regrouped"]


@pytest.mark.parametrize("form", FORMS)
def test_a_history_comes_back_from_every_form_of_the_answer(form: str) -> None:
    anna = choose(FIXTURES / f"{form}.csv", "user=anna")
    assert sorted(anna.points) == TIMES
    assert anna.points[TIMES[-1]] == FIELDS_OF_ANNA
    assert counts(choose(FIXTURES / f"{form}.csv", "user=it is,ben"), "apprentice") == [1, 2, 3, 4]


@pytest.mark.parametrize("form", ["annotated", "pivoted"])
def test_the_group_key_says_what_is_a_tag(form: str) -> None:
    with pytest.raises(HistoryNotFound, match="--tag user=anna or --tag 'user=it is,ben'"):
        choose(FIXTURES / f"{form}.csv")


def test_a_column_outside_the_group_key_is_asked_about() -> None:
    with pytest.raises(HistoryNotFound, match="whether “user” tells histories apart"):
        choose(FIXTURES / "regrouped.csv")


def test_other_measurements_are_passed_over_and_counted() -> None:
    assert read(FIXTURES / "annotated.csv").other_lines == 1


@pytest.mark.parametrize("dropped", ["#datatype", "#group", "#default", "#"])
def test_annotations_that_the_client_left_out_are_not_needed(file: Made, dropped: str) -> None:
    text = (FIXTURES / "annotated.csv").read_text()
    kept = [line for line in text.splitlines() if not line.startswith(dropped)]
    assert counts(choose(file("\r\n".join(kept)), "user=anna"), "burned") == [11, 12, 13, 14]


def test_an_empty_cell_has_the_default_of_its_column(file: Made) -> None:
    text = (
        "#group,false,false,false,false,true,true,true\n"
        "#default,_result,,,7,,progress,anna\n"
        ",result,table,_time,_value,_field,_measurement,user\n"
        ",,0,2020-09-13T12:26:40Z,,guru,,\n"
    )
    assert counts(choose(file(text), "user=anna"), "guru") == [7]


@pytest.mark.parametrize("annotation", ["#default,_result", "#group,false", "#datatype,string"])
def test_an_annotation_that_was_cut_says_nothing_of_the_columns_it_lacks(file: Made, annotation: str) -> None:
    text = (
        f"{annotation}\n"
        ",result,table,_time,_value,_field,_measurement,user\n"
        ",,0,2020-09-13T12:26:40Z,7,guru,progress,anna\n"
    )
    assert counts(choose(file(text), "user=anna"), "guru") == [7]


def test_a_row_that_is_cut_or_no_count_is_refused_with_its_number(file: Made) -> None:
    head = ",result,table,_time,_value,_field,_measurement\n"
    bad = [",,0,2020-09-13T12:26:40Z,many,guru,progress", ",,0,yesterday,5,guru,progress", ",,0,2020-09-13"]
    data = read(file(head + "\n".join(bad) + "\n,,0,2020-09-13T12:26:40Z,5,guru,progress\n"))
    assert [one.reason for one in data.rejected] == [RejectionReason.UNREADABLE] * 3
    assert data.rejected[0].what.startswith("line 2 ")


def test_an_error_of_the_server_is_not_taken_for_an_empty_history(file: Made) -> None:
    text = "#datatype,string,string\n#group,true,true\n#default,,\n,error,reference\n,out of memory,897\n"
    with pytest.raises(FileUnusable, match=r"an InfluxDB error instead of data \(out of memory\)"):
        read(file(text))


@pytest.mark.parametrize(
    "columns",
    [
        ",result,table,_start,_stop,_value,_field",
        ",result,table,_time,_value,_measurement",
        ",result,table,_time,_field,error",
    ],
)
def test_an_answer_without_the_columns_of_a_point_says_how_to_query(file: Made, columns: str) -> None:
    with pytest.raises(FileUnusable, match="filter"):
        read(file(f"#group{',false' * columns.count(',')}\n{columns}\n"))


def test_two_answers_to_one_question_in_one_file_are_not_mixed(file: Made) -> None:
    rows = "\n".join(
        f",{name},0,2020-09-13T12:26:40Z,{value},guru,progress" for name, value in (("raw", 5), ("mean", 6))
    )
    with pytest.raises(FileUnusable, match="two different counts of one moment"):
        read(file(f",result,table,_time,_value,_field,_measurement\n{rows}\n"))
