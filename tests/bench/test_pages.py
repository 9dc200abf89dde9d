"""Which files the first view of the page loads."""

from tests.bench.rows.pages import loaded

PAGE = """
<link rel="icon" href="data:,"><link rel="preload" as="script" href="plotly.min.js?1&amp;2">
<script id="drawer" src="plotly.min.js?1&amp;2"></script><script>inline()</script>
<script type="application/json" data-plot="stages-0">{"src": "no.js"}</script>
<script src="/other.js"></script>
"""


def test_a_script_counts_once_even_if_it_is_preloaded_and_what_is_inside_the_page_does_not() -> None:
    assert loaded(PAGE, "http://127.0.0.1:8710/") == ["/plotly.min.js?1&2", "/other.js"]
