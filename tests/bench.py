"""How much a large account costs: `make bench` prints requests, processor time and memory. No test.

The simulated WaniKani is a process of its own, so that only the collector is measured.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from collector.app import open_app
from collector.config.settings import Settings
from collector.config.values import DEFAULT_ACCOUNT
from collector.core.clock import SystemClock
from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.learner.sample_accounts import level_60_account
from collector.simulator.serving.server import serve
from collector.simulator.world.world import World
from tests.influxdb.pretend_influxdb import pretend_influxdb

TOKEN = "pretend-token"


def main() -> None:
    """Measure and print."""
    with (
        subprocess.Popen(
            [sys.executable, "-m", "tests.bench", "serve"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as server,
        tempfile.TemporaryDirectory() as folder,
    ):
        try:
            url, influxdb = _line(server), _line(server)
            _measure(server, url, folder)
            _measure_idle(url, influxdb, folder)
        finally:
            server.terminate()


def _measure(server: "subprocess.Popen[str]", url: str, folder: str) -> None:
    _say("first sync, 9,300 subjects, assignments and statistics", _poll(url, folder))
    _tell(server, "review")
    _say("150 items changed within the hour", _poll(url, folder))
    for what in ("quiet, the first after a change", "quiet"):
        _tell(server, "rest")
        _say(what, _poll(url, folder))


def _measure_idle(url: str, influxdb: str, folder: str) -> None:
    _say("idle daemon after a start", {"MiB": _idle(url, folder)})
    with tempfile.TemporaryDirectory() as fresh:
        _say("idle daemon after its own first sync", {"MiB": _idle(url, fresh)})
    delivering = {"INFLUXDB_URL": influxdb, "INFLUXDB_ORG": "home", "INFLUXDB_TOKEN": TOKEN}
    _say("idle daemon that delivers to InfluxDB 2.x", {"MiB": _idle(url, folder, **delivering)})


def _say(what: str, figures: dict[str, float]) -> None:
    print(f"{what:<55}" + "  ".join(f"{name} {value:g}" for name, value in figures.items()), flush=True)


def _poll(url: str, folder: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "poll", url, folder], check=True, capture_output=True, text=True
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def _poll_here(url: str, folder: str) -> None:
    """In a process of its own: poll once and print what it cost, imports included."""
    settings = Settings.model_construct(
        wanikani_token=SecretStr(TOKEN), wanikani_url=url, collector_state=Path(folder)
    )
    with open_app(settings, SystemClock()) as app:
        report = app.poll(app.accounts[DEFAULT_ACCOUNT])
    if report.problem is not None:
        raise report.problem
    used = resource.getrusage(resource.RUSAGE_SELF)
    figures = {
        "requests": report.effort.requests,
        "not modified": report.effort.not_modified,
        "changed": report.changed_rows,
        "points": report.points,
        "CPU s": round(used.ru_utime + used.ru_stime, 2),
        "peak MiB": round(used.ru_maxrss / 1024, 1),
    }
    print(json.dumps(figures))


def _idle(url: str, folder: str, **settings: str) -> float:
    """Resident memory of a daemon that has polled and now waits."""
    environment = {
        **os.environ, "WANIKANI_TOKEN": TOKEN, "WANIKANI_URL": url, "COLLECTOR_STATE": folder,
        "COLLECTOR_LISTEN": "127.0.0.1:0", **settings,
    }  # fmt: skip
    daemon = subprocess.Popen(
        [sys.executable, "-m", "collector", "run"], env=environment, stderr=subprocess.DEVNULL
    )
    try:
        time.sleep(15)
        status = Path(f"/proc/{daemon.pid}/status").read_text("utf-8")
        return round(int(status.split("VmRSS:")[1].split()[0]) / 1024, 1)
    finally:
        daemon.send_signal(signal.SIGTERM)
        daemon.wait(10)


def _serve() -> None:
    """Serve a level-60 account; `review` lets 150 due items be reviewed, `rest` an hour go by."""
    world = level_60_account(datetime.now(UTC) - timedelta(days=521))
    world.advance(datetime.now(UTC) - timedelta(hours=6))
    api = SimulatedWaniKani(world, token=TOKEN, requests_a_minute=600)
    with serve(api) as server, pretend_influxdb() as influxdb:
        influxdb.admin.set_up("home", "wanikani", TOKEN)
        print(server.url.rstrip("/"), influxdb.url, sep="\n", flush=True)
        for word in sys.stdin:
            world.advance(world.now + timedelta(hours=1))
            if word.strip() == "review":
                _review(world)
            print("done", flush=True)


def _review(world: World) -> None:
    while len(world.due()) < 150:
        world.advance(world.now + timedelta(hours=1))
    for subject in world.due()[:150]:
        world.advance(world.now + timedelta(seconds=10))
        world.review(subject)
    world.advance(world.now + timedelta(minutes=1))


def _tell(server: "subprocess.Popen[str]", word: str) -> None:
    assert server.stdin is not None
    server.stdin.write(word + "\n")
    server.stdin.flush()
    _line(server)


def _line(server: "subprocess.Popen[str]") -> str:
    assert server.stdout is not None
    return server.stdout.readline().strip()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["serve"]:
            _serve()
        case ["poll", url, folder]:
            _poll_here(url, folder)
        case _:
            main()
