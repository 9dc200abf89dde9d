#!/usr/bin/env bash
# influxdb-client 1.50.0, synchronous: a write that is answered by a web page with status 200 counts as successful.
# Behind a proxy's login form, or an application that answers every path with its page, all points are lost without
# an error. InfluxDB answers a write with 204; `api_client.last_response` holds the actual response. The same is true
# for 200 with an InfluxDB error in JSON. Needs Python and pip. Exits with 1 if it behaves differently.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check influxdb-client==1.50.0
cat > write.py <<'PY'
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import influxdb_client
from influxdb_client.client.write_api import SYNCHRONOUS

ANSWERS = [("text/html", b"<html>please log in</html>"), ("application/json", b'{"code":"invalid","message":"no"}')]


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        kind, body = ANSWERS[self.server.asked]
        self.server.asked += 1
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Handler)
server.asked = 0
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
print("influxdb-client", influxdb_client.__version__)
with influxdb_client.InfluxDBClient(url, "token", org="org") as client:
    api = client.write_api(write_options=SYNCHRONOUS)
    for _ in ANSWERS:
        result = api.write("bucket", record="m v=1i 1")  # raises for a refusal
        last = client.api_client.last_response
        print("returned", result, "after", last.status, last.data)
        assert result is None and last.status == 200
PY
venv/bin/python write.py
