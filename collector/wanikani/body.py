"""A response's body, unpacked piece by piece: a few kilobytes can be made to unpack to gigabytes.

httpx unpacks each chunk it reads in one go, and layer within layer. So only the requested encoding is
unpacked, gzip once, and never more than a mebibyte ahead of the reader; anything else is handed on as it
came.
"""

import zlib
from collections.abc import Iterable, Iterator
from typing import cast

import httpx

# The one packing that requests ask for (`http.http_client`).
ACCEPTED = "gzip"
# Three times what 1000 subjects need, the largest page there is; whatever is longer is not WaniKani's.
# Reading JSON takes up to twenty times its size.
LONGEST_BODY = 16 * 2**20
_PIECE = 2**20
_GZIP = 16 + zlib.MAX_WBITS


def pieces(response: httpx.Response, encoding: str) -> Iterator[bytes]:
    """Yield the body of *response* unpacked, at most a mebibyte at a time.

    *encoding* is its `Content-Encoding`. Raises what httpx does when the connection breaks, and
    `httpx.DecodingError` when gzip was announced and something else came.
    """
    if response.is_stream_consumed:
        # A transport that answers from memory has unpacked it.
        yield from response.iter_bytes()
        return
    # What `iter_raw` would hand on too, after counting and cutting it.
    raw = cast("httpx.SyncByteStream", response.stream)
    if encoding.strip().lower() == ACCEPTED:
        yield from _unpacked(raw)
    else:
        yield from raw


def _unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    gzip = zlib.decompressobj(_GZIP)
    try:
        for chunk in chunks:
            rest = chunk
            while rest:
                yield gzip.decompress(rest, _PIECE)
                rest = gzip.unconsumed_tail
        yield gzip.flush()
    except zlib.error as error:
        raise httpx.DecodingError(str(error)) from error
