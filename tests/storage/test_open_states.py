"""A thousand states are at hand, and a few are open."""

from pathlib import Path

from collector.storage import outbox
from collector.storage.open_states import OpenStates


def _open_files(folder: Path) -> int:
    links = [str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    return sum(target.startswith(f"{folder}/") and target.endswith(".sqlite3") for target in links)


def test_however_many_states_are_used_a_few_are_open_and_none_forgets_anything(tmp_path: Path) -> None:
    states = OpenStates(most=4)
    stores = [states.store(tmp_path / f"{number}.sqlite3") for number in range(30)]
    for number, store in enumerate(stores):
        with store.transaction() as tx:
            outbox.add(tx, [f"line of={number}i"])
        assert states.count == min(number + 1, 4)
        assert _open_files(tmp_path) <= 4
    for number, store in enumerate(stores):
        with store.reading() as tx:
            assert [row.line for row in outbox.oldest(tx, 9)] == [f"line of={number}i"]
    states.close()
    assert _open_files(tmp_path) == 0


def test_a_state_in_use_is_not_closed_for_another(tmp_path: Path) -> None:
    states = OpenStates(most=1)
    mine, other = (states.store(tmp_path / name) for name in ("mine.sqlite3", "other.sqlite3"))
    with mine.transaction() as tx:
        outbox.add(tx, ["line before=1i"])
        with other.transaction() as elsewhere:
            outbox.add(elsewhere, ["line elsewhere=1i"])
        outbox.add(tx, ["line after=1i"])
    with mine.reading() as tx:
        assert outbox.pending(tx) == 2
    states.close()


def test_a_state_that_is_not_used_is_not_even_made(tmp_path: Path) -> None:
    states = OpenStates()
    states.store(tmp_path / "unused.sqlite3")
    states.close()
    assert list(tmp_path.iterdir()) == []
