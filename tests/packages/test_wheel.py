"""Wheel and sdist: what is in them, and what a registry shows of them."""

import re
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.metadata import Metadata

from tests.packages.conftest import ROOT, Packages, build

SHIPPED = ("provisioning", "rules.template.yaml", "thresholds.toml")
PACKAGED = "collector/deployment/grafana/"


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def metadata(packages: Packages) -> Metadata:
    (text,) = (
        text for name, text in contents(packages.wheel).items() if name.endswith(".dist-info/METADATA")
    )
    return Metadata.from_email(text, validate=True)


def test_the_wheel_has_the_package_and_no_test(packages: Packages) -> None:
    names = {name for name in contents(packages.wheel) if ".dist-info/" not in name}
    here = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "collector").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {name for name in names if not name.startswith(PACKAGED)} == here
    assert "collector/py.typed" in names


def test_the_wheel_has_every_file_for_grafana(packages: Packages) -> None:
    packaged = {
        name.removeprefix(PACKAGED): text
        for name, text in contents(packages.wheel).items()
        if name.startswith(PACKAGED)
    }
    here = {
        str(path.relative_to(ROOT / "grafana")): path.read_bytes()
        for name in SHIPPED
        for path in (ROOT / "grafana" / name, *(ROOT / "grafana" / name).rglob("*"))
        if path.is_file()
    }
    assert packaged == here
    assert "provisioning/wanikani/wanikani-overview.json" in packaged


def test_the_sdist_makes_the_same_wheel_without_git(packages: Packages, tmp_path: Path) -> None:
    with tarfile.open(packages.sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (sources,) = tmp_path.iterdir()
    (wheel,) = build(sources, tmp_path / "dist", "wheel").iterdir()
    assert wheel.name == packages.wheel.name
    assert contents(wheel) == contents(packages.wheel)


def test_registries_are_told_who_made_it_and_where_it_lives(metadata: Metadata) -> None:
    assert metadata.author == "The wanikani-collector maintainers"
    assert metadata.project_urls is not None
    assert metadata.project_urls.keys() == {
        "Homepage", "Documentation", "Repository", "Issues", "Changelog",
    }  # fmt: skip


def test_every_python_that_is_named_may_install_it(metadata: Metadata) -> None:
    prefix = "Programming Language :: Python :: 3."
    named = [each.removeprefix(prefix) for each in metadata.classifiers or () if each.startswith(prefix)]
    assert named == ["11", "12", "13", "14"]
    assert metadata.requires_python is not None
    assert [str(minor) in named for minor in range(10, 16)] == [
        f"3.{minor}" in metadata.requires_python and minor < 15 for minor in range(10, 16)
    ]


def test_pictures_and_pages_of_the_readme_are_found_from_elsewhere(
    metadata: Metadata, packages: Packages
) -> None:
    text = metadata.description or ""
    assert metadata.description_content_type == "text/markdown"
    targets = re.findall(
        r'\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"', re.sub(r"(?s)```.*?```|`[^`]*`", "", text)
    )
    links = [one or other for one, other in targets]
    assert [link for link in links if not link.startswith(("https://", "http://", "#"))] == []
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["urls"]["Repository"]
    files = [link.partition(f"{ours}/blob/v{packages.version}/")[2].partition("#")[0] for link in links]
    assert {file for file in files if file and not (ROOT / file).exists()} == set()
    assert re.search(r"!\[[^\]]*\]\(https://raw\.githubusercontent\.com/\S+\.(png|svg)\)", text)
