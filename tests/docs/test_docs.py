"""The documents name what there is: files, measurements, fields, commands and links."""

import re
from pathlib import Path

import click
import pytest

from collector.cli import cli
from collector.core import links
from collector.core.links import TOKENS_PAGE
from collector.core.stages import COLOURS
from collector.points.measurements import CATALOGUE, Measurement
from tests.data_reference import DATA_REFERENCE, examples

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
DOCUMENTS = (
    README,
    ROOT / "CHANGELOG.md",
    ROOT / "CODE_OF_CONDUCT.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    *(ROOT / "docs").rglob("*.md"),
)
ROOMS = {path.parent.name for path in ROOT.glob("collector/*/__init__.py")}


@pytest.mark.parametrize("measurement", CATALOGUE, ids=lambda each: str(each.name))
def test_every_measurement_has_an_example(measurement: Measurement) -> None:
    asked = [each.text for each in examples("influxql") if each.title == measurement.name]
    assert asked
    assert all(f'FROM "{measurement.name}"' in text for text in asked)


def test_the_data_reference_has_the_colours() -> None:
    text = DATA_REFERENCE.read_text("utf-8")
    assert all(f"{name} `{colour}`" in text for name, colour in COLOURS.items())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    text = document.read_text("utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        file, _, anchor = target.partition("#")
        if file.startswith("http"):
            continue
        path = document.parent / file if file else document
        assert path.exists(), target
        assert not anchor or anchor in _anchors(path.read_text("utf-8")), target


def _anchors(text: str) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_of_the_project_that_a_document_names_is_there(document: Path) -> None:
    named = r"`((?:collector|grafana|tests|deploy|docs)/[\w./-]+|(?:\w+/)+\w+\.py)"
    for path in re.findall(named, document.read_text("utf-8")):
        assert (ROOT / path).exists() or (ROOT / "collector" / path).exists(), path


GUARANTEES = (ROOT / "docs" / "guarantees.md").read_text("utf-8")
SCALING = (ROOT / "docs" / "scaling.md").read_text("utf-8")


@pytest.mark.parametrize("named", sorted(set(re.findall(r"`(tests/[\w/]+\.py::\w+)`", GUARANTEES + SCALING))))
def test_every_test_that_a_guarantee_names_is_there(named: str) -> None:
    path, _, name = named.partition("::")
    assert f"def {name}(" in (ROOT / path).read_text("utf-8")


def test_every_guarantee_names_its_test() -> None:
    rows = [row for row in GUARANTEES.splitlines() if row.startswith("| ") and "what goes wrong" not in row]
    assert [row for row in rows if not re.search(r"`tests/[\w/]+\.py::\w+`", row)] == []


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_every_room_is_described(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert {room for room in ROOMS if not re.search(rf"(^  |`){room}[/`]", text, re.MULTILINE)} == set()


def test_every_command_is_listed() -> None:
    text = (ROOT / "docs" / "commands.md").read_text("utf-8")
    commands = cli.list_commands(click.Context(cli))
    assert len(commands) > 10
    assert [name for name in commands if not re.search(rf"^\|.*`{name}`.*\|", text, re.MULTILINE)] == []


@pytest.mark.parametrize("address", [links.IMPORT_PAGE, links.INFLUXDB_3_PAGE])
def test_a_page_that_messages_name_is_there(address: str) -> None:
    page = address.removeprefix(f"{links.DOCUMENTATION}/").strip("/")
    assert (ROOT / "docs" / f"{page}.md").exists()


def test_the_readme_is_short() -> None:
    assert len(README.read_text("utf-8").splitlines()) <= 160


def test_tokens_are_made_at_one_address_whichever_text_names_it() -> None:
    code = [path for room in ("collector", "deploy") for path in (ROOT / room).rglob("*")]
    texts = [*DOCUMENTS, *(path for path in code if path.suffix in {".py", ".env", ".yaml"})]
    named = [
        (path, each)
        for path in texts
        for each in re.findall(r"[\w.]+/[\w/]*personal_access_tokens", path.read_text("utf-8"))
    ]
    assert len(named) > 1
    assert [(path.name, each) for path, each in named if each != TOKENS_PAGE] == []
