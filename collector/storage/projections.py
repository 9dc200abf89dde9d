"""The newest projection, whole; what points need of earlier ones is in `ledger.projected`."""

import zlib

from collector.core.moments import Moment
from collector.core.projection import Projection
from collector.core.projection_text import from_text
from collector.storage.rows import value
from collector.storage.transaction import Transaction


def keep_projection(tx: Transaction, at: Moment, text: str) -> None:
    """Keep a projection made *at* this moment, as `projection_text` writes it, in place of the one before."""
    tx.execute(
        "INSERT INTO projection (one, at, packed) VALUES (1, ?, ?) "
        "ON CONFLICT (one) DO UPDATE SET at = excluded.at, packed = excluded.packed",
        # The usual level 6 takes three times as long for a tenth less.
        (at, zlib.compress(text.encode(), level=3)),
    )


def projection(tx: Transaction) -> Projection | None:
    """Return the newest projection, None before the first one."""
    packed: bytes | None = value(tx.execute("SELECT packed FROM projection"))
    return None if packed is None else from_text(zlib.decompress(packed).decode())


def projected_at(tx: Transaction) -> Moment | None:
    """Return when the newest projection was made, None before the first one, without reading all of it."""
    found: Moment | None = value(tx.execute("SELECT at FROM projection"))
    return found
