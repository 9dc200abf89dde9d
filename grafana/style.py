"""The house style: what every panel has in common, so that a dashboard's module says only what it shows."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

from grafana_foundation_sdk.builders import barchart, bargauge, common, dashboard, stat, table, timeseries
from grafana_foundation_sdk.models import common as kinds
from grafana_foundation_sdk.models import dashboard as models

from collector.core.stages import COLOURS
from grafana.targets import DATASOURCE, Influx

RIGHT, WRONG, PLAIN = "#4f9d69", "#d8584b", "#5794f2"
ATTENTION = "#e0a526"

NO_POLL = "Nothing yet. The collector's first poll brings it: is it running, and does it have a token?"
NO_REVIEW = (
    "No reviews known in this time. They are known from the first poll on, a while after you did them."
)
NOTHING_DUE = "Nothing falls due in this time (on vacation nothing does)."

COUNT = "locale"  # 1,234, not 1.23 K
PERCENT = "percent"
SECONDS = "s"
DAYS = "suffix:days"

_Panel = TypeVar("_Panel", stat.Panel, timeseries.Panel, barchart.Panel, bargauge.Panel, table.Panel)
Property = tuple[str, object]
NO_NAMES: Mapping[str, str] = MappingProxyType({})


def _panel(  # noqa: PLR0913, PLR0917 - what every panel must have
    panel: _Panel, title: str, meaning: str, unit: str, empty: str, targets: Iterable[Influx]
) -> _Panel:
    panel.title(title).description(meaning).unit(unit).no_value(empty).datasource(DATASOURCE)
    for target in targets:
        panel.with_target(target)
    return panel


def sized(panel: _Panel, width: int, height: int) -> _Panel:
    """Return *panel* so many of 24 columns wide and so many rows high."""
    return panel.span(width).height(height)


def figure(
    title: str, meaning: str, *targets: Influx, unit: str = COUNT, empty: str = "no poll yet"
) -> stat.Panel:
    """Return one number (or a few) of now, without a curve; *empty* stands there when there is none."""
    panel = _panel(stat.Panel(), title, meaning, unit, empty, targets)
    return (
        panel.graph_mode(kinds.BigValueGraphMode.NONE)
        .color_mode(kinds.BigValueColorMode.VALUE)
        .color_scheme(fixed(PLAIN))
        .reduce_options(newest())
    )


def curves(
    title: str, meaning: str, *targets: Influx, unit: str = COUNT, empty: str = NO_POLL
) -> timeseries.Panel:
    """Return lines over the dashboard's time; where nobody counted for eight days they are broken."""
    return (
        _panel(timeseries.Panel(), title, meaning, unit, empty, targets)
        .axis_soft_min(0)
        .line_width(2)
        .fill_opacity(0)
        .span_nulls(8 * 86_400_000)
        .show_points(kinds.VisibilityMode.AUTO)
        .legend(legend())
        .tooltip(all_at_once())
    )


def stacked(title: str, meaning: str, *targets: Influx, empty: str = NO_POLL) -> timeseries.Panel:
    """Return areas upon each other, in the order of the columns."""
    return (
        curves(title, meaning, *targets, empty=empty)
        .line_width(0)
        .fill_opacity(85)
        .show_points(kinds.VisibilityMode.NEVER)
        .stacking(common.StackingConfig().mode(kinds.StackingMode.NORMAL))
    )


def columns(
    title: str, meaning: str, *targets: Influx, unit: str = COUNT, empty: str = NO_REVIEW
) -> timeseries.Panel:
    """Return bars upon each other over the dashboard's time."""
    return (
        stacked(title, meaning, *targets, empty=empty)
        .unit(unit)
        .draw_style(kinds.GraphDrawStyle.BARS)
        .bar_width_factor(0.9)
        .span_nulls(False)
    )


def bars(
    title: str, meaning: str, *targets: Influx, unit: str = COUNT, empty: str = NO_REVIEW
) -> barchart.Panel:
    """Return bars that may lie in the future, or by something else than time; upon each other."""
    return (
        _panel(barchart.Panel(), title, meaning, unit, empty, targets)
        .min(0)
        .stacking(kinds.StackingMode.NORMAL)
        .show_value(kinds.VisibilityMode.NEVER)
        .fill_opacity(85)
        .line_width(0)
        .bar_width(0.9)
        .group_width(0.9)
        .x_tick_label_spacing(100)
        .legend(legend())
        .tooltip(all_at_once())
    )


def meters(
    title: str, meaning: str, *targets: Influx, unit: str = COUNT, empty: str = NO_REVIEW
) -> bargauge.Panel:
    """Return one horizontal bar a value, each with its name."""
    return (
        _panel(bargauge.Panel(), title, meaning, unit, empty, targets)
        .min(0)
        .orientation(kinds.VizOrientation.HORIZONTAL)
        .display_mode(kinds.BarGaugeDisplayMode.BASIC)
        .color_scheme(fixed(PLAIN))
        .reduce_options(newest())
    )


def rows(title: str, meaning: str, *targets: Influx, unit: str = COUNT, empty: str = NO_POLL) -> table.Panel:
    """Return a table."""
    return _panel(table.Panel(), title, meaning, unit, empty, targets).filterable(False).min_width(60)


