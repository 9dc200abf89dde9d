"""The state folder: one file an account, one process at a time."""

import subprocess
import sys
from pathlib import Path

import pytest

from collector.core.errors import StateInUse, StateUnusable
from collector.storage.state_folder import lock, state_file


def test_an_account_has_a_file_of_its_name(tmp_path: Path) -> None:
    assert state_file(tmp_path, "hanako") == tmp_path / "hanako.sqlite3"


def test_what_it_makes_its_owner_alone_can_read(tmp_path: Path) -> None:
    folder = tmp_path / "below" / "state"
    with lock(folder):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_of_the_owners_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    with lock(tmp_path):
        assert tmp_path.stat().st_mode & 0o777 == 0o750


def test_only_one_process_holds_the_folder_and_a_killed_one_lets_go(tmp_path: Path) -> None:
    holding = "import sys, pathlib, time; from collector.storage.state_folder import lock\n"
    holding += "with lock(pathlib.Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    other = subprocess.Popen(
        [sys.executable, "-c", holding, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    with pytest.raises(StateInUse, match="Another wanikani-collector"), lock(tmp_path):
        pass
    other.kill()
    other.wait()
    other.stdout.close()
    with lock(tmp_path):
        pass


def test_the_lock_is_released_when_the_work_breaks_off(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), lock(tmp_path):
        raise KeyboardInterrupt
    with lock(tmp_path):
        pass


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    with lock(tmp_path / "a" / "b"):
        assert (tmp_path / "a" / "b").is_dir()


def test_a_folder_that_cannot_be_written_is_named_with_its_setting() -> None:
    sentence = r"The state folder /dev/null/x cannot be written \(Not a directory\): .* set COLLECTOR_STATE"
    with pytest.raises(StateUnusable, match=sentence), lock(Path("/dev/null/x")):
        pass
