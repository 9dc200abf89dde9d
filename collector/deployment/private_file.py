"""A file with secrets that Grafana reads: for its owner and Grafana's group."""

import os
import stat
from pathlib import Path

from collector.core.atomic_files import check_writable, write

_MODE = 0o640


def write_private(out: Path, text: str, *, what: str) -> bool:
    """Write *text* to *out*, with the mode and owner of the file it replaces.

    A new file is for its owner and the group of its folder. Returns False when owner or group could not be
    kept, so that Grafana may not be able to read it. *what* is what the file is, for an error. Raises
    `FileNotWritable`.
    """
    check_writable(out, what=what)
    before = out.stat() if out.exists() else None
    write(out, text, what=what, mode=_MODE if before is None else stat.S_IMODE(before.st_mode))
    if before is not None:
        return _give(out, before.st_uid, before.st_gid)
    _give(out, -1, out.resolve().parent.stat().st_gid)
    return True


def _give(out: Path, uid: int, gid: int) -> bool:
    now = out.stat()
    if (uid in (-1, now.st_uid)) and now.st_gid == gid:
        return True
    try:
        os.chown(out, uid, gid)
    except OSError:
        return False
    return True
