"""A table on a terminal: columns below each other, as wide as there is room."""

from collector.cli.styled_text import width_of
from collector.cli.text_table import table_lines

HEADINGS = ("characters", "meaning", "reviews")
ROWS = [("水", "water", "12"), ("花見", "cherry blossom viewing under the trees of a park", "1,234")]


def _drawn(width: int) -> list[str]:
    return [line.plain for line in table_lines(HEADINGS, ROWS, width, right={2}, whole={0})]


def test_columns_stand_below_each_other_although_japanese_is_wider() -> None:
    heading, water, _ = _drawn(100)
    assert width_of(water[: water.index("water")]) == heading.index("meaning") == 12
    assert width_of(heading) == width_of(water)
    assert water.endswith("  12")


def test_where_it_is_narrow_a_long_cell_takes_more_lines() -> None:
    lines = _drawn(40)
    assert max(map(width_of, lines)) <= 40
    assert [line[12:].strip() for line in lines[3:]] == ["viewing under the", "trees of a park"]


def test_what_must_stay_whole_is_wider_than_a_narrow_terminal() -> None:
    assert _drawn(10)[0].startswith("characters  ")


def test_a_thousand_rows_take_no_second() -> None:
    assert sum(1 for _ in table_lines(HEADINGS, ROWS * 500, 60)) > 1000
