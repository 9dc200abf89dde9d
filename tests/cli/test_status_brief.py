"""`status` fits a terminal of 24 lines, and never cuts a problem away."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from collector.cli.commands.status import status
from collector.config.settings import Settings
from collector.simulator.world.world import World
from tests.cli.rich_state import FAILED, REFUSED, UNDELIVERED, add_problems, rich_state
from tests.harness import NOON, TOKEN, Rig

# The prompt takes one of the 24.
MOST_LINES = 23
Shown = Callable[[Rig], list[str]]


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str]) -> Shown:
    """Return the lines of `status`, run on the state of a rig that delivers to an InfluxDB."""

    def run(rig: Rig) -> list[str]:
        settings = Settings.model_construct(
            wanikani_token=SecretStr(TOKEN), collector_state=rig.folder, influxdb_url="http://influxdb:8086"
        )
        assert status(settings, rig.clock) == 0
        return capsys.readouterr().out.splitlines()

    return run


def _words(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())


def test_a_state_with_all_there_is_to_say_fits_24_lines_and_so_does_all_that_can_go_wrong(
    tmp_path: Path, shown: Shown
) -> None:
    rig = rich_state(tmp_path / "state")
    lines = shown(rig)
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= 80
    labels = [line[1:16].strip() for line in lines[1:] if line[1:16].strip()]
    assert labels == [
        "Waiting", "Locked", "Next 24 hours", "Coming", "Level", "Projected", "Stages", "Reviews", "Workload",
        "Streak", "Last poll", "Delivered",
    ]  # fmt: skip
    assert lines[0].startswith(" hanako ─")
    for said in ("5 leeches", "5 locked by the subscription", "lessons apprentice", "level 60 about"):
        assert said in _words(lines)
    add_problems(rig)
    lines = shown(rig)
    assert len(lines) <= MOST_LINES
    for problem in (
        FAILED,
        UNDELIVERED,
        f"Refused 1 point; the last one: {REFUSED}",
        "1 point of 2024-04-",
    ):
        assert problem in _words(lines)
    assert _words(lines).endswith("deletes the account's points from InfluxDB and writes everything again.")
    assert "Waiting 0 reviews and 0 lessons, 2 h ago" in _words(lines)


def test_a_learner_who_has_just_begun_is_told_what_there_is(tmp_path: Path, shown: Shown) -> None:
    rig = Rig(tmp_path / "state", World(NOON, levels=2, per_level=60))
    rig.good_poll()
    said = _words(shown(rig))
    assert re.search(r"Level 1 for 0\.0 days, 0 of \d+ kanji for level 2 Stages", said)
    assert "Reviews none found yet" in said
    assert "Streak 0 days in a row Last poll" in said
    assert "Coming" not in said
