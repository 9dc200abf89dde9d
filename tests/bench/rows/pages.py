"""The page: its bytes, what it takes to make it, and when Chromium has drawn its first chart."""

import http.client
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from html import unescape
from importlib.util import find_spec
from shutil import which
from urllib.parse import urljoin, urlsplit, urlunsplit

from tests.bench.bench import Bench, Figures, column
from tests.bench.builds import ROOT, Build
from tests.bench.long_states import long_state
from tests.bench.measure import daemon, free_port, run, wait_for
from tests.bench.table import Row, Target

_YEARS = 5
_LONG = 10
_MB = 1e6
# As Chromium sends it.
_ENCODINGS = "gzip, deflate, br, zstd"


def page(bench: Bench) -> list[Row]:
    """Return the rows of the page."""
    served = {build.name: [_served_mb(bench, build)] for build in bench.builds}
    built = bench.in_turn("report", bench.each(partial(_built, bench)))
    files = {one.name: [_file_mb(bench, one)] for one in bench.builds}
    return [
        Row(f"page of {_YEARS} years, bytes to the first picture, cold", "MB", Target(ratio=0.2), served),
        Row(f"file of `report`, {_YEARS} years", "MB", Target(ratio=0.5), files),
        Row(f"page of {_LONG} years built, by `report`: CPU", "s", Target(ratio=0.5), column(built, "CPU s")),
        *_drawn(bench),
    ]


def _built(bench: Bench, build: Build) -> Figures:
    folder = bench.copy(long_state(bench, build, _LONG), f"report-{build.name}")
    used = run([build.command, "report"], folder, **bench.account.settings(build))
    return {"CPU s": used.cpu, "wall s": used.seconds, "peak MiB": used.peak_mib}


def _file_mb(bench: Bench, build: Build) -> float:
    folder = bench.copy(long_state(bench, build, _YEARS), f"report-{build.name}")
    run([build.command, "report"], folder, **bench.account.settings(build))
    return (folder / "wanikani-report.html").stat().st_size / _MB


def _served_mb(bench: Bench, build: Build) -> float:
    """Return the bytes on the wire of the page and its scripts, as they come to a browser that has none."""
    port = free_port()
    with _serving(bench, build, _YEARS, port):
        page = _get(port, "/")
        # Unpacked, to read which scripts it loads.
        text = _get(port, "/", encodings="identity").decode()
        own = loaded(text, f"http://127.0.0.1:{port}/")
        size = (len(page) + sum(len(_get(port, path)) for path in own)) / _MB
    bench.say(f"page: {build.name}: {size:.3f} MB with {', '.join(own)}")
    return size


def loaded(page: str, address: str) -> list[str]:
    """Return the paths of scripts and styles that *page* loads, each once, preloaded or not."""
    names = re.findall(r'<(?:script|link)[^>]+(?:src|href)="(?!data:)([^"]+)"', page)
    parts = [urlsplit(urljoin(address, unescape(name))) for name in names]
    return list(dict.fromkeys(urlunsplit(("", "", each.path, each.query, "")) for each in parts))


@contextmanager
def _serving(bench: Bench, build: Build, years: int, port: int) -> Iterator[None]:
    """Let a daemon with so many years of history serve its page."""
    folder = bench.copy(long_state(bench, build, years), f"serving-{build.name}")
    bench.account.use(f"{years} years")
    settings = bench.account.settings(build) | {"COLLECTOR_LISTEN": f"127.0.0.1:{port}"}
    with daemon(build, folder, **settings) as running:
        wait_for(lambda: _ready(port), f"the page of {build.name}")
        running.wait_until_still()
        yield


def _ready(port: int) -> bool:
    try:
        return bool(_get(port, "/healthz"))
    except OSError:
        return False


def _get(port: int, path: str, encodings: str = _ENCODINGS) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": encodings})
        return connection.getresponse().read()
    finally:
        connection.close()


def _drawn(bench: Bench) -> list[Row]:
    name = f"page of {_LONG} years in Chromium: first chart drawn"
    missing = [program for program in ("chromium", "chromedriver") if which(program) is None]
    if missing or find_spec("selenium") is None:
        return [
            Row(
                name,
                not_measured=f"needs {', '.join(missing or ['selenium'])} (Debian: chromium chromium-driver)",
            )
        ]
    turns = bench.in_turn("drawing", bench.each(partial(_drawing, bench)))
    return [
        Row(name, "s", Target(value=1), column(turns, "drawn s")),
        Row(
            f"{name}, from the click on (the page is built meanwhile)",
            "s",
            Target(),
            column(turns, "click s"),
        ),
    ]


def _drawing(bench: Bench, build: Build) -> Figures:
    port = free_port()
    with _serving(bench, build, _LONG, port):
        # A browser's driver is large: this process stays small, so that its children begin small.
        command = [sys.executable, "-m", "tests.bench.drawing", f"http://127.0.0.1:{port}/"]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    figures: Figures = json.loads(done.stdout)
    return figures
