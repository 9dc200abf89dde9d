"""Damage to the state is noticed, whatever it hits."""

import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from collector.core.errors import StateDamaged
from collector.core.moments import Moment
from collector.storage import outbox, runs, schema, upgrades
from collector.storage.database import Store, open_for_reading, open_store
from collector.storage.outbox import RejectedPoint
from collector.storage.soundness import damage_at, damage_in, is_sound
from tests.storage.damage import checkpointed, replaced
from tests.storage.older_versions import as_version

LINES = ["review count=1i 1767225600000000000", "review count=2i 1767225601000000000"]
PACKED, OTHERS_PACKED = (
    zlib.compress("\n".join(lines).encode(), level=3)
    for lines in (LINES, ["review count=4i 1767225600000000000", LINES[1]])
)


@pytest.fixture
def written(store: Store, path: Path) -> Path:
    """A state with a few rows, closed."""
    with store.transaction() as tx:
        outbox.add(tx, LINES)
        outbox.keep_rejected(tx, [RejectedPoint("review count=2i 1", "field type conflict")], Moment(0))
        runs.append_run(tx, runs.Run(Moment(5), ok=False, problem="WaniKani is down."))
    store.close()
    return checkpointed(path)


def test_a_state_that_is_as_it_was_written_is_sound(written: Path) -> None:
    assert damage_at(written) is None


def test_where_there_is_no_state_yet_nothing_is_wrong(tmp_path: Path) -> None:
    assert damage_at(tmp_path / "nothing.sqlite3") is None


def test_a_page_that_is_broken_is_found(store: Store, path: Path) -> None:
    with store.transaction() as tx:
        outbox.keep_rejected(tx, [RejectedPoint("x" * 200, "")] * 2000, Moment(0))
    store.close()
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 8192] = b"\xa5" * 8192
    path.write_bytes(content)
    assert isinstance(damage_at(path), StateDamaged)


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        (b"count=2i", b"count=3i", "rejected is not what was written"),
        (b"count=2i", b"count=\xffi", "rejected is not what was written"),
        (PACKED, OTHERS_PACKED, "outbox is not what was written"),
        (b"WaniKani is down", b"WaniKani is DOWN", "run is not what was written"),
        (b"CREATE TRIGGER assignment_insert", b"CREATE TRIGGER assignmeNt_insert", "sqlite_schema is not"),
    ],
    ids=["a digit", "no longer text", "packed lines", "a word", "a trigger"],
)
def test_a_changed_value_is_found_though_sqlite_sees_nothing(
    written: Path, old: bytes, new: bytes, where: str
) -> None:
    replaced(written, old, new)
    assert where in str(damage_at(written))


def test_what_is_written_later_does_not_hide_the_damage(written: Path) -> None:
    replaced(written, PACKED, OTHERS_PACKED)
    with closing(open_store(written)) as store:
        with store.transaction() as tx:
            outbox.remove_up_to(tx, outbox.oldest(tx, 10)[-1].id)
        with store.transaction() as tx:
            outbox.add(tx, LINES)
        assert "outbox is not what was written" in str(damage_in(store))


def test_a_wrong_number_of_the_next_line_is_found(written: Path) -> None:
    with closing(sqlite3.connect(written)) as connection, connection:
        connection.execute("UPDATE sqlite_sequence SET seq = 99")
    assert "the numbers of the outbox are not what was written" in str(damage_at(written))


def test_an_older_state_gets_its_checksums_with_the_upgrade(written: Path) -> None:
    as_version(written, 4)
    open_store(written).close()
    assert damage_at(written) is None
    replaced(checkpointed(written), PACKED, OTHERS_PACKED)
    assert "outbox is not what was written" in str(damage_at(written))


def test_an_upgrade_does_not_hide_damage(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replaced(written, PACKED, OTHERS_PACKED)
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    monkeypatch.setitem(upgrades._UPGRADES, schema.VERSION - 1, ("DROP TABLE too_old",))
    with pytest.raises(StateDamaged, match="outbox is not what was written"):
        open_store(written)
    replaced(written, OTHERS_PACKED, PACKED)
    with closing(open_store(written)) as store:
        assert damage_in(store) is None


def test_nothing_more_is_written_once_damage_was_found(store: Store, path: Path) -> None:
    store.refuse(StateDamaged("It is damaged."))
    with pytest.raises(StateDamaged, match="It is damaged"), store.transaction():
        pass
    with pytest.raises(StateDamaged, match="It is damaged"), store.reading():
        pass


def test_damage_that_a_transaction_meets_is_the_last_thing_it_does(store: Store) -> None:
    broken = sqlite3.DatabaseError("database disk image is malformed")
    broken.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    with pytest.raises(StateDamaged), store.transaction():
        raise broken
    with pytest.raises(StateDamaged), store.transaction():
        pytest.fail("a transaction began")


def test_a_newer_state_and_a_torn_one_are_no_sound_copies(written: Path) -> None:
    assert is_sound(written)
    reader = open_for_reading(written)
    assert reader is not None
    reader.close()
    torn = written.with_name("torn.sqlite3")
    torn.write_bytes(written.read_bytes()[:-5000])
    assert not is_sound(torn)
    with closing(sqlite3.connect(written)) as connection:
        connection.execute("PRAGMA user_version = 999")
    assert not is_sound(written)


def test_damaged_table_names_are_reported_though_they_are_not_text(written: Path) -> None:
    replaced(written, b"CREATE TRIGGER assignment_insert", b"CREATE TRIGG\xd3R assignment_insert")
    with pytest.raises(StateDamaged):
        open_store(written)


def test_invalid_text_is_damage_for_every_reader(written: Path) -> None:
    replaced(written, b"count=2i", b"count=\xffi")
    reader = open_for_reading(written)
    assert reader is not None
    with closing(reader), pytest.raises(StateDamaged), reader.reading() as tx:
        outbox.last_rejection(tx)


def test_lines_that_cannot_be_unpacked_are_damage_whoever_reads_them(written: Path) -> None:
    replaced(written, PACKED, PACKED[:-4] + bytes(4))
    reader = open_for_reading(written)
    assert reader is not None
    with closing(reader), pytest.raises(StateDamaged), reader.reading() as tx:
        outbox.oldest(tx, 10)
