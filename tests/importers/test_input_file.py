"""Files of the owner's, good and bad."""

import gzip
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from collector.core.errors import FileUnusable
from collector.importers.input_file import MAX_LINE, Line, lines, open_input

Made = Callable[[bytes | str], Path]


def read(path: Path) -> list[Line]:
    with open_input(path) as source:
        return list(lines(source))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("一\n二\n".encode(), id="lines"),
        pytest.param("一\r\n二\r\n".encode(), id="lines of Windows"),
        pytest.param("一\n二".encode(), id="no end to the last line"),
        pytest.param("\ufeff一\n二\n".encode(), id="a mark before them"),
        pytest.param(gzip.compress("一\n二\n".encode()), id="packed"),
        pytest.param(gzip.compress("\ufeff一\r\n二".encode()), id="packed, with a mark"),
        pytest.param(
            gzip.compress("一\n".encode()) + gzip.compress("二\n".encode()), id="packed in two pieces"
        ),
    ],
)
def test_a_file_is_its_lines_however_it_was_saved(file: Made, content: bytes) -> None:
    assert read(file(content)) == [Line(1, "一"), Line(2, "二")]


def test_empty_lines_count_but_say_nothing(file: Made) -> None:
    assert read(file("a\n\n\nb\n")) == [Line(1, "a"), Line(4, "b")]
    assert read(file("")) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(gzip.compress(b"x\n" * 9999)[:-20], "truncated or damaged", id="cut off"),
        pytest.param(gzip.compress(b"x\n" * 9999)[:40] + b"?" * 40, "truncated or damaged", id="damaged"),
        pytest.param(b"\x1f\x8b", "truncated or damaged", id="only begun"),
        pytest.param("漢字\n".encode("utf-16"), "is UTF-16", id="UTF-16"),
        pytest.param(b"PK\x03\x04\x14", "is a ZIP archive or a workbook", id="ZIP"),
        pytest.param("漢字\n".encode("shift-jis"), "is not UTF-8 text", id="Shift JIS"),
        pytest.param(b"\x00\xff\xfe\n", "is not UTF-8 text", id="no text at all"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_that_names_the_file(
    file: Made, content: bytes, words: str
) -> None:
    path = file(content)
    with pytest.raises(FileUnusable, match=words) as met:
        read(path)
    assert str(met.value).startswith(str(path))


def test_a_file_that_is_not_there_or_is_a_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileUnusable, match="No such file"):
        read(tmp_path / "nothing")
    with pytest.raises(FileUnusable, match="directory"):
        read(tmp_path)


def test_a_line_without_end_takes_no_memory_and_the_next_one_is_read(file: Made) -> None:
    path = file(gzip.compress(b"a\n" + b"x" * (10 * MAX_LINE) + b"\nb\n", compresslevel=1))
    tracemalloc.start()
    found = read(path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == [Line(1, "a"), Line(2, None), Line(3, "b")]
    assert most < 6 * MAX_LINE


def test_how_far_the_reading_is_can_be_told(file: Made) -> None:
    with open_input(file("x" * 100_000 + "\n" + "y\n" * 10)) as source:
        list(lines(source))
        assert source.position() == "100 %"
