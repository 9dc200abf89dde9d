"""The examples for dashboards in docs/json.md fit the document that is served."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from functools import reduce
from pathlib import Path
from typing import Any

import httpx
import jinja2
import pytest
import yaml

from collector.pipeline.project import keep
from collector.simulator.world.world import World
from tests.daemon.pages import daemon_pages
from tests.harness import HOUR, NOON, Rig, only_account
from tests.json_fields import DOCUMENTS, described
from tests.views.projection.made import projection

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "json.md").read_text("utf-8")
NETWORK, HOMEPAGE, HOME_ASSISTANT = (
    yaml.safe_load(each) for each in re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
)
DOCTOR, SYNC_CHECK = (json.loads(each) for each in re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL))
_ADDRESS = "http://192.168.1.5:8710"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """The pages of a learner with one review, and with a projection."""
    rig = Rig(tmp_path_factory.mktemp("json") / "state", World(NOON, levels=2, per_level=12))
    lesson = rig.world.lessons()[0]
    rig.world.start(lesson)
    rig.good_poll()
    rig.pass_time(4 * HOUR)
    rig.world.review(lesson)
    rig.good_poll()
    with rig.app() as app:
        keep(only_account(app).store, projection(NOON.date(), 1))
    with rig.app() as app, daemon_pages(app) as browser:
        yield browser


def _json(served: httpx.Client, url: str) -> Any:
    assert url.startswith(_ADDRESS)
    return served.get(url.removeprefix(_ADDRESS), headers={"Host": "192.168.1.5:8710"}).json()


def test_a_dashboard_joins_the_network_of_the_stack() -> None:
    stack = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    joined = NETWORK["networks"]["wanikani"]
    assert joined == {"name": f"{stack['name']}_default", "external": True}
    assert "http://collector:8710/status.json" in TEXT
    assert stack["services"]["collector"]["environment"]["COLLECTOR_HOSTS"].split(",")[0] == "collector"


def test_homepage_finds_a_value_of_its_format_at_each_path(served: httpx.Client) -> None:
    """Homepage's own code was tried by hand; this follows a path as its `shvl.get` does."""
    (site,) = HOMEPAGE[0]["Study"]
    widget = site["WaniKani"]["widget"]
    document = _json(served, widget["url"])
    assert len(widget["mappings"]) == 4
    for mapping in widget["mappings"]:
        keys = [int(key) if key.isdigit() else key for key in mapping["field"].split(".")]
        value = reduce(lambda inner, key: inner[key], keys, document)
        if mapping["format"] == "relativeDate":
            assert datetime.fromisoformat(value).tzinfo is not None
        else:
            assert type(value) is int, mapping


def test_home_assistant_gets_a_state_of_each_template_and_every_attribute(served: httpx.Client) -> None:
    (rest,) = HOME_ASSISTANT["rest"]
    document = _json(served, rest["resource"])
    templates = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=True)
    for sensor in rest["sensor"]:
        state = templates.from_string(sensor["value_template"]).render(value_json=document)
        if sensor.get("device_class") == "timestamp":
            assert datetime.fromisoformat(state).tzinfo is not None
        else:
            assert float(state) >= 0
    (problem,) = rest["binary_sensor"]
    assert templates.from_string(problem["value_template"]).render(value_json=document) == "False"
    (attributes,) = [each for each in rest["sensor"] if "json_attributes" in each]
    assert attributes["json_attributes_path"] == "$.accounts[0]"
    assert set(attributes["json_attributes"]) <= document["accounts"][0].keys()


def test_the_documents_have_the_fields_that_the_tables_list(served: httpx.Client) -> None:
    examples = {"status-json": _json(served, f"{_ADDRESS}/status.json")}
    examples |= {"doctor-json": DOCTOR, "sync-check-json": SYNC_CHECK}
    for name, document in DOCUMENTS.items():
        there, listed = set(_paths(examples[name])), {path for path, _, _ in described(document)}
        assert there <= listed
        # No subscription has ended here, so `locked` is null.
        assert {path for path in listed - there if ".locked." not in path} == set()


def _paths(value: Any, prefix: str = "") -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _paths(each, f"{prefix}[]")
    elif isinstance(value, dict):
        for key, each in value.items():
            path = f"{prefix}.{key}" if prefix else key
            yield path
            yield from _paths(each, path)
