"""The made-up speakers of the words, as rows of their collection."""

from dataclasses import dataclass
from datetime import UTC, datetime

from collector.simulator.world.row_table import RowTable


@dataclass(slots=True)
class VoiceActor:
    """A speaker; *gender* is female or male."""

    id: int
    name: str
    gender: str
    description: str
    created_at: datetime
    changed_at: datetime


def voice_actors() -> RowTable[VoiceActor]:
    """Return both voice actors; their rows have not changed since 2018."""
    table = RowTable[VoiceActor]()
    for number, name, gender in ((1, "Aoi", "female"), (2, "Ren", "male")):
        table.add(
            VoiceActor(
                id=number,
                name=name,
                gender=gender,
                description="Made up, and speaks no dialect",
                created_at=datetime(2018, 10, 2, 9, 11, number, 204180, tzinfo=UTC),
                changed_at=datetime(2018, 10, 2, 9, 11, number, 204180, tzinfo=UTC),
            )
        )
    return table


VOICE_ACTORS = voice_actors()
