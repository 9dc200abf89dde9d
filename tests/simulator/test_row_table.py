from datetime import timedelta

from collector.simulator.world.account_rows import Reset
from collector.simulator.world.row_table import RowTable
from tests.simulator.world_moves import NOON

HOUR = timedelta(hours=1)


def reset(row_id: int) -> Reset:
    return Reset(row_id, original_level=3, target_level=1, created_at=NOON, changed_at=NOON)


def test_an_empty_table_has_no_newest_change() -> None:
    table = RowTable[Reset]()
    assert (len(table), table.newest, table.next_id()) == (0, None, 1)


def test_the_newest_change_is_the_latest_stamp_in_whatever_order_they_come() -> None:
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
