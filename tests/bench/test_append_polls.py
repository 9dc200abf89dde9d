"""The years that the benchmark appends are polls like those of the collector."""

from contextlib import closing

from collector.storage import ledger
from collector.storage.database import open_store
from collector.storage.soundness import damage_at
from collector.storage.state_folder import state_file
from tests.bench.append_polls import main
from tests.harness import HOUR, Rig


def test_a_year_of_polls_ends_with_the_one_that_was_there(rig: Rig) -> None:
    rig.good_poll()
    state = state_file(rig.folder, "account")
    main(str(state), "1")
    assert damage_at(state) is None
    with closing(open_store(state)) as store, store.reading() as tx:
        polls = list(ledger.polls.polls(tx))
        assert len(polls) == len(list(ledger.heartbeats.heartbeats(tx))) == 365 * 24 + 1
        assert polls[-1].at - polls[-2].at == HOUR.total_seconds() * 10**6
        assert polls[-1] == ledger.polls.last_poll(tx)
