"""Projects what is to come of a state: from its file to what a new projection changes."""

from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from collector.core.errors import NothingCollected
from collector.core.projection import Projection
from collector.core.projection_change import ProjectionChange
from collector.projection.inputs import StudyRecord
from collector.projection.project import PACES, project
from collector.statistics.projected import change
from collector.storage import ledger, projections
from collector.storage.database import read_state
from collector.storage.study_record import study_record
from collector.storage.transaction import Transaction


class Found(NamedTuple):
    """The input from a state: the *record* of the learner's study, and the projection *before* this one."""

    record: StudyRecord
    before: Projection | None


def read_grounds(path: Path, zone: ZoneInfo) -> Found:
    """Return what the last successful poll left in the state at *path*, which another process may be writing.

    Days are those of *zone*. Raises `NothingCollected` before the first successful poll, and what
    `open_for_reading` does.
    """

    def read(tx: Transaction) -> Found | None:
        at = ledger.polls.last_success(tx)
        record = None if at is None else study_record(tx, at, zone)
        return None if record is None else Found(record, projections.projection(tx))

    found = read_state(path, read)
    if found is None:
        raise NothingCollected
    return found


def new_projection(path: Path, zone: ZoneInfo) -> ProjectionChange:
    """Return what a projection of the state at *path* changes, after seconds; raises as `read_grounds`."""
    found = read_grounds(path, zone)
    return change(found.before, project(found.record, PACES))
