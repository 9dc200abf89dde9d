"""What is installed from the wheel alone runs, whichever program installed it, in an empty folder."""

import signal
import socket
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

import yaml

from tests.packages.conftest import ROOT, SECONDS, Installed, Packages

SHIPPED = ROOT / "grafana" / "provisioning"


def test_it_says_the_version_it_was_built_with(installed: Installed, packages: Packages) -> None:
    assert installed("--version") == f"wanikani-collector {packages.version}\n"


def test_the_demo_runs(installed: Installed) -> None:
    shown = installed("demo", "--days", "1")
    assert "Reviews reconstructed for the simulated learner's last" in shown
    assert str(installed.program.name) in shown
    assert "</html>" in (installed.folder / "wanikani-demo.html").read_text("utf-8")


def test_it_collects_serves_its_page_and_writes_it(
    installed: Installed, packages: Packages, wanikani: dict[str, str]
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    settings = {**wanikani, "COLLECTOR_STATE": str(installed.folder / "state")}
    with installed.started("run", COLLECTOR_LISTEN=listen, **settings) as process:
        page = _page(f"http://{listen}/")
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, said
    installed("report", "--out", "report.html", **settings)
    footer = f"wanikani-collector {packages.version}"
    assert footer in page
    assert footer in (installed.folder / "report.html").read_text("utf-8")


def _page(url: str) -> str:
    """Return the page, once the first poll has something to show."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return str(answer.read().decode())
        except URLError:
            time.sleep(0.2)
    raise AssertionError(f"{url} never answered")


def test_it_exports_grafanas_files(installed: Installed) -> None:
    installed("grafana", "export", "out", "--influxdb", "1", INFLUXDB_URL="http://127.0.0.1:9")
    made = _files(installed.folder / "out")
    shipped = _files(SHIPPED)
    assert made.keys() == shipped.keys()
    own = {name for name in made if made[name] != shipped[name]}
    assert own == {"datasources/wanikani.yaml", "dashboards/wanikani.yaml"}
    (source,) = yaml.safe_load(made["datasources/wanikani.yaml"])["datasources"]
    assert source["url"] == "http://127.0.0.1:9"


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
