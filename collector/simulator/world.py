"""The whole pretend service as one learner's account sees it."""

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from collector.simulator.content import content
from collector.simulator.editing import Editing
from collector.simulator.notes import Notes
from collector.simulator.resetting import Resetting
from collector.simulator.rows import Subscription, User
from collector.simulator.studying import Studying
from collector.simulator.vacation import Vacations

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
