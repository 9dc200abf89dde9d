"""The figures for a person: a row for each, a column for each way to go on."""

from dataclasses import replace

from collector.core.projection import ProjectedDate
from collector.views.projection.summary import Row, grounds_sentence, in_band, summary
from tests.views.projection.made import PACES, TODAY, outcome, projection

OWN, AT_FIVE = 0, 1


def sections(*, every_level: bool = False) -> dict[str, dict[str, list[str]]]:
    """Return the cells by title and label."""
    found: dict[str, dict[str, list[str]]] = {}
    title = ""
    for row in summary(projection(), TODAY, every_level=every_level):
        if row.cells:
            found[title][row.label.strip()] = list(row.cells)
        else:
            title = row.label
            found[title] = {}
    return found


def test_the_grounds_are_a_sentence() -> None:
    grounds = projection().grounds
    assert grounds is not None
    assert grounds_sentence(grounds) == (
        "Based on 4,210 reviews on 151 days: 88.4 % without a wrong answer, 9.8 lessons a day, 9.2 s a "
        "review."
    )


def test_every_row_has_a_cell_for_each_way_to_go_on() -> None:
    rows = list(summary(projection(), TODAY, every_level=True))
    assert {len(row.cells) for row in rows if row.cells} == {1 + len(PACES)}
    assert not [row for row in rows if not row.cells and row.label.startswith(" ")]


def test_averages_and_weeks_are_those_that_were_projected_as_reviews_a_day() -> None:
    found = sections()
    assert found["A day, mean of a year"]["reviews"][:2] == ["147", "75"]
    # A week has 1,029 reviews, in eight of ten futures from 927 to 1,131.
    assert found["Reviews a day, mean of"]["week 1"][OWN] == "147 (132–162)"
    # At 9.2 seconds each.
    assert found["Minutes a day, mean of"]["week 1"][OWN] == "23 (20–25)"
    assert list(found["Reviews a day, mean of"]) == [f"week {number}" for number in (1, 4, 12, 26, 52)]


def test_reviews_due_and_backlog_are_given_for_single_days() -> None:
    found = sections()
    for title, name in (("Reviews that fall due on", "due"), ("Backlog at the end of", "backlog")):
        days = projection().outcomes[OWN].days
        bands = {number: getattr(days[number - 1], name).total for number in (7, 30, 90, 365)}
        assert [cells[OWN] for cells in found[title].values()] == [in_band(band) for band in bands.values()]
        assert list(found[title]) == [f"day {number}" for number in bands]


def test_items_are_given_for_the_next_four_days() -> None:
    found = sections()
    assert found["Items in 1 month"]["guru"][OWN] == "300 (240–360)"
    assert found["Items in 12 months"]["lesson"][OWN] == "120 (96–144)"


def test_the_next_five_levels_and_the_last_are_given_unless_all_are_wanted() -> None:
    assert list(sections()["Reached"]) == [
        "level 13", "level 14", "level 15", "level 16", "level 17", "level 60", "all burned",
    ]  # fmt: skip
    assert len(sections(every_level=True)["Reached"]) == 48 + 1
    assert sections()["Reached"]["level 13"][:2] == ["4 Dec (3–5 Dec)", "18 Dec (16–20 Dec)"]


def test_a_level_that_only_one_way_reaches_is_too_far_for_the_other() -> None:
    made = projection(paces=())
    slow = outcome("nothing new", 0, 1, TODAY, 12)
    far = [ProjectedDate(each.level, None, None, None) for each in slow.dates]
    both = replace(made, outcomes=(*made.outcomes, replace(slow, dates=tuple(far))))
    reached = [row for row in summary(both, TODAY, every_level=False) if "level 13" in row.label]
    assert reached == [Row("  level 13", ["4 Dec (3–5 Dec)", "too far ahead to say"])]
