"""Items of a simulated learner, as the views read them."""

from collector.config.values import DEFAULT_ACCOUNT
from collector.core.model import SubjectId
from collector.core.moments import moment
from collector.storage.database import read_state
from collector.storage.state_folder import state_file
from collector.storage.transaction import Transaction
from collector.views.item.history import ItemHistory
from collector.views.item.read import read_item
from tests.harness import Rig
from tests.views.report.lived import ZONE


def histories(rig: Rig) -> dict[int, ItemHistory]:
    """Return the history of every subject of the world, from the state, as of now."""

    def read(tx: Transaction) -> list[ItemHistory | None]:
        now = moment(rig.clock.now())
        return [read_item(tx, SubjectId(each.id), now, ZONE) for each in rig.world.subjects]

    found = read_state(state_file(rig.folder, DEFAULT_ACCOUNT), read)
    assert found is not None
    return {history.subject.id: history for history in found if history is not None}


def history_of(rig: Rig, subject: int) -> ItemHistory:
    """Return the history of one subject."""
    return histories(rig)[subject]
