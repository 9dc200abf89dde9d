"""JSON as the service's framework writes it."""

import json

Json = dict[str, object]


def json_text(body: Json) -> str:
    """Return JSON as Rails writes it: compact, and safe inside a web page (recorded in December 2022)."""
    plain = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return plain.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
