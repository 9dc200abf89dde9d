"""Tables leave whole: what was written is what programs read, and nothing in a spreadsheet runs."""

import csv
import io
import json
import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.core.moments import moment
from collector.views.exports import formats
from collector.views.exports.table import Cell, Table, Timestamp

TOKYO = ZoneInfo("Asia/Tokyo")
AT = Timestamp(moment(datetime(2026, 1, 31, 15, 30, 5, 250_000, tzinfo=UTC)))
COLUMNS = ("characters", "meanings", "level", "share", "time", "day", "late", "times")
ROW: tuple[Cell, ...] = ("水", ("Water", "a, \"b\"; 'c'"), 2, 87.5, AT, date(2026, 2, 1), None, (AT, AT))


def table(*rows: tuple[Cell, ...]) -> Table:
    return Table(COLUMNS, rows)


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_csv_has_the_columns_and_a_line_a_row() -> None:
    written = "".join(formats.as_csv(table(ROW), TOKYO))
    assert written.endswith("\r\n")
    assert read(written) == [
        list(COLUMNS),
        [
            "水",
            "Water, a, \"b\"; 'c'",
            "2",
            "87.5",
            "2026-02-01T00:30:05",
            "2026-02-01",
            "",
            "2026-02-01T00:30:05, 2026-02-01T00:30:05",
        ],
    ]


def test_json_has_types_and_the_zone_in_every_time() -> None:
    (one,) = json.loads("".join(formats.as_json(table(ROW), TOKYO)))
    assert one == {
        "characters": "水",
        "meanings": ["Water", "a, \"b\"; 'c'"],
        "level": 2,
        "share": 87.5,
        "time": "2026-02-01T00:30:05.250000+09:00",
        "day": "2026-02-01",
        "late": None,
        "times": ["2026-02-01T00:30:05.250000+09:00"] * 2,
    }


def test_json_lines_are_the_same_rows() -> None:
    rows = [ROW, ("火", (), 1, 0.0, AT, date(2026, 2, 2), 3, ())]
    lines = "".join(formats.as_jsonl(table(*rows), TOKYO)).splitlines()
    assert [json.loads(line) for line in lines] == json.loads("".join(formats.as_json(table(*rows), TOKYO)))


def test_a_table_without_rows_is_still_a_table() -> None:
    assert read("".join(formats.as_csv(table(), TOKYO))) == [list(COLUMNS)]
    assert json.loads("".join(formats.as_json(table(), TOKYO))) == []
    assert "".join(formats.as_jsonl(table(), TOKYO)) == ""


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＠x"]
)
def test_no_text_is_a_formula_for_a_spreadsheet(text: str) -> None:
    row = (text, (text,), *ROW[2:])
    _, cells = read("".join(formats.as_csv(table(row), TOKYO)))
    assert cells[0].startswith("'")
    assert cells[1].startswith("'")
    assert json.loads("".join(formats.as_jsonl(table(row), TOKYO)))["characters"] == text


def test_a_negative_number_is_a_number() -> None:
    _, cells = read("".join(formats.as_csv(Table(("n",), [(-5,)]), TOKYO)))
    assert cells == ["-5"]


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(st.lists(st.tuples(texts, st.integers(), st.none() | texts), max_size=5))
def test_any_text_is_one_row_and_reads_back_unchanged(
    rows: list[tuple[str, int, str | None]],
) -> None:
    written = "".join(formats.as_csv(Table(("a", "b", "c"), rows), TOKYO))
    _, *back = read(written)
    assert len(back) == len(rows) == written.count("\r\n") - 1
    for row, cells in zip(rows, back, strict=True):
        assert len(cells) == 3
        assert cells[1] == str(row[1])
        assert cells[0].removeprefix("'").split() == row[0].removeprefix("'").split()
        assert not cells[0].startswith(("=", "+", "-", "@"))


@given(st.lists(st.tuples(texts, texts), max_size=5))
def test_any_text_reads_back_unchanged_from_json(rows: list[tuple[str, str]]) -> None:
    lines = "".join(formats.as_jsonl(Table(("a", "b"), rows), TOKYO))
    assert [tuple(json.loads(line).values()) for line in lines.split("\n") if line] == rows


# As the dialogue comes up: comma, quotation mark, UTF-8, from the first line on, English, quoted fields not
# as text, no detection of special numbers.
_TOKENS = "44,34,76,1,,1033,false,false"


def test_libreoffice_opens_it_right(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip(
            "no LibreOffice: no soffice is on the PATH (on Debian: apt-get install libreoffice-calc-nogui)"
        )
    rows = [ROW, ("=1+1", ("Big, Red", "Ōkii"), 60, 0.5, AT, date(2026, 2, 1), 7, (AT,))]
    (tmp_path / "in.csv").write_bytes(b"\xef\xbb\xbf" + "".join(formats.as_csv(table(*rows), TOKYO)).encode())
    subprocess.run(
        [
            office,
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            f"--infilter=CSV:{_TOKENS}",
            "--convert-to",
            "fods:OpenDocument Spreadsheet Flat XML",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "in.csv"),
        ],
        check=True,
        capture_output=True,
        timeout=110,
    )
    sheet = (tmp_path / "in.fods").read_text("utf-8")
    assert "table:formula" not in sheet
    for shown in (
        "<text:p>水</text:p>",
        "Water, a, &quot;b&quot;; &apos;c&apos;",
        "Big, Red, Ōkii",
        "<text:p>characters</text:p>",
    ):
        assert shown in sheet, shown
    # Times are times there, and numbers numbers.
    assert sheet.count('office:date-value="2026-02-01T00:30:05"') == 3
    assert sheet.count('office:date-value="2026-02-01"') == 2
    assert 'office:value="87.5"' in sheet
