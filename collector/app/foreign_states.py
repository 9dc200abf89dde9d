"""States in this shard's folder that belong to another shard's accounts."""

from collector.config.settings import Settings
from collector.core.errors import CollectorError, ForeignState
from collector.core.shards import Shard, owner
from collector.storage.state_folder import accounts_in


def foreign_states(settings: Settings) -> dict[str, CollectorError]:
    """Return the error for each account whose state is here but must not be polled here.

    None where there are no shards. An account that the settings have no longer counts too: its history would
    be left behind.
    """
    shard = settings.shard
    if shard is None:
        return {}
    names = accounts_in(settings.collector_state)
    return {name: _foreign(name, shard, settings) for name in names if not shard.owns(name)}


def _foreign(name: str, shard: Shard, settings: Settings) -> ForeignState:
    owned_by = Shard(owner(name, shard.of), shard.of)
    return ForeignState(
        f"The state folder {settings.collector_state} of shard {shard} holds the state of {name}, which "
        f"belongs to shard {owned_by}, so it is not polled here. Stop the collectors of both shards, then "
        "run wanikani-collector move-states."
    )
