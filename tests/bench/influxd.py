"""A real InfluxDB 1.6.7 to deliver to."""

import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.measure import environment, free_port, wait_for
from tests.integration.influxd_config import CONFIG


@contextmanager
def influxd(folder: Path) -> Iterator[str]:
    """Run Debian's InfluxDB 1.6.7 on a loopback port, with data of its own, and yield its address."""
    port, backup_port = free_port(), free_port()
    config = CONFIG.format(folder=folder, port=port, backup_port=backup_port, auth="false")
    (folder / "influxdb.conf").write_text(config)
    with (folder / "influxd.log").open("w") as log:
        process = subprocess.Popen(
            ["influxd", "-config", "influxdb.conf"],
            cwd=folder,
            env=environment(folder),
            stdout=log,
            stderr=log,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: _answers(url), "influxd", 60)
        yield url
    finally:
        process.terminate()
        process.wait(30)


def _answers(url: str) -> bool:
    try:
        return bool(urllib.request.urlopen(f"{url}/ping").status == 204)
    except OSError:
        return False
