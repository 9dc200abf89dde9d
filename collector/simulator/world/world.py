"""The whole pretend service as one learner's account sees it."""

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from collector.simulator.world.content import content
from collector.simulator.world.editing import Editing
from collector.simulator.world.notes import Notes
from collector.simulator.world.resetting import Resetting
from collector.simulator.world.rows import Subscription, User
from collector.simulator.world.studying import Studying
from collector.simulator.world.vacation import Vacations

_YEAR = timedelta(days=365)


class World(Studying, Resetting, Vacations, Editing, Notes):
    """One account from its first day, and every move that changes it.

    Same arguments and same moves, same rows to the microsecond: *seed* decides the made-up content and the
    user's id. *begins* is when the learner signs up; level 1 is open at once.
    """

    def __init__(  # noqa: PLR0913 - what makes one account differ from another
        self,
        begins: datetime,
        *,
        seed: int = 1,
        levels: int = 60,
        per_level: int = 155,
        username: str = "pretend-learner",
        level_granted: int = 60,
    ) -> None:
        user = User(
            id=UUID(int=Random(seed).getrandbits(128), version=4),  # noqa: S311 - chance, not secrets
            username=username,
            level=1,
            started_at=begins.astimezone(UTC),
            changed_at=begins.astimezone(UTC),
            subscription=Subscription(True, "recurring", level_granted, begins.astimezone(UTC) + _YEAR),
        )
        super().__init__(begins, content(seed, levels, per_level), user)
        self._open_level(1)
