#!/usr/bin/env bash
# httpx 0.28.1 ignores a network in NO_PROXY, such as 10.0.0.0/8: requests to an address in it go through the proxy.
# curl (since 7.86) and Go's net/http bypass the proxy. A single address in NO_PROXY works. Needs Python 3.11 or
# newer. Exits with 1 if it behaves differently.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check httpx==0.28.1
cat > "$folder/no_proxy.py" <<'SCRIPT'
import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx


class Server(BaseHTTPRequestHandler):
    """Tells whether it was asked as a proxy is: with the whole address in the request line."""

    def do_GET(self):
        body = b"by proxy" if self.path.startswith("http://") else b"directly"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


server = HTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{server.server_port}"
for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
    del os.environ[name]
os.environ["HTTP_PROXY"] = address
seen = {}
for rule in ("127.0.0.1", "127.0.0.0/8"):
    os.environ["NO_PROXY"] = rule
    seen[rule] = httpx.get(address).text
print("httpx", httpx.__version__, seen)
raise SystemExit(seen != {"127.0.0.1": "directly", "127.0.0.0/8": "by proxy"})
SCRIPT
"$folder/venv/bin/python" "$folder/no_proxy.py"
