"""What the same work takes without a collector."""

import sqlite3
import subprocess
import time
import urllib.request
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.bench.bench import Bench, Figures
from tests.bench.builds import BEFORE
from tests.bench.measure import Process, environment, run
from tests.bench.served import TOKEN

FIVE = "import httpx, influxdb_client, apscheduler.schedulers.background, pydantic_settings, structlog"
_LOAD = "import json, sys\nfor name in sys.argv[1:]:\n    json.loads(open(name, 'rb').read())"


def imported_and_idle(bench: Bench) -> Figures:
    """Import the five libraries of every version in a bare interpreter; return CPU and idle memory."""
    (before,) = (build for build in bench.builds if build.name == BEFORE)
    process = subprocess.Popen(
        [before.python, "-c", f"{FIVE}\nimport time; time.sleep(60)"], env=environment(bench.folder)
    )
    try:
        time.sleep(0.5)
        idle = Process(process.pid)
        idle.wait_until_still()
        return {"CPU s": idle.cpu(), "MiB": idle.resident_mib()}
    finally:
        process.kill()
        process.wait()


def download(base: str, paths: Iterable[str], folder: Path) -> list[str]:
    """Fetch *paths* into files of *folder* and return their names."""
    root = base.removesuffix("/v2")
    names = []
    for number, path in enumerate(paths):
        request = urllib.request.Request(root + path, headers={"Authorization": f"Bearer {TOKEN}"})
        with urllib.request.urlopen(request) as response:
            file = folder / f"{number:03}.json"
            file.write_bytes(response.read())
        names.append(str(file))
    return names


def json_loads(python: str, folder: Path, names: Sequence[str]) -> Figures:
    """Read JSON *names* in a bare interpreter."""
    used = run([python, "-c", _LOAD, *names], folder)
    return {"CPU s": used.cpu, "peak MiB": used.peak_mib}


_INSERT = """
import pathlib, sqlite3, sys
rows = {}
with sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True) as source:
    names = "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    for name, sql in source.execute(names):
        columns = [each[1] for each in source.execute(f"PRAGMA table_xinfo({name})") if not each[6]]
        where = f"{name} ({', '.join(columns)})"
        rows[sql] = (where, source.execute(f"SELECT {', '.join(columns)} FROM {name}").fetchall())
import time
begin = time.process_time()
target = sqlite3.connect(sys.argv[2])
target.execute("PRAGMA journal_mode = WAL")
for sql, (where, values) in rows.items():
    target.execute(sql)
    if values:
        marks = ",".join("?" * len(values[0]))
        target.executemany(f"INSERT INTO {where} VALUES ({marks})", values)
target.commit()
print(time.process_time() - begin)
"""


def plain_inserts(python: str, state: Path, folder: Path) -> Figures:
    """Insert the rows of *state* into an empty file by plain statements; reading them does not count."""
    (folder / "copy.sqlite3").unlink(missing_ok=True)
    used = run([python, "-c", _INSERT, str(state), str(folder / "copy.sqlite3")], folder)
    return {"CPU s": float(used.out)}


def lines_as_state(lines: Iterable[str], file: Path) -> Path:
    """Return *file* with a table of *lines*, as `plain_inserts` reads it."""
    with sqlite3.connect(file) as made:
        made.execute("CREATE TABLE line (id INTEGER PRIMARY KEY, line TEXT NOT NULL) STRICT")
        made.executemany("INSERT INTO line (line) VALUES (?)", ((line,) for line in lines))
    made.close()
    return file
