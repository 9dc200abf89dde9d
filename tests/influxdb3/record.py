"""Records what a real InfluxDB 3 answers, by `python -m tests.influxdb3.record`.

INFLUXDB3_URL and INFLUXDB3_TOKEN name a server that may be written to. The file, core-3.10.json or the like,
is in tests/fixtures/influxdb3.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import httpx

from tests.influxdb3.requests import REQUESTS, Asked

FOLDER = Path(__file__).parents[1] / "fixtures" / "influxdb3"
# What differs at every answer, or only says how the connection is kept.
_NOT_KEPT = {"date", "content-length", "transfer-encoding", "request-id", "x-request-id", "vary"}


def record(url: str, token: str) -> Path:
    """Ask everything and write the answers; return the file."""
    with httpx.Client(base_url=url, timeout=30, trust_env=False) as client:
        answers = {name: _ask(client, asked, token) for name, asked in REQUESTS.items()}
    ping = json.loads(answers["ping"]["body"])
    edition = answers["ping"]["headers"].get("x-influxdb-build", "unknown").lower()
    path = FOLDER / f"{edition}-{'.'.join(ping['version'].split('.')[:2])}.json"
    path.write_text(json.dumps({"recorded": ping["version"], "answers": answers}, indent=2) + "\n")
    return path


def _ask(client: httpx.Client, asked: Asked, token: str) -> dict[str, Any]:
    headers = {"Authorization": f"{asked.scheme} {token if asked.valid else 'wrong'}"} if asked.scheme else {}
    params = {"db": asked.bucket, "bucket": asked.bucket, "precision": "ns"} if asked.method == "POST" else {}
    response = client.request(
        asked.method, asked.path, params=params, headers=headers, content="\n".join(asked.lines)
    )
    kept = {name: value for name, value in response.headers.items() if name not in _NOT_KEPT}
    return {"status": response.status_code, "headers": kept, "body": response.text}


if __name__ == "__main__":
    sys.stdout.write(f"{record(os.environ['INFLUXDB3_URL'], os.environ['INFLUXDB3_TOKEN'])}\n")
