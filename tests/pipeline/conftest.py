"""What tests of the verbs share."""

from pathlib import Path

import pytest

from tests.harness import HOUR
from tests.scenarios.scene import Scene


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """One item that was reviewed before the collector was there."""
    scene = Scene(tmp_path / "state")
    item = scene.item("radical", stage=2)
    scene.world.review(item, 1)
    scene.pass_time(HOUR)
    scene.good_poll()
    return scene
