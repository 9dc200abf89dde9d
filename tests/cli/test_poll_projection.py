"""`poll` projects what is to come once a day, as its last step, and needs it for nothing else."""

import os
import signal

import pytest

from collector.storage import projections
from collector.storage.database import read_state
from tests.child_processes import PATIENCE, projections_of, until
from tests.cli.conftest import Cli
from tests.influxdb.pretend_influxdb import PretendInfluxDB

DAILY = {"COLLECTOR_PROJECTION": "daily"}


def test_the_first_poll_of_a_day_tells_of_a_projection_and_the_others_do_not(cli: Cli) -> None:
    done = cli("poll", **DAILY)
    first, second = done.out.splitlines()
    assert first.startswith("pretend-learner: 42 changes,")
    assert second.startswith("pretend-learner: projected what is to come, ")
    assert second.endswith("; they are delivered once INFLUXDB_URL is set.")
    assert (done.code, done.err) == (0, "")
    assert read_state(cli.state_file, projections.projected_at) is not None
    assert len(cli("poll", **DAILY).out.splitlines()) == 1


def test_its_points_are_delivered_at_once(with_influxdb: Cli, influxdb: PretendInfluxDB) -> None:
    done = with_influxdb("poll", **DAILY)
    assert " delivered, 0 refused." in done.out.splitlines()[1]
    assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param(
            "raise ModuleNotFoundError(\"No module named 'numpy'\")", "No module named 'numpy'", id="missing"
        ),
        pytest.param(
            "raise ImportError('a page\\n\\nof advice') from OSError('libopenblas.so is damaged')",
            "libopenblas.so is damaged",
            id="damaged",
        ),
        pytest.param(
            "raise RuntimeError('NumPy was built\\nfor SSE42')",
            "NumPy was built for SSE42",
            id="another processor",
        ),
    ],
)
def test_without_numpy_one_sentence_says_so_and_the_poll_is_good(cli: Cli, text: str, reason: str) -> None:
    broken = cli.folder / "broken"
    broken.mkdir()
    (broken / "numpy.py").write_text(f"{text}\n")
    done = cli.as_process("poll", PYTHONPATH=str(broken), **DAILY)
    assert done.code == 0
    assert len(done.out.splitlines()) == 1
    assert done.err == (
        f"pretend-learner: Projections need numpy, which cannot be loaded ({reason}): reinstall the "
        f"collector.\n"
    )


def test_a_projection_that_is_ended_is_made_by_the_next_poll(cli: Cli) -> None:
    with cli.started("poll", **DAILY) as process:
        until(lambda: projections_of(cli.state_file))
        os.kill(int(projections_of(cli.state_file)[0].name), signal.SIGTERM)
        _, err = process.communicate(timeout=PATIENCE)
    assert err == "pretend-learner: the projection was interrupted; the next poll makes it.\n"
    assert process.returncode == 0
    assert "projected what is to come" in cli("poll", **DAILY).out


def test_a_poll_that_failed_is_followed_by_none(cli: Cli) -> None:
    assert cli("poll", WANIKANI_TOKEN="wrong", **DAILY).code == 2
    assert read_state(cli.state_file, projections.projected_at) is None


def test_none_is_made_where_the_owner_wants_none(cli: Cli) -> None:
    assert len(cli("poll", COLLECTOR_PROJECTION="off").out.splitlines()) == 1
    assert read_state(cli.state_file, projections.projected_at) is None
