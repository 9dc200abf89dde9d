"""The requests whose answers are recorded from a real InfluxDB 3 and replayed to the tests."""

from dataclasses import dataclass

BUCKET = "wanikani"
GOOD = "queue,account=me reviews_available=3i 1600000000000000000"
BAD = "queue,account=me"


@dataclass(frozen=True)
class Asked:
    """One request; *scheme* is what comes before the token, empty for no `Authorization` at all."""

    method: str
    path: str
    scheme: str = "Token"
    valid: bool = True
    bucket: str = BUCKET
    lines: tuple[str, ...] = ()


def _write(*lines: str, valid: bool = True, scheme: str = "Token", bucket: str = BUCKET) -> Asked:
    return Asked("POST", "/api/v3/write_lp", scheme, valid, bucket, lines)


REQUESTS = {
    "ping": Asked("GET", "/ping"),
    "ping without a token": Asked("GET", "/ping", scheme=""),
    "ping with a wrong token": Asked("GET", "/ping", valid=False),
    "ping with a malformed header": Asked("GET", "/ping", scheme="Token a"),
    "head ping": Asked("HEAD", "/ping"),
    "write": _write(GOOD),
    "write without a token": _write(GOOD, scheme=""),
    "write with a wrong token": _write(GOOD, valid=False),
    "write with a malformed header": _write(GOOD, scheme="Token a"),
    "write of nothing": _write(),
    "write of a bad line": _write(GOOD, BAD),
    "write to an impossible database": _write(GOOD, bucket="wani kani"),
    "write of a bad line by the path of 2.x": Asked("POST", "/api/v2/write", lines=(GOOD, BAD)),
    "a path that it does not have": Asked("GET", "/api/v2/buckets"),
}
