"""Replacing what InfluxDB holds deletes nothing that the state cannot write again."""

import pytest

from collector.core.errors import InfluxDBActionRequired
from collector.pipeline.replace import replace_points
from collector.storage import outbox
from tests.harness import NOON, Rig, only_account


def test_where_it_cannot_be_read_what_is_there_the_owner_is_asked_first(rig: Rig) -> None:
    rig.good_poll()
    deleted: list[str] = []
    with rig.app() as app:
        store = only_account(app).store
        with store.transaction() as tx:
            outbox.clear(tx)
        with pytest.raises(InfluxDBActionRequired) as refused:
            replace_points(store, lambda _names, account: deleted.append(account), "home", sure=False)
        with store.reading() as tx:
            assert (deleted, outbox.pending(tx)) == ([], 0)
        assert f"“home” may hold points from before this state began ({NOON:%Y-%m-%d})" in str(refused.value)
        assert "INFLUXDB_TOKEN" in str(refused.value)
        assert "--yes" in str(refused.value)
        replace_points(store, lambda _names, account: deleted.append(account), "home", sure=True)
    assert deleted == ["pretend-learner"]
