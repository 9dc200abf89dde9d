from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from collector.simulator.world.account_rows import Reset
from collector.simulator.world.row_table import RowTable
from tests.simulator.world_moves import NOON

HOUR = timedelta(hours=1)


def reset(row_id: int) -> Reset:
    return Reset(row_id, original_level=3, target_level=1, created_at=NOON, changed_at=NOON)


def test_an_empty_table_has_no_newest_change() -> None:
    table = RowTable[Reset]()
    assert (len(table), table.newest, table.next_id()) == (0, None, 1)


def test_the_newest_change_is_the_latest_stamp_in_any_order() -> None:
    table = RowTable[Reset]()
    first, second = table.add(reset(1)), table.add(reset(2))
    table.stamp(first, NOON + 2 * HOUR)
    table.stamp(second, NOON + HOUR)
    assert table.newest == NOON + 2 * HOUR
    assert [row.changed_at for row in table] == [NOON + 2 * HOUR, NOON + HOUR]


def test_every_change_makes_another_version_even_one_at_the_same_moment() -> None:
    table = RowTable[Reset]()
    row = table.add(reset(1))
    versions = [table.version]
    for _ in range(2):
        table.stamp(row, NOON)
        versions.append(table.version)
    assert versions == sorted(set(versions))


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(-3, 9)), max_size=30), st.integers(-4, 10))
def test_what_changed_after_a_moment_is_what_a_look_at_every_row_would_say(
    stamps: list[tuple[int, int]], hours: int
) -> None:
    table = RowTable[Reset]()
    rows = [table.add(reset(row_id)) for row_id in range(1, 6)]
    for row_id, at in stamps:
        table.stamp(rows[row_id - 1], NOON + at * HOUR)
    since = NOON + hours * HOUR
    assert list(table.changed_after(since)) == [row for row in rows if row.changed_at > since]


def test_a_row_that_changes_for_years_is_still_found_by_its_newest_change_alone() -> None:
    table = RowTable[Reset]()
    row, other = table.add(reset(1)), table.add(reset(2))
    for minute in range(5000):
        table.stamp(row, NOON + timedelta(minutes=minute))
    assert list(table.changed_after(NOON - HOUR)) == [row, other]
    assert list(table.changed_after(NOON)) == [row]
    assert list(table.changed_after(row.changed_at)) == []
