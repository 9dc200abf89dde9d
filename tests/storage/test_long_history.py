"""What SQL makes of years is what a reader would, row by row."""

from collections.abc import Iterator
from datetime import date

import pytest

from collector.core.local_time import local_date
from collector.core.moments import Moment
from collector.storage import history, ledger
from collector.storage.database import Store, open_store
from tests.long_history import ZONE, write_years


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A year of hourly polls, with weeks without any."""
    path = tmp_path_factory.mktemp("year") / "account.sqlite3"
    write_years(path, 1)
    store = open_store(path)
    yield store
    store.close()


def test_every_local_day_is_as_its_last_poll_counted_it(store: Store) -> None:
    counted: dict[date, dict[str, int]] = {}
    with store.reading() as tx:
        for poll in ledger.polls.polls(tx):
            counted[local_date(poll.at, ZONE)] = poll.groups
        assert dict(history.stages_by_day(tx, ZONE)) == counted
    assert 365 - 40 - 1 <= len(counted) <= 365 - 40 + 1


def test_all_reviews_are_tallied_as_those_since_the_first_are(store: Store) -> None:
    with store.reading() as tx:
        since_the_first = ledger.reviews.by_stage(tx, Moment(0))
        assert ledger.reviews.by_stage(tx) == since_the_first
    assert sum(tally.reviews for tally in since_the_first) > 30_000
