"""Generated files: the golden catalogue, and tables of the documentation.

`python -m tests.generated` writes them; `--check` fails if one is stale.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel

from collector.config.alerts import ContactSettings
from collector.config.grafana import GrafanaSettings
from collector.config.settings import Settings
from collector.core.log_events import LogEvent
from collector.core.thresholds import THRESHOLDS
from collector.points import measurements
from collector.simulator.faults.fault_options import KINDS, STATUS
from grafana.alerts.table import alerts_table
from grafana.alerts.thresholds import thresholds
from grafana.files import all_rules
from tests import data_reference
from tests.json_fields import field_tables

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "tests" / "golden" / "catalogue.txt"
DOCS = ROOT / "docs"


def generated_files() -> dict[Path, str]:
    """Return the text of every generated file, by path."""
    tables = {
        DOCS / "configuration.md": {
            "settings": _settings_table(Settings),
            "contacts": _settings_table(ContactSettings),
            "grafana": _settings_table(GrafanaSettings),
        },
        data_reference.DATA_REFERENCE: data_reference.tables(),
        DOCS / "json.md": field_tables(),
        DOCS / "simulator.md": {"faults": _faults_table()},
        DOCS / "log-events.md": {"log-events": _log_events_table()},
        DOCS / "alerts.md": {"alerts": alerts_table(all_rules()), "thresholds": _thresholds_table()},
    }
    pages = {document: _with_tables(document, texts) for document, texts in tables.items()}
    return {CATALOGUE: measurements.described()} | pages


def stale_files() -> list[Path]:
    """Return the files that differ from the code."""
    made = generated_files()
    return [path for path, text in made.items() if not path.exists() or path.read_text("utf-8") != text]


def _with_tables(document: Path, tables: Mapping[str, str]) -> str:
    text = document.read_text("utf-8")
    for name, table in tables.items():
        begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
        text = text[: text.index(begin) + len(begin)] + table + text[text.index(end) :]
    return text


def _settings_table(settings: type[BaseModel]) -> str:
    rows = [
        f"| `{name}` | {f'`{default}`' if default else ''} | {meaning} |"
        for name, default, meaning in _variables(settings)
    ]
    return "\n".join(["| variable | default | meaning |", "|---|---|---|", *rows]) + "\n"


def _variables(settings: type[BaseModel]) -> list[tuple[str, str, str]]:
    """Return name, default and description of every variable."""
    return [
        (name.upper(), field.default if isinstance(field.default, str) else "", field.description or "")
        for name, field in settings.model_fields.items()
    ]


def _thresholds_table() -> str:
    defaults = thresholds().texts
    rows = [
        f"| `{each.setting}` | `{defaults[each.key]}` | {each.allowed} | {each.meaning} |"
        for each in THRESHOLDS
    ]
    return "\n".join(["| variable | default | allowed | meaning |", "|---|---|---|---|", *rows]) + "\n"


def _faults_table() -> str:
    named = {f"`{kind}`": meaning for kind, meaning in KINDS.items() if kind != STATUS}
    rows = [f"| {kind} | {meaning} |" for kind, meaning in ({"`400`–`599`": KINDS[STATUS]} | named).items()]
    return "\n".join(["| kind | what happens |", "|---|---|", *rows]) + "\n"


def _log_events_table() -> str:
    rows = [f"| `{event}` | {event.meaning} |" for event in LogEvent]
    return "\n".join(["| event | meaning |", "|---|---|", *rows]) + "\n"


def main() -> int:
    """Write the stale files, or with `--check` only name them; return the exit code."""
    stale = stale_files()
    if "--check" not in sys.argv:
        for path in stale:
            path.parent.mkdir(exist_ok=True)
            path.write_text(generated_files()[path], "utf-8")
        return 0
    for path in stale:
        sys.stderr.write(f"{path.relative_to(ROOT)} is out of step with the code: run make format\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
