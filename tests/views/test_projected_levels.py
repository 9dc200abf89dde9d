"""`status` says when the next level and the last one are reached, as the newest projection has it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from collector.core.moments import moment
from collector.core.projection import Projection
from collector.pipeline.project import keep
from collector.simulator.world.world import World
from tests.harness import DAY, HOUR, NOON, Rig, only_account
from tests.views.projection.made import projection, without_grounds
from tests.views.shown import status_text

TODAY = NOON.date()


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    """A learner at level 1, polled once."""
    rig = Rig(tmp_path / "state", World(NOON, levels=3, per_level=12))
    rig.good_poll()
    return rig


def kept(rig: Rig, made: Projection) -> Projection:
    """Keep *made* as if it was of now."""
    with rig.app() as app:
        now = replace(made, at=moment(rig.clock.now()), zone="UTC")
        keep(only_account(app).store, now)
        return now


def shown(rig: Rig) -> list[str]:
    """Return what `status` says of levels to come."""
    return re.findall(r"(?:level \d+|all burned) (?:about|not) .*", status_text(rig))


def test_before_the_first_projection_nothing_is_said(rig: Rig) -> None:
    assert shown(rig) == []
    assert "Projected" not in status_text(rig)


def test_the_next_level_and_the_last_one_are_given(rig: Rig) -> None:
    kept(rig, projection(TODAY, 1))
    assert shown(rig) == [
        "level 2 about 18 March (17–19 Mar)",
        "level 60 about June 2026 (Apr–Sep 2026)",
    ]
    assert max(map(len, status_text(rig).splitlines())) <= 80


def test_at_the_last_level_it_is_when_everything_is_burned(rig: Rig) -> None:
    rig.pass_time(HOUR)
    rig.world.user.level = 60
    rig.world.rename("veteran")
    rig.good_poll()
    kept(rig, projection(TODAY, 60))
    assert shown(rig) == ["all burned about September 2024 (Aug–Sep 2024)"]


def test_a_projected_day_that_passed_without_the_level_is_left_out(rig: Rig) -> None:
    kept(rig, projection(TODAY, 1))
    rig.pass_time(20 * DAY)
    rig.good_poll()
    assert [line.split(" about")[0] for line in shown(rig)] == ["level 60"]


def test_a_projection_without_grounds_takes_the_former_ones_place_and_says_why(rig: Rig) -> None:
    kept(rig, projection(TODAY, 1))
    rig.pass_time(DAY)
    kept(rig, without_grounds("Too few reviews."))
    assert shown(rig) == []
    assert re.search(r"Projected +Too few reviews\.", status_text(rig))
