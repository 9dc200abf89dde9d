"""The script that draws the charts: the basic bundle of plotly.js, as it is published.

It knows the traces `bar`, `pie` and `scatter`: a quarter of the whole library, which knows maps and 3D too.
`tests/plotly_bundle.py` names its version, fetches it and checks it; its licence lies beside it.
"""

import gzip
from importlib.resources import files

_FILE = "plotly-basic.min.js.gz"


def plotly_js() -> str:
    """Return the script."""
    return gzip.decompress(plotly_js_gzipped()).decode()


def plotly_js_gzipped() -> bytes:
    """Return the script as it is stored: compressed, as browsers take it."""
    return files("collector.views.report").joinpath(_FILE).read_bytes()
