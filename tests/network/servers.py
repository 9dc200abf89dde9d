"""Real TLS servers on loopback, with certificates of an authority made for the test."""

import ssl
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import trustme


class QuietHandler(BaseHTTPRequestHandler):
    """Answers without a log."""

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body if status != 204 else b"")


class QuietServer(ThreadingHTTPServer):
    """A server whose clients may break off, as those that distrust its certificate do."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing."""


def influxdb_of_tls(certificate: trustme.LeafCert) -> QuietServer:
    """Return a server that answers by TLS as InfluxDB 2.x does: pings, and takes every write."""

    class Handler(QuietHandler):
        def do_GET(self) -> None:
            self.reply(204, X_Influxdb_Version="v2.9.1")

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.reply(204)

    server = QuietServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return server
