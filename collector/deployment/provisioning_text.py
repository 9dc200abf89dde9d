"""The text of a file that Grafana provisions itself from. Pure.

Source: grafana.com/docs, "Provision Grafana"; tested on Grafana 9.5. Grafana expands `$NAME` and
`$__file{…}` in values, and does not start when such a file is missing. So values are written in full, with
each dollar sign doubled.

>>> escape_dollars("pa$$word")
'pa$$$$word'
"""

import json
from collections.abc import Mapping

HEAD = "# Made by `wanikani-collector` for Grafana; it holds secrets.\n"


def escape_dollars(value: object) -> object:
    """Return *value* with each dollar sign doubled, so that Grafana expands it to the original."""
    return value.replace("$", "$$") if isinstance(value, str) else value


def provisioning_text(content: Mapping[str, object]) -> str:
    """Return the text of a file with *content*.

    It is JSON, which is YAML too, with unambiguous strings. Non-ASCII characters are not escaped: JSON writes
    some as two escapes, which YAML does not know, and Grafana does not start.
    """
    return f"{HEAD}{json.dumps(content, indent=2, ensure_ascii=False)}\n"
