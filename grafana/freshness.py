"""The panel at the top of every dashboard: the age of its data, and the result of the last poll."""

from grafana_foundation_sdk.builders import common, stat
from grafana_foundation_sdk.models import common as kinds
from grafana_foundation_sdk.models import dashboard as models

from collector.points.measurements import COLLECTOR
from grafana import links
from grafana.influxql import LATELY, select
from grafana.style import (
    ATTENTION,
    EMPTY_LATELY,
    HOUR_MS,
    NO_POLL_LATELY,
    RIGHT,
    WRONG,
    mapping,
    newest_value,
    single_value,
    value_mappings,
    with_properties,
    with_size,
    with_transformation,
)
from grafana.targets import table

TITLE = "Freshness"
AGE, STATE = "data age", "last poll"
MEANING = (
    "“data age” is the time since the last successful poll, and so the age of all numbers on this dashboard. "
    "It turns amber after three hours and red after six; with longer poll intervals, this happens between "
    "any two polls. “last poll” is the result of the last poll. “failed”: WaniKani or the network was down; "
    "the next poll fetches everything. “token rejected”: set a new token in WANIKANI_TOKEN or its file. "
    f"{EMPTY_LATELY}"
)


def freshness(width: int = 8, height: int = 3, *, leads_to: str = links.COLLECTOR) -> stat.Panel:
    """Return the panel, whose numbers lead to the dashboard *leads_to*."""
    # InfluxQL has no now() among its columns, and no time. Grafana's end of the range is now, and the
    # transformation knows the row's time.
    columns = {"until": "${{__to}} + 1000 * {seconds_since_success}", STATE: "{ok} + {token_ok}"}
    query = select(COLLECTOR, columns, when=LATELY, newest=1)
    panel = single_value(TITLE, MEANING, table(query), unit="none", empty=NO_POLL_LATELY)
    age = {"left": "until", "operator": "-", "right": "Time", "reducer": "sum"}
    with_transformation(panel, "calculateField", {"mode": "binary", "alias": AGE, "binary": age})
    panel.text_mode(kinds.BigValueTextMode.VALUE_AND_NAME).orientation(kinds.VizOrientation.VERTICAL)
    panel.reduce_options(newest_value(f"/^({AGE}|{STATE})$/"))
    # Two words beside each other on a phone: as large as fits, the older versions break them into lines.
    panel.text(common.VizTextDisplayOptions().title_size(14).value_size(22))
    _coloured(_in_words(panel))
    return with_size(links.with_number_link(panel, leads_to), width, height)


def _coloured(panel: stat.Panel) -> stat.Panel:
    steps = [(None, RIGHT), (3 * HOUR_MS, ATTENTION), (6 * HOUR_MS, WRONG)]
    thresholds = {"mode": "absolute", "steps": [{"value": value, "color": colour} for value, colour in steps]}
    # A range that ends before the last poll shows all there is of it.
    before = models.DashboardRangeMapOptions(
        from_val=None, to=59_999, result=models.ValueMappingResult(text="just now", color=RIGHT, index=0)
    )
    return with_properties(
        panel,
        AGE,
        ("unit", "dtdurationms"),
        ("decimals", 0),
        ("thresholds", thresholds),
        ("color", {"mode": "thresholds"}),
        ("mappings", [models.RangeMap(options=before)]),
    )


def _in_words(panel: stat.Panel) -> stat.Panel:
    words = value_mappings(
        mapping("2", "successful", RIGHT),
        mapping("1", "failed", ATTENTION),
        mapping("0", "token rejected", WRONG),
    )
    return with_properties(panel, STATE, ("mappings", words))
