"""The script that draws is the published one, and knows all that our charts are made of."""

import hashlib
import json
import re
from dataclasses import replace

from collector.views.report.page import page
from collector.views.report.plotly_js import plotly_js
from collector.views.report.read import Report
from tests.plotly_bundle import LICENCE, SHA256, VERSION
from tests.views.report.lived import Lived


def trace_types(report: Report) -> set[str]:
    """Return the types of the traces on the page."""
    charts = re.findall(r'<script type="application/json" data-plot="[^"]+">(.*?)</script>', page([report]))
    return {trace["type"] for chart in charts for trace in json.loads(chart)["data"]}


def test_it_is_what_npm_has_under_the_pinned_version() -> None:
    script = plotly_js()
    assert hashlib.sha256(script.encode()).hexdigest() == SHA256
    assert script.startswith(f"/**\n* plotly.js (basic - minified) v{VERSION}\n")


def test_its_licence_is_in_the_same_folder() -> None:
    assert LICENCE.read_text("utf-8").startswith("MIT License\n\nCopyright (c) 2016-2024 Plotly")


def test_every_trace_of_our_charts_is_in_it(lived: Lived) -> None:
    first_day = replace(lived.report, data=replace(lived.data, stages=lived.data.stages[:1]))
    known = set(re.findall(r'moduleType:"trace",name:"(\w+)"', plotly_js()))
    used = trace_types(lived.report) | trace_types(first_day)
    assert used == {"bar", "scatter"}
    assert used <= known
