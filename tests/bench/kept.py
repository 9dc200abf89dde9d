"""Where the table is kept: `build/bench.json`, and the part of `docs/performance.md` between two marks."""

import json
import os
import platform
import re
import sqlite3
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.builds import ROOT
from tests.bench.table import Row, markdown

KEPT_AT = ROOT / "build" / "bench.json"
DOCUMENT = ROOT / "docs" / "performance.md"


def keep(rows: Iterable[Row]) -> None:
    """Write *rows* with the machine they were measured on."""
    KEPT_AT.parent.mkdir(exist_ok=True)
    kept = {"machine": machine(), "rows": [row.as_json() for row in rows]}
    KEPT_AT.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", "utf-8")


def read_kept() -> list[Row]:
    """Return the rows of the run before, none where there was none."""
    try:
        return [Row.from_json(row) for row in json.loads(KEPT_AT.read_text("utf-8"))["rows"]]
    except FileNotFoundError:
        return []


def write_document(rows: Iterable[Row]) -> None:
    """Put the table in place of the one in the documentation."""
    replace_part("table", f"{described(machine())}\n\n{markdown(rows)}")


def replace_part(name: str, text: str) -> None:
    """Put *text* between the marks of a part of the documentation."""
    between = re.compile(rf"(?<=<!-- {name} -->\n).*?(?=<!-- end of {name} -->)", re.DOTALL)
    before = DOCUMENT.read_text("utf-8")
    DOCUMENT.write_text(between.sub(lambda _: f"\n{text}\n", before), "utf-8")


def described(found: dict[str, str]) -> str:
    """Return the machine as a sentence."""
    return (
        f"Measured on {found['date']} at commit {found['commit']}: {found['processor']}, "
        f"{found['cores']} cores, Python {found['python']}, SQLite {found['sqlite']}."
    )


def machine() -> dict[str, str]:
    """Return what the figures depend on."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": _commit(),
        "processor": _processor(),
        "cores": str(len(os.sched_getaffinity(0))),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "kernel": platform.release(),
    }


def _commit() -> str:
    described_as = ["git", "describe", "--always", "--dirty"]
    return subprocess.run(described_as, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


def _processor() -> str:
    found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text("utf-8"))
    return found[1] if found else platform.machine()
