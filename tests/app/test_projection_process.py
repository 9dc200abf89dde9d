"""The process of a projection: what it is given, how it ends, and what is told when it goes wrong."""

import os
import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from collector.app.projection_process import ProjectionProcess, ProjectionRequest
from collector.config.values import DEFAULT_ACCOUNT
from collector.core.clock import Stopped
from collector.core.errors import ProjectionFailed
from collector.storage.state_folder import state_file
from collector.views.new_projection import new_projection
from tests.child_processes import PATIENCE, projections_of, until
from tests.harness import TOKEN, Rig

NOWHERE = ProjectionRequest(Path("/nowhere.sqlite3"), "UTC")


def script(text: str) -> tuple[str, ...]:
    """Return the command that runs *text* in place of the projection."""
    return (sys.executable, "-c", text)


def request(rig: Rig, zone: str = "UTC") -> ProjectionRequest:
    return ProjectionRequest(state_file(rig.folder, DEFAULT_ACCOUNT), zone)


def test_it_is_what_this_process_would_have_made_of_the_same_state(rig: Rig) -> None:
    rig.good_poll()
    path, zone = request(rig, "Asia/Tokyo")
    answer = ProjectionProcess().run(ProjectionRequest(path, zone))
    assert answer.change == new_projection(path, ZoneInfo(zone))
    assert 0 < answer.cpu_seconds < 60


def test_it_reads_the_state_while_this_process_writes_it(rig: Rig) -> None:
    with rig.app() as app:
        account = app.accounts[DEFAULT_ACCOUNT]
        first = app.poll(account)
        rig.pass_time(timedelta(hours=1))
        app.poll(account)
        with account.store.transaction():
            answer = ProjectionProcess().run(request(rig))
    assert answer.change.at > first.at


@contextmanager
def busy(state: Path) -> Iterator[None]:
    """Hold a file in place of a *state* so that who reads it waits, for ten seconds at most."""
    with closing(sqlite3.connect(state, isolation_level=None)) as holder:
        holder.execute("CREATE TABLE held (one)")
        holder.execute("BEGIN EXCLUSIVE")
        yield


def files_of(process: Path) -> list[str]:
    """Return what the open files of *process* are, pipes and Python's own sources left out."""
    found = []
    for file in (process / "fd").iterdir():
        with suppress(OSError):
            found.append(str(file.readlink()))
    return [name for name in found if not name.startswith("pipe:") and not name.endswith((".py", ".pyc"))]


@contextmanager
def running(process: ProjectionProcess, state: Path) -> Iterator[Path]:
    """Let *process* wait for a busy *state*, yield where Linux tells about it, and stop it at the end."""
    raised: list[BaseException] = []

    def run() -> None:
        with pytest.raises(Stopped):
            process.run(ProjectionRequest(state, "UTC"))
        raised.append(Stopped())

    thread = threading.Thread(target=run)
    thread.start()
    until(lambda: len(projections_of(state)) == 1)
    try:
        yield projections_of(state)[0]
    finally:
        process.stop()
        thread.join(PATIENCE)
    assert raised
    assert projections_of(state) == []


def test_it_gives_way_and_gets_no_setting_no_secret_and_no_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WANIKANI_TOKEN", TOKEN)
    monkeypatch.setenv("PYTHONINSPECT", "1")
    state = tmp_path / "account.sqlite3"
    process = ProjectionProcess()
    with (tmp_path / "open").open("w") as file, busy(state), running(process, state) as child:
        os.set_inheritable(file.fileno(), True)
        until(lambda: os.getpriority(os.PRIO_PROCESS, int(child.name)) == 19)
        until(lambda: (child / "oom_score_adj").read_text().strip() == "1000")
        variables = (child / "environ").read_text().split("\0")
        assert not [each for each in variables if TOKEN in each or each.startswith(("WANIKANI", "PYTHONINS"))]
        until(lambda: str(state) in files_of(child))
        assert {Path(each).name for each in files_of(child)} <= {"", state.name, "null"}
        assert os.getpgid(int(child.name)) != os.getpgrp()


def test_modules_of_the_folder_it_runs_in_are_none_of_its_own(rig: Rig, tmp_path: Path) -> None:
    rig.good_poll()
    (tmp_path / "json.py").write_text("raise SystemExit('a stranger')")
    assert Path.cwd() == tmp_path
    assert ProjectionProcess().run(request(rig)).change.replaces is None


