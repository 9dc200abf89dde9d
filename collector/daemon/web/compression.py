"""Compressed pages: kept and sent as gzip, and unpacked for the few who take nothing else.

Format: RFC 1952. Header: RFC 9110, section 12.5.3.
"""

import gzip
import re
from collections.abc import Iterator, Sequence
from io import BytesIO

# The weight "0" means never.
_CODING = re.compile(r"(?P<name>[^;]*)(;\s*q=(?P<weight>[01](\.[0-9]{0,3})?))?")


def takes_gzip(headers: Sequence[str] | None) -> bool:
    """Return True if a client with these `Accept-Encoding` headers, None where it sent none, takes gzip.

    >>> takes_gzip(["gzip, deflate, br"]), takes_gzip(["br, *;q=0.1"]), takes_gzip(["GZIP ;q=1.0"])
    (True, True, True)
    >>> takes_gzip(None), takes_gzip(["identity"]), takes_gzip(["gzip;q=0.0, *"]), takes_gzip(["gzip;q=no"])
    (False, False, False, False)
    """
    weights = dict(_weights(",".join(headers or ())))
    return weights.get("gzip", weights.get("*", 0.0)) > 0


def _weights(header: str) -> Iterator[tuple[str, float]]:
    for coding in header.lower().split(","):
        found = _CODING.fullmatch(coding.strip())
        if found is not None:
            yield found["name"].strip(), float(found["weight"] or 1)


def unpacked_size(packed: bytes) -> int:
    """Return the size of what *packed*, one gzip member of less than 4 GiB, holds."""
    return int.from_bytes(packed[-4:], "little")


def unpacked(packed: bytes, size: int) -> Iterator[bytes]:
    """Yield what *packed* holds, in pieces of *size*, so that the whole is never in memory.

    >>> b"".join(unpacked(gzip.compress(b"stages"), 4)), unpacked_size(gzip.compress(b"stages"))
    (b'stages', 6)
    """
    with gzip.open(BytesIO(packed)) as whole:
        while piece := whole.read(size):
            yield piece


def pieces(body: bytes, size: int) -> Iterator[bytes]:
    """Yield *body* in pieces of *size*."""
    for start in range(0, len(body), size):
        yield body[start : start + size]
