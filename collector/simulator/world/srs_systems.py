"""The two spaced repetition systems as rows of their collection.

Source: the payload recorded in December 2022, `spaced_repetition_systems.json`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from collector.simulator.world.game_rules import ACCELERATED_SYSTEM, DEFAULT_SYSTEM, STAGES, interval
from collector.simulator.world.row_table import RowTable


@dataclass(slots=True)
class System:
    """A spaced repetition system; *intervals* are by the stage's position, None in the first and the last."""

    id: int
    name: str
    description: str
    intervals: tuple[timedelta | None, ...]
    created_at: datetime
    changed_at: datetime


def systems() -> RowTable[System]:
    """Return both systems; they have not changed since 2020."""
    table = RowTable[System]()
    for number, name in ((DEFAULT_SYSTEM, "Default system"), (ACCELERATED_SYSTEM, "Accelerated system")):
        table.add(
            System(
                id=number,
                name=name,
                description=f"{name} of the simulated WaniKani",
                intervals=tuple(interval(stage, number) for stage in STAGES),
                created_at=datetime(2020, 5, 21, 20, 46, number, 464460, tzinfo=UTC),
                changed_at=datetime(2020, 6, 9, 3, 38, number, 7395, tzinfo=UTC),
            )
        )
    return table