def newest(fields: str = "", *, even_if_empty: bool = False) -> common.ReduceDataOptions:
    """Return how a single number is made of rows: the newest that is there, or just the newest."""
    reducer = "last" if even_if_empty else "lastNotNull"
    return common.ReduceDataOptions().calcs([reducer]).values(False).fields(fields)


def legend() -> common.VizLegendOptions:
    """Return a legend below the panel."""
    return (
        common.VizLegendOptions()
        .show_legend(True)
        .display_mode(kinds.LegendDisplayMode.LIST)
        .placement(kinds.LegendPlacement.BOTTOM)
        .calcs([])
    )


def no_legend() -> common.VizLegendOptions:
    """Return none, where there is one thing only and the title says what."""
    return legend().show_legend(False)


def all_at_once() -> common.VizTooltipOptions:
    """Return a tooltip with every curve's value at the moment pointed at."""
    return common.VizTooltipOptions().mode(kinds.TooltipDisplayMode.MULTI).sort(kinds.SortOrder.NONE)


def fixed(colour: str) -> dashboard.FieldColor:
    """Return one colour, whatever the value."""
    return dashboard.FieldColor().mode(models.FieldColorModeId.FIXED).fixed_color(colour)


def by_threshold(panel: _Panel, *steps: tuple[float, str], base: str = PLAIN) -> _Panel:
    """Colour the values of *panel*: *base*, and from each step's value on its colour."""
    marks = [models.Threshold(None, base), *(models.Threshold(value, colour) for value, colour in steps)]
    thresholds = dashboard.ThresholdsConfig().mode(models.ThresholdsMode.ABSOLUTE).steps(marks)
    return panel.thresholds(thresholds).color_scheme(
        dashboard.FieldColor().mode(models.FieldColorModeId.THRESHOLDS)
    )


def with_properties(panel: _Panel, name: str, *properties: Property) -> _Panel:
    """Give the column called *name* properties of its own."""
    return panel.override_by_name(
        name, [models.DynamicConfigValue(id_val, value) for id_val, value in properties]
    )


def called(panel: _Panel, column: str, name: str, colour: str) -> _Panel:
    """Give a column another name, and its colour."""
    return with_properties(
        panel, column, ("displayName", name), ("color", {"mode": "fixed", "fixedColor": colour})
    )


def coloured(panel: _Panel, colours: Mapping[str, str]) -> _Panel:
    """Give columns their colours, by name."""
    for name, colour in colours.items():
        with_properties(panel, name, ("color", {"mode": "fixed", "fixedColor": colour}))
    return panel


def in_stage_colours(panel: _Panel) -> _Panel:
    """Give the columns called as the groups of stages the colours that learners know."""
    return coloured(panel, {name: colour for name, colour in COLOURS.items() if name != "lesson"})


def said(value: str, text: str, colour: str | None = None) -> tuple[str, models.ValueMappingResult]:
    """Return what stands for a value, in which colour."""
    return value, models.ValueMappingResult(text=text, color=colour)


def in_words(*meanings: tuple[str, models.ValueMappingResult]) -> list[models.ValueMapping]:
    """Return the mappings of values to words."""
    for number, (_, meaning) in enumerate(meanings):
        meaning.index = number
    return [models.ValueMap(options=dict(meanings))]


def blank(panel: _Panel, pattern: str, text: str = "") -> _Panel:
    """Let cells without a value, in the columns that match *pattern*, say *text* on no colour."""
    nothing = models.DashboardSpecialValueMapOptions(
        match=models.SpecialValueMatch.NULL,
        result=models.ValueMappingResult(text=text, color="transparent"),
    )
    properties = {"noValue": text or " ", "mappings": [models.SpecialValueMap(options=nothing)]}
    return panel.override_by_regexp(
        pattern, [models.DynamicConfigValue(name, value) for name, value in properties.items()]
    )


def transformed(panel: _Panel, kind: str, options: Mapping[str, object]) -> _Panel:
    """Let Grafana transform what the queries gave, by one of its transformations."""
    return panel.with_transformation(models.DataTransformerConfig(id_val=kind, options=dict(options)))


def ordered(panel: _Panel, column: str, *, downwards: bool = False) -> _Panel:
    """Order the rows by a column."""
    return transformed(panel, "sortBy", {"fields": {}, "sort": [{"field": column, "desc": downwards}]})


def arranged(
    panel: _Panel, order: Sequence[str], *, hidden: Sequence[str] = (), names: Mapping[str, str] = NO_NAMES
) -> _Panel:
    """Bring the columns into *order*, leave some out, and give some other *names*."""
    return transformed(
        panel,
        "organize",
        {
            "indexByName": {name: number for number, name in enumerate(order)},
            "excludeByName": dict.fromkeys(hidden, True),
            "renameByName": dict(names),
        },
    )


def shade(
    scheme: str, lowest: float | None = None, highest: float | None = None
) -> list[models.DynamicConfigValue]:
    """Return the properties of cells whose background shows their value."""
    limits = {"min": lowest, "max": highest}
    return [
        models.DynamicConfigValue("custom.cellOptions", {"type": "color-background", "mode": "basic"}),
        models.DynamicConfigValue("color", {"mode": scheme}),
        *(models.DynamicConfigValue(name, value) for name, value in limits.items() if value is not None),
    ]