BROKEN = [
    ("print('{')", "The projection's result cannot be read"),
    ("print('{}')", "The projection's result cannot be read"),
    ("print('\\x00' * 100)", "The projection's result cannot be read"),
    ("pass", "The projection's result cannot be read"),
    ("raise SystemExit(1)", "The projection ended with exit code 1 and no reason"),
    ("print('The disk is on fire.'); raise SystemExit(3)", "The disk is on fire."),
    ("print('a bug (project.py:1)'); raise SystemExit(4)", "An internal error of the projection, please"),
    (
        "import os; os.kill(os.getpid(), 9)",
        "The projection was killed, most likely because the machine ran out of memory",
    ),
    ("import os; os.kill(os.getpid(), 11)", "The projection was ended by signal 11: an internal error"),
    ("import os\nwhile True: os.write(1, bytes(2**20))", "The projection's result cannot be read"),
    ("import time; time.sleep(60)", "The projection did not finish within"),
]


@pytest.mark.parametrize(("text", "sentence"), BROKEN, ids=[row[1] + row[0][:10] for row in BROKEN])
def test_whatever_goes_wrong_is_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ProjectionFailed) as failed:
        ProjectionProcess(timedelta(seconds=3), script(text)).run(NOWHERE)
    assert str(failed.value).startswith(sentence)
    assert str(failed.value).endswith(".")


CRASHING = r"""
import sys
from collector.views import new_projection, projection_child
def crash(path, zone):
    raise MemoryError if str(path) == "/memory" else ValueError("one\n\ntwo" + 1000 * "!")
new_projection.new_projection = crash
sys.exit(projection_child.main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/memory", r"There is not enough memory for a projection; COLLECTOR_PROJECTION=off turns .* off\."),
        ("/bug", r"An internal error of the projection, .* it: ValueError: one two!{200,300} \(.*:\d+\)\."),
    ],
)
def test_a_crash_is_told_in_one_line(path: str, sentence: str) -> None:
    with pytest.raises(ProjectionFailed) as failed:
        ProjectionProcess(command=script(CRASHING)).run(ProjectionRequest(Path(path), "UTC"))
    assert re.fullmatch(sentence, str(failed.value))


def test_a_program_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(ProjectionFailed, match=r"cannot be started \(No such file or directory\)\."):
        ProjectionProcess(command=("/nowhere/python",)).run(NOWHERE)


def test_a_state_that_is_gone_or_damaged_says_what_is_wrong_with_it(rig: Rig) -> None:
    rig.good_poll()
    path, _ = request(rig)
    path.write_bytes(b"no database" * 100)
    with pytest.raises(ProjectionFailed, match="state"):
        ProjectionProcess().run(request(rig))
    path.unlink()
    with pytest.raises(ProjectionFailed, match="is missing or empty"):
        ProjectionProcess().run(request(rig))


def test_stopping_ends_the_running_one_at_once_and_every_later_one(tmp_path: Path) -> None:
    state = tmp_path / "account.sqlite3"
    process = ProjectionProcess()
    with busy(state), running(process, state):
        began = time.monotonic()
        process.stop()
        until(lambda: projections_of(state) == [])
        assert time.monotonic() - began < 2
    with pytest.raises(Stopped):
        process.run(NOWHERE)


def test_one_that_is_asked_to_end_is_no_failure() -> None:
    process = ProjectionProcess(command=script("import os, signal; os.kill(os.getpid(), signal.SIGTERM)"))
    with pytest.raises(Stopped):
        process.run(NOWHERE)


def test_only_one_runs_at_a_time(tmp_path: Path) -> None:
    text = f"""
import pathlib, time
mark = pathlib.Path({str(tmp_path / "mark")!r})
mark.touch(exist_ok=False)
time.sleep(0.2)
mark.unlink()
raise SystemExit(3)
"""
    process = ProjectionProcess(command=script(text))
    failures: list[str] = []

    def run() -> None:
        try:
            process.run(NOWHERE)
        except ProjectionFailed as failed:
            failures.append(str(failed))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    # Exit code 1 would be that of a mark that was there already.
    assert (
        failures
        == ["The projection ended with exit code 3 and no reason: an internal error, please report it."] * 4
    )


PARENT = """
import sys
from pathlib import Path
from collector.app.projection_process import ProjectionProcess, ProjectionRequest
ProjectionProcess().run(ProjectionRequest(Path(sys.argv[1]), "UTC"))
"""


def test_it_ends_with_this_process_even_if_that_is_killed(tmp_path: Path) -> None:
    state = tmp_path / "account.sqlite3"
    with busy(state), subprocess.Popen([sys.executable, "-c", PARENT, str(state)]) as parent:
        until(lambda: len(projections_of(state)) == 1)
        (child,) = projections_of(state)
        until(lambda: os.getpriority(os.PRIO_PROCESS, int(child.name)) == 19)
        parent.kill()
        parent.wait()
        until(lambda: projections_of(state) == [])
