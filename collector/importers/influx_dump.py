"""Reads the old script's points from line protocol: a dump of `influx_inspect export`.

As influx_inspect 1.8.10 writes it (observed): every field on a line of its own, all of one field before the
next; a point that was overwritten may come twice, the older one first; databases and retention policies are
named before their lines, and before all of them the statements that make them.
"""

import re
from collections.abc import Iterable

from collector.importers.count_rules import FIELDS, MEASUREMENT
from collector.importers.input_file import Line
from collector.importers.script_data import ScriptData, Series
from collector.importers.script_values import parse_numbers
from collector.importers.tag_sets import parse_series_key

_DATABASE = "# CONTEXT-DATABASE:"
_POLICY = "# CONTEXT-RETENTION-POLICY:"
_STATEMENTS = "# DDL"
_LINES = "# DML"
_OLD_MEASUREMENT = re.compile(rf"{MEASUREMENT}[, ]")
_POINT = re.compile(rf"{MEASUREMENT}((?:,(?:\\.|[^\\ ])*)?) (.+) (-?[0-9]{{1,19}})")
# A text may look like anything.
_FIELD = re.compile(r'((?:\\.|[^\\,=])+)=("(?:\\.|[^"\\])*"|[^,]*)')


def read_dump(rows: Iterable[Line], database: str) -> ScriptData:
    """Return the points of *database*, to which lines before any `# CONTEXT-DATABASE:` belong too."""
    data = ScriptData()
    here, policy, in_statements = database, "", False
    for line in rows:
        text = line.text or ""
        if text.startswith("#"):
            in_statements = text == _STATEMENTS or (in_statements and text != _LINES)
            if text.startswith(_DATABASE):
                here, policy, in_statements = text.removeprefix(_DATABASE).strip(), "", False
            elif text.startswith(_POLICY):
                policy = text.removeprefix(_POLICY).strip()
        elif in_statements:
            continue
        elif not _OLD_MEASUREMENT.match(text):
            data.other_lines += 1
        elif here == database:
            _add_line(data, line, policy)
        else:
            data.other_lines += 1
            data.other_databases.add(here)
    return data


def _add_line(data: ScriptData, line: Line, policy: str) -> None:
    found = _POINT.fullmatch(line.text or "")
    if found is None:
        data.reject(line)
        return
    key, written, time = found.groups()
    fields = dict(_FIELD.findall(written))
    own = {name: fields[name] for name in FIELDS if name in fields}
    numbers = parse_numbers({name: _unquoted(text) for name, text in own.items()})
    if numbers is None or not fields:
        data.reject(line)
    elif not own:
        data.other_lines += 1
    else:
        text = any(value.startswith('"') for value in own.values())
        data.add(Series(policy, parse_series_key(key)), int(time), numbers, text=text)


def _unquoted(text: str) -> str:
    return text[1:-1] if text.startswith('"') else text
