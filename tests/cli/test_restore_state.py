"""A damaged state: doctor offers a copy, and `restore-state` puts it back."""

import re
from pathlib import Path

import pytest

from collector.storage.soundness import damage_at
from collector.storage.state_folder import lock
from tests.cli.conftest import WRITE_TOKEN, Cli
from tests.influxdb.pretend_influxdb import PretendInfluxDB
from tests.storage.damage import checkpointed, replaced


@pytest.fixture
def damaged(cli: Cli) -> Cli:
    """An account that was polled and copied, and whose state was damaged since."""
    assert cli("poll").code == 0
    replaced(checkpointed(cli.state_file), b'"meaning_correct":0', b'"meaning_correct":7')
    return cli


def _copy(cli: Cli) -> Path:
    (copy,) = (cli.state / "copies").iterdir()
    return copy


def test_the_first_poll_of_a_day_copies_the_state(cli: Cli) -> None:
    assert cli("poll").code == 0
    before = _copy(cli).stat().st_ino
    assert cli("poll").code == 0
    assert _copy(cli).stat().st_ino == before
    assert damage_at(_copy(cli)) is None


def test_no_copy_is_made_where_none_is_wanted(cli: Cli) -> None:
    assert cli("poll", COLLECTOR_COPIES="0").code == 0
    assert not (cli.state / "copies").exists()


def test_a_number_of_copies_that_is_none_is_refused_by_name(cli: Cli) -> None:
    done = cli("poll", COLLECTOR_COPIES="a week")
    assert "COLLECTOR_COPIES must be a valid integer" in done.err
    assert done.code == 2


def test_doctor_offers_the_newest_sound_copy(damaged: Cli) -> None:
    done = damaged("doctor")
    assert "is damaged (poll is not what was written)" in done.out
    assert f"account: its copy of {_copy(damaged).stem[-10:]} is sound: stop the collector" in done.out
    assert "wanikani-collector restore-state --account account --yes" in done.out
    assert done.code == 2


def test_doctor_offers_no_copy_that_is_damaged_too(damaged: Cli) -> None:
    _copy(damaged).write_bytes(b"torn")
    assert "there is no sound copy of it in" in damaged("doctor").out


def test_copies_are_listed_and_nothing_is_changed_without_yes(damaged: Cli) -> None:
    before = damaged.state_file.read_bytes()
    done = damaged("restore-state")
    assert f"✓ {_copy(damaged).stem[-10:]}: sound, polled" in done.out
    assert "stop the collector and add --yes" in done.out
    assert done.code == 0
    assert damaged.state_file.read_bytes() == before


def test_a_copy_is_put_back_and_polling_goes_on_from_it(damaged: Cli) -> None:
    spoilt = damaged.state_file.read_bytes()
    done = damaged("restore-state", "--yes")
    assert "; the previous state is kept as" in done.out
    assert done.code == 0
    (aside,) = damaged.state.glob("account.sqlite3.replaced-*")
    assert aside.read_bytes() == spoilt
    assert damage_at(damaged.state_file) is None
    assert damaged("poll").code == 0


def test_with_an_influxdb_it_names_what_to_run_next(damaged: Cli) -> None:
    done = damaged("restore-state", "--yes", INFLUXDB_URL="http://127.0.0.1:9")
    assert "wanikani-collector rebuild --replace" in done.out


def test_where_no_copy_is_sound_it_says_so(damaged: Cli) -> None:
    for arguments in (["--copy", "2001-01-01"], []):
        if not arguments:
            _copy(damaged).write_bytes(b"torn")
        done = damaged("restore-state", "--yes", *arguments)
        assert "There is no sound copy" in done.err
        assert done.code == 2


def test_it_leaves_a_state_alone_that_is_in_use(damaged: Cli) -> None:
    before = damaged.state_file.read_bytes()
    with lock(damaged.state):
        done = damaged("restore-state", "--yes")
    assert "Another wanikani-collector is using the state in" in done.err
    assert done.code == 1
    assert damaged.state_file.read_bytes() == before


def test_run_ends_at_once_with_the_sentence(damaged: Cli) -> None:
    before = damaged.state_file.read_bytes()
    done = damaged("run", COLLECTOR_LISTEN="off")
    assert "is damaged (poll is not what was written): restore a copy of it" in done.err
    assert "or move it and account.commits away to start over" in done.err
    assert done.code == 2
    assert damaged.state_file.read_bytes() == before


@pytest.mark.parametrize("emptied", [True, False], ids=["empty", "gone"])
def test_a_state_that_is_empty_or_gone_is_not_begun_anew_without_a_word(cli: Cli, emptied: bool) -> None:
    assert cli("poll").code == 0
    checkpointed(cli.state_file).unlink()
    if emptied:
        cli.state_file.touch()
    for command in ("poll", "status", "doctor"):
        done = cli(command)
        assert re.search(r"is missing or empty, though it was written to \(\d+ times\)", done.out + done.err)
        assert done.code == 2
    assert "its copy of" in cli("doctor").out
    assert cli("restore-state", "--yes").code == 0
    assert cli("status").code == 0


def test_a_state_that_is_gone_is_begun_anew_once_its_count_is_removed(cli: Cli) -> None:
    cli("poll")
    checkpointed(cli.state_file).unlink()
    cli.state_file.with_suffix(".commits").unlink()
    assert cli("poll").code == 0


@pytest.mark.parametrize("options", [[], ["--replace"]])
def test_nothing_is_rebuilt_from_a_damaged_state(
    damaged: Cli, influxdb: PretendInfluxDB, options: list[str]
) -> None:
    done = damaged("rebuild", *options, INFLUXDB_URL=influxdb.url, INFLUXDB_TOKEN=WRITE_TOKEN)
    assert "is damaged (poll is not what was written)" in done.err
    assert done.code == 2
    assert influxdb.points == {}


def test_a_damaged_state_that_is_moved_away_as_it_says_is_begun_anew(damaged: Cli) -> None:
    for name in ("account.sqlite3", "account.commits"):
        (damaged.state / name).rename(damaged.state / f"old {name}")
    assert damaged("poll").code == 0
