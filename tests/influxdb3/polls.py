"""The lines that each poll of a simulated learner queues, to be written to several servers alike."""

from collections.abc import Generator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from collector.simulator.learner.sample_accounts import typical_learner
from collector.simulator.world.world import World
from collector.storage import outbox
from collector.storage.database import Store
from tests.harness import NOON, Rig, only_account

_SEED = 7
_MORE_THAN_A_POLL_QUEUES = 1_000_000


@dataclass(frozen=True)
class Poll:
    """One poll: its moment, and the lines that it queued."""

    at: datetime
    lines: tuple[str, ...]


def simulated_polls(
    folder: Path, *, past: timedelta, every: timedelta, per_level: int = 155
) -> Generator[Poll]:
    """Yield the polls of a learner without end; the first finds a *past* of that length.

    Deterministic; *folder* takes the state, and *per_level* is how many items a level has.
    """
    world = World(NOON, seed=_SEED, per_level=per_level)
    rig = Rig(folder, world, typical_learner(world, seed=_SEED))
    rig.pass_time(past)
    with ExitStack() as stack:
        app = stack.enter_context(rig.app())
        account = only_account(app)
        while True:
            rig.pass_time(every)
            problem = app.poll(account).problem
            if problem is not None:
                raise problem
            yield Poll(world.now, _taken(account.store))


def _taken(store: Store) -> tuple[str, ...]:
    """Return what waits in the outbox, and take it out."""
    with store.transaction() as tx:
        rows = outbox.oldest(tx, _MORE_THAN_A_POLL_QUEUES)
        outbox.remove_up_to(tx, rows[-1].id)
    return tuple(row.line for row in rows)
