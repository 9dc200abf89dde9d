"""A state that is upgraded has the tables of a new one, from whichever version it comes."""

from contextlib import closing
from pathlib import Path

import pytest

from collector.storage import schema
from collector.storage.database import Store, open_store
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
