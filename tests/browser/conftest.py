"""The browser, and the page it shows."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.app import App
from collector.daemon.jobs import Jobs
from collector.daemon.web.routes import routes
from collector.daemon.web.server import serve
from collector.simulator.learner.learner import Learner
from collector.simulator.world.world import World
from collector.views.report.page import page
from tests.browser.chromium import Chromium, chromium
from tests.browser.programs import missing
from tests.harness import NOON, Rig
from tests.views.report.lived import Lived


@pytest.fixture(scope="session")
def browser() -> Iterator[Chromium]:
    """A real Chromium; without one the test is skipped, with the reason."""
    if missing():
        pytest.skip(
            f"not on the path: {', '.join(missing())} (Debian: apt-get install chromium chromium-driver)"
        )
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def file(lived: Lived, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that `report` writes."""
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(page([lived.report]), encoding="utf-8")
    return file


@pytest.fixture
def living(tmp_path: Path) -> Rig:
    """A learner who goes on living, whose page asks for itself every second."""
    world = World(NOON, levels=4, per_level=30)
    rig = Rig(tmp_path, world, Learner(world, seed=3))
    # Asked every second, so that the page asks as often.
    rig.settings |= {"collector_poll_every": "1s"}
    return rig


@pytest.fixture
def address(app: App, living: Rig) -> Iterator[str]:
    """Where the daemon's page of *living* is; *app* is the module's, with what it has collected."""
    server = serve(("127.0.0.1", 0), routes(Jobs(app), living.clock))
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
