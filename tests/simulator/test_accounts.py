from datetime import UTC, datetime

from collector.simulator.accounts import level_60_account
from collector.simulator.rules import BURNED


def test_a_level_60_account_has_a_history_in_every_row() -> None:
    begins = datetime(2023, 1, 1, 8, tzinfo=UTC)
    world = level_60_account(begins, seed=3)
    assert world.user.level == 60
    assert len(world.assignments) == len(world.statistics) == 9300
    assert all(row.started_at and row.unlocked_at for row in world.assignments)
    assert sum(row.passed_at is not None for row in world.assignments) > 9000
    assert sum(row.stage == BURNED for row in world.assignments) > 4000
    assert len(world.progressions) == 60
    assert (world.now - begins).days == 520
