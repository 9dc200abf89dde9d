"""The demo's weekly projections, made by other processes while the learner lives."""

from dataclasses import replace
from multiprocessing.pool import AsyncResult, Pool
from pathlib import Path
from zoneinfo import ZoneInfo

from collector.core.projection import Projection
from collector.pipeline.project import keep
from collector.projection.inputs import StudyRecord
from collector.storage.database import Store

_WEEK = 7 * 24
_WEEKS = 13
# A shorter life says too little of the years ahead, whose simulation would take longer than the life itself.
_FAR_FROM = _WEEKS * _WEEK


class DemoProjections:
    """The projections of a life of so many *hours*, at its end and weekly in the quarter of a year before.

    Processes of *pool* make them of copies of the state, which are put into *folder*. After less than a
    quarter of a year no date is sought later than a year ahead.
    """

    def __init__(self, hours: int, pool: Pool, folder: Path) -> None:
        self._hours = hours
        self._pool = pool
        self._folder = folder
        self._made: list[list[AsyncResult[Projection]]] = []

    def begin(self, hour: int, store: Store) -> None:
        """Begin the projection of the state after the poll of that *hour*, if there is to be one."""
        left = self._hours - 1 - hour
        if left % _WEEK or left > _WEEKS * _WEEK:
            return
        copy = self._folder / f"{hour}.sqlite3"
        copy.touch()
        store.copy_to(copy)
        far = not left and self._hours >= _FAR_FROM
        parts = (_project_week,) if left else (_project_own_pace, _project_paces)
        self._made.append([self._pool.apply_async(part, (copy, far)) for part in parts])

    def keep(self, store: Store) -> None:
        """Wait for the projections, and let *store* keep them as if each had come when it was made."""
        for parts in self._made:
            own, *others = (part.get() for part in parts)
            beside = (outcome for other in others for outcome in other.outcomes[1:])
            keep(store, replace(own, outcomes=(*own.outcomes, *beside)))


def _project_week(copy: Path, far: bool) -> Projection:
    from collector.projection.project import project  # noqa: PLC0415 - here alone, for numpy is heavy

    # Of the past only the weeks are compared with what came: a few futures of their days will do.
    return project(_record(copy), futures=40, days=7 * _WEEKS, far=far)


def _project_own_pace(copy: Path, far: bool) -> Projection:
    from collector.projection.project import project  # noqa: PLC0415

    return project(_record(copy), futures=40, far=far)


def _project_paces(copy: Path, far: bool) -> Projection:
    from collector.projection.project import PACES, project  # noqa: PLC0415

    # A slow, a usual and a fast one: each takes seconds, and is simulated to the last item burned.
    return project(_record(copy), PACES[::2], futures=1, futures_if=12, far=far)


def _record(copy: Path) -> StudyRecord:
    from collector.views.new_projection import read_grounds  # noqa: PLC0415

    return read_grounds(copy, ZoneInfo("UTC")).record
