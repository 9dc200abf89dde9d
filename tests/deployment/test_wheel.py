"""The wheel has Grafana's files, and what is installed from it finds them."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHIPPED = ("provisioning", "rules.template.yaml", "thresholds.toml")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the content of the wheel, as an installation has it."""
    built, folder = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("site")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(built)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=60)
    (wheel,) = built.iterdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for name in SHIPPED
        for path in (folder / name, *(folder / name).rglob("*"))
        if path.is_file()
    }


def test_the_wheel_has_every_file_for_grafana(installed: Path) -> None:
    packaged = files_below(installed / "collector" / "deployment" / "grafana")
    assert packaged == files_below(ROOT / "grafana")
    assert "provisioning/wanikani/wanikani-overview.json" in packaged


def test_an_installation_without_a_checkout_finds_them(installed: Path, tmp_path: Path) -> None:
    code = "from collector.deployment.grafana_files import grafana_folder; print(grafana_folder())"
    environment = os.environ | {"PYTHONPATH": str(installed)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True, timeout=60
    )
    assert Path(done.stdout.strip()) == installed / "collector" / "deployment" / "grafana"
