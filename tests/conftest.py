"""What the tests share."""

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from collector.influxdb.target import Generation
from collector.simulator.world.world import World
from tests.examples import examples
from tests.harness import NOON, Rig

pytest_plugins = [
    "tests.collection",
    "tests.integration.servers",
    "tests.views.report.lived",
    "tests.grafana.polled_learner",
    "tests.grafana.alert_history",
    "tests.trial.figures",
]

# Worlds and answers are many objects and no cycles: looking for those took a tenth of the tests' time.
gc.set_threshold(100_000, 50, 100)

# One learner's four hundred days.
SHARING_A_LEARNER = (
    *(f"tests/grafana/test_{name}.py" for name in ("queries", "choices", "coverage", "workload")),
    "tests/docs/test_influxql_examples.py",
)
# Forty days of polls.
SHARING_A_REPORT = ("tests/views/report/", "tests/views/item/", "tests/daemon/test_item_page.py")
# Groups that take long by themselves start first, and random lives, which are short and many, fill the end.
SLOWEST = (
    *SHARING_A_LEARNER,
    "tests/daemon/test_runner.py",
    "tests/cli/test_demo.py",
    "tests/cli/test_simulate.py",
    "tests/scenarios/",
    "tests/integration/",
    *SHARING_A_REPORT,
)
LAST = "tests/reconstruction/test_lives.py"
MEMORY = Path("/dev/shm")
ROOM = 2**30

settings.register_profile(
    "project",
    deadline=None,
    derandomize=True,
    max_examples=examples(100),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.load_profile("project")


def pytest_configure(config: pytest.Config) -> None:
    """Put temporary folders into memory where there is room: waiting for a disk is a quarter of a poll."""
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    if roomy and config.option.basetemp is None:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put slow groups first; leave out what is only for a real InfluxDB 2.x when none is named."""
    items.sort(key=_turn)
    if os.environ.get("INFLUXDB2_URL"):
        return
    only_2x = [item for item in items if _wants_2x(item)]
    if only_2x:
        config.hook.pytest_deselected(items=only_2x)
        items[:] = [item for item in items if item not in only_2x]


def _turn(item: pytest.Item) -> int:
    return 0 if item.nodeid.startswith(SLOWEST) else 2 if item.nodeid.startswith(LAST) else 1


def _wants_2x(item: pytest.Item) -> bool:
    if "influxdb_v2" in getattr(item, "fixturenames", ()):
        return True
    call = getattr(item, "callspec", None)
    return call is not None and Generation.V2 in call.params.values()


class _Scopes(LoadScopeScheduling):  # type: ignore[misc] # xdist brings no types
    """`--dist loadscope`, but for three kinds of tests.

    Random lives share no fixture and go to any free worker; the modules of report and items share forty days
    of polls, and those of the dashboards' statements four hundred days, and stay on one.
    """

    def _split_scope(self, nodeid: str) -> str:
        if "/test_lives.py::" in nodeid:
            return nodeid
        if nodeid.startswith(SHARING_A_REPORT):
            return "tests/views/report"
        if nodeid.startswith(SHARING_A_LEARNER):
            return "tests/grafana/learner"
        return nodeid.rsplit("::", 1)[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling | None:
    """Return how tests are spread over the workers; None leaves it to the options."""
    return _Scopes(config, log) if config.getoption("dist") == "loadscope" else None


def pytest_report_header() -> str:
    """Say which real servers the tests will meet."""
    if os.environ.get("INFLUXDB2_URL"):
        return "real InfluxDB 2.x: the one INFLUXDB2_URL names"
    return "real InfluxDB 2.x: none (set INFLUXDB2_URL and INFLUXDB2_TOKEN); its tests are deselected"


@pytest.fixture(autouse=True)
def _own_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No test sees the owner's settings, `.env` or log configuration."""
    for name in list(os.environ):
        if (
            name.startswith(
                ("WANIKANI_", "INFLUXDB_", "COLLECTOR_", "LOG_", "ALERT_", "IMPORT_", "SSL_CERT_")
            )
            or name.upper().endswith("_PROXY")
            or name == "TZ"
        ):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    yield
    structlog.reset_defaults()


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    """A learner at the very beginning, in a small world that moves only as the test says."""
    return Rig(tmp_path / "state", World(NOON, levels=4, per_level=20))
