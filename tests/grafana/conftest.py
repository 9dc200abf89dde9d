"""A real Grafana with all provisioned files, three learners in each real InfluxDB, and a browser."""

import base64
import os
from collections.abc import Callable, Iterator
from functools import cache

import httpx
import pytest

from collector.influxdb.target import Generation
from tests.browser.programs import missing
from tests.grafana.lives import LIVES, ZONE, Life
from tests.grafana.real_grafana import RealGrafana
from tests.grafana.screen import Screen
from tests.integration.servers import new_bucket

# Gives a learner by name.
Lived = Callable[[str], Life]
# Gives the uid of the data source with a learner's points in an InfluxDB of that generation.
SourceOf = Callable[[Generation, str], str]


def _administrator() -> tuple[str, str]:
    return os.environ.get("GRAFANA_USER", "admin"), os.environ.get("GRAFANA_PASSWORD", "admin")


@pytest.fixture(scope="session")
def grafana() -> Iterator[RealGrafana]:
    """Return the Grafana that GRAFANA_URL names, with all dashboards and rules."""
    url = os.environ.get("GRAFANA_URL")
    if not url:
        pytest.skip("no Grafana: GRAFANA_URL is not set")
    with httpx.Client(base_url=url, auth=_administrator(), timeout=60) as client:
        grafana = RealGrafana(client)
        grafana.add_dashboards()
        grafana.add_rules()
        yield grafana


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """Return learners by name; each lives once."""

    @cache
    def learner(name: str) -> Life:
        return LIVES[name](tmp_path_factory.mktemp("life"))

    return learner


@pytest.fixture(scope="session")
def source_of(
    grafana: RealGrafana,
    lived: Lived,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> SourceOf:
    """Return the data source of a learner; points and source are made when it is first asked for."""

    @cache
    def source(generation: Generation, name: str) -> str:
        bucket = new_bucket(request, generation, tmp_path_factory.mktemp("secrets"))
        bucket.set_up()
        bucket.write(lived(name).lines)
        uid = f"tests-{name.replace(' ', '-')}-{generation.name}"
        # Dashboards are told which one: by its name in 9.5, by its uid since.
        grafana.add_source(uid, uid, bucket.grafana)
        return uid

    return source


@pytest.fixture(scope="session")
def screen(grafana: RealGrafana) -> Iterator[Screen]:
    """Return a browser at that Grafana."""
    if programs := missing():
        pytest.skip(f"there is no {' and no '.join(programs)}; PYTHONPATH=.venv/selenium has Selenium")
    from tests.browser.chromium import chromium  # noqa: PLC0415 - it needs Selenium

    login = base64.b64encode(":".join(_administrator()).encode()).decode()
    with chromium() as browser:
        browser.send_headers({"Authorization": f"Basic {login}"})
        browser.zone(ZONE)
        yield Screen(browser, grafana.url)
