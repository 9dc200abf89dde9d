"""Several collectors on the command line: what one of them says of accounts that are not its own."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from collector.core.moments import Moment
from collector.storage import ledger
from collector.storage.database import open_store
from collector.storage.state_folder import accounts_in, lock
from tests.cli.conftest import Cli
from tests.harness import TOKEN
from tests.storage.ledger.test_heartbeats import GOOD

# Of 2 shards Anna and Ben are with the first, Dora with the second; of 3 Cleo leaves the first for the third.
NAMES = ("ANNA", "BEN", "CLEO", "DORA")


@pytest.fixture
def several(cli: Cli) -> Cli:
    """Four accounts, whose tokens are the same learner's here."""
    del cli.environment["WANIKANI_TOKEN"]
    cli.environment |= {f"WANIKANI_ACCOUNTS__{name}__TOKEN": TOKEN for name in NAMES}
    return cli


@pytest.fixture
def volumes(several: Cli) -> tuple[Path, Path, Path]:
    """The state folders of three shards; the first two were polled as two."""
    first, second, third = folders = [several.folder / f"volume-{number}" for number in (1, 2, 3)]
    for number, folder in enumerate(folders[:2], start=1):
        assert several("poll", COLLECTOR_SHARD=f"{number}/2", COLLECTOR_STATE=str(folder)).code == 0
    third.mkdir()
    return first, second, third


def _named(*folders: Path) -> list[str]:
    return [f"{number}/{len(folders)}={folder}" for number, folder in enumerate(folders, start=1)]


def _poll(state: Path, at: Moment) -> None:
    with closing(open_store(state)) as store, store.transaction() as tx:
        ledger.heartbeats.append_heartbeat(tx, replace(GOOD, at=at))


def test_each_shard_polls_its_own(volumes: tuple[Path, Path, Path]) -> None:
    assert [accounts_in(folder) for folder in volumes] == [["anna", "ben", "cleo"], ["dora"], []]


def test_a_shard_without_an_account_polls_nothing_and_that_is_no_failure(several: Cli) -> None:
    for command in ("poll", "status", "rebuild"):
        done = several(command, COLLECTOR_SHARD="3/100")
        assert "Shard 3/100 owns none of the accounts, so nothing is polled here." in done.err
        assert done.code == 0


def test_another_shards_account_is_named_as_such(several: Cli) -> None:
    done = several("rebuild", "--account", "dora", COLLECTOR_SHARD="1/2")
    assert "This is shard 1/2, and its accounts are anna, ben, cleo" in done.err
    assert done.code == 2


def test_a_state_of_another_shard_is_reported_and_the_others_are_polled(
    several: Cli, volumes: tuple[Path, Path, Path]
) -> None:
    done = several("poll", COLLECTOR_SHARD="1/3", COLLECTOR_STATE=str(volumes[0]))
    assert "holds the state of cleo, which belongs to shard 3/3, so it is not polled here." in done.err
    assert [line.partition(":")[0] for line in done.out.splitlines()] == ["anna", "ben"]
    assert done.code == 2


def test_doctor_reports_it_too(several: Cli, volumes: tuple[Path, Path, Path]) -> None:
    done = several("doctor", COLLECTOR_SHARD="1/3", COLLECTOR_STATE=str(volumes[0]))
    assert "holds the state of cleo, which belongs to shard 3/3" in " ".join(done.out.split())
    assert done.code == 2


def test_states_are_listed_and_nothing_moves_without_yes(
    several: Cli, volumes: tuple[Path, Path, Path]
) -> None:
    done = several("move-states", *_named(*volumes))
    assert f"cleo: from {volumes[0]} to {volumes[2]}, shard 3/3" in done.out
    assert "1 state to move: add --yes." in done.out
    assert done.code == 0
    assert accounts_in(volumes[2]) == []


def test_states_move_to_the_shards_that_own_them(several: Cli, volumes: tuple[Path, Path, Path]) -> None:
    done = several("move-states", "--yes", *_named(*volumes))
    assert "1 of 1 state moved." in done.out
    assert done.code == 0
    assert [accounts_in(folder) for folder in volumes] == [["anna", "ben"], ["dora"], ["cleo"]]
    assert "No state to move." in several("move-states", *_named(*volumes)).out
    assert several("poll", COLLECTOR_SHARD="3/3", COLLECTOR_STATE=str(volumes[2])).code == 0


def test_shards_that_are_no_more_leave_their_states_to_the_others(
    several: Cli, volumes: tuple[Path, Path, Path]
) -> None:
    first, second, _ = volumes
    done = several("move-states", "--yes", "--from", str(second), f"1/1={first}")
    assert "1 of 1 state moved." in done.out
    assert accounts_in(first) == ["anna", "ben", "cleo", "dora"]


def test_a_state_whose_shard_is_not_named_stays_and_that_is_said(
    several: Cli, volumes: tuple[Path, Path, Path]
) -> None:
    done = several("move-states", "--yes", f"1/3={volumes[0]}")
    assert f"cleo stays in {volumes[0]}: the folder of its shard, 3/3, is not named." in done.out
    assert accounts_in(volumes[0]) == ["anna", "ben", "cleo"]


def test_a_state_that_cannot_be_moved_keeps_none_of_the_others(
    several: Cli, volumes: tuple[Path, Path, Path]
) -> None:
    first, second, third = volumes
    assert several("poll", COLLECTOR_SHARD="3/3", COLLECTOR_STATE=str(third)).code == 0
    for hour, folder in enumerate((first, third)):
        _poll(folder / "cleo.sqlite3", Moment(hour))
    done = several("move-states", "--yes", "--from", str(second), "--from", str(third), f"1/1={first}")
    assert "cleo: " in done.err
    assert "each have polls that the other lacks" in done.err
    assert "1 of 2 states moved." in done.out
    assert done.code == 2
    assert accounts_in(third) == ["cleo"]


def test_folders_in_use_are_left_alone(several: Cli, volumes: tuple[Path, Path, Path]) -> None:
    for used in volumes:
        with lock(used):
            done = several("move-states", "--yes", *_named(*volumes))
        assert f"Another wanikani-collector is using the state in {used}" in done.err
        assert done.code == 1
    assert accounts_in(volumes[2]) == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(["/states"], "/states must be SHARD=FOLDER, such as 2/5=/states/1", id="no shard"),
        pytest.param(["3/2=/states"], "3/2 is 3/2, but the shards of 2 are", id="no such shard"),
        pytest.param(["1/2=a", "2/3=b"], "all with the same number of shards", id="two numbers of shards"),
        pytest.param(["1/2=a", "1/2=b"], "Name each shard once", id="one shard twice"),
        pytest.param(["1/2=missing"], "The folder missing does not exist", id="no such folder"),
        pytest.param(["1/2=.", "2/2=./"], "A folder is named twice", id="one folder twice"),
    ],
)
def test_a_mistake_is_one_sentence_and_makes_nothing(cli: Cli, arguments: list[str], sentence: str) -> None:
    done = cli("move-states", "--yes", *arguments)
    assert sentence in done.err
    assert done.code == 2
    assert list(cli.folder.iterdir()) == []
