"""A state that is upgraded has the tables of a new one, from whichever version it comes."""

from contextlib import closing
from pathlib import Path

import pytest

from collector.core.cursor import Cursor, Endpoint
from collector.core.moments import Moment
from collector.storage import cursors, outbox, schema
from collector.storage.database import Store, open_store
from collector.storage.soundness import damage_at
from collector.storage.transaction import Transaction
from tests.storage.older_versions import OLDER, as_version


def columns(tx: Transaction) -> dict[str, set[tuple[object, ...]]]:
    """Return for each table its columns: name, type, whether it must be given, default, key."""
    names = tx.execute("SELECT name FROM pragma_table_list WHERE schema = 'main'").fetchall()
    return {
        name: {row[1:6] for row in tx.execute(f"SELECT * FROM pragma_table_xinfo('{name}')")}
        for (name,) in names
    }


def without_defaults(of: dict[str, set[tuple[object, ...]]]) -> dict[str, set[tuple[object, ...]]]:
    """Return the same but for defaults, which a column that was added to rows must have."""
    return {
        table: {(name, kind, needed, key) for name, kind, needed, _, key in every}
        for table, every in of.items()
    }


@pytest.mark.parametrize("version", OLDER)
def test_an_upgraded_state_has_the_columns_of_a_new_one(store: Store, path: Path, version: int) -> None:
    with store.reading() as tx:
        new = columns(tx)
    store.close()
    as_version(path, version)
    with closing(open_store(path)) as upgraded, upgraded.reading() as tx:
        assert schema.version(tx) == schema.VERSION
        assert without_defaults(columns(tx)) == without_defaults(new)


@pytest.mark.parametrize("version", [1, 7, 8])
def test_subjects_are_asked_for_again_when_more_of_them_is_kept(
    store: Store, path: Path, version: int
) -> None:
    with store.transaction() as tx:
        cursors.advance(
            tx, [Cursor(endpoint, asked_at=Moment(1)) for endpoint in (Endpoint.SUBJECTS, Endpoint.RESETS)]
        )
    store.close()
    as_version(path, version)
    with closing(open_store(path)) as upgraded, upgraded.reading() as tx:
        assert set(cursors.load(tx)) == {Endpoint.RESETS}


@pytest.mark.parametrize("version", OLDER)
def test_what_waits_still_waits_with_its_number(store: Store, path: Path, version: int) -> None:
    with store.transaction() as tx:
        outbox.add(tx, [f"queue lessons={number}i 1" for number in range(1_234)])
        outbox.remove_up_to(tx, 7)
        waiting = outbox.oldest(tx, 10**6)
    store.close()
    as_version(path, version)
    with closing(open_store(path)) as upgraded, upgraded.transaction() as tx:
        assert outbox.oldest(tx, 10**6) == waiting
        outbox.add(tx, ["queue lessons=1i 2"])
        assert outbox.oldest(tx, 10**6)[-1].id == waiting[-1].id + 1
    assert damage_at(path) is None
