"""The look of all panels. A dashboard's module only says what it shows."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from grafana_foundation_sdk.builders import barchart, bargauge, common, dashboard, stat, table, timeseries
from grafana_foundation_sdk.models import common as kinds
from grafana_foundation_sdk.models import dashboard as models

from collector.core.stages import COLOURS, in_words
from grafana.targets import DATASOURCE, Influx

RIGHT, WRONG, PLAIN = "#4f9d69", "#d8584b", "#5794f2"
ATTENTION = "#e0a526"
# Of lines beside each other, from what comes first to what comes last.
LINES = (
    *(COLOURS[group] for group in ("apprentice", "guru", "master", "enlightened")),
    RIGHT,
    *(COLOURS[group] for group in ("burned", "lesson")),
)

# Short enough for a phone: a panel cuts a longer sentence off there.
NO_POLL = "No polls. Is the collector running?"
# For queries over `LATELY`.
NO_POLL_LATELY = "no poll for 15 days"
NO_REVIEW = "No reviews in this time range."
NOTHING_DUE = "No reviews fall due in this period."
# The last sentence of a description: when its panel is empty.
EMPTY_LATELY = "Empty without a poll in the last 15 days."
EMPTY_POLLS = "Empty if the time range has no polls."
EMPTY_REVIEWS = "Empty if the time range has no reviews."

# Grafana counts times in milliseconds.
HOUR_MS = 3_600_000

COUNT = "locale"  # 1,234, not 1.23 K
PERCENT = "percent"
SECONDS = "s"
DAYS = "suffix:days"
TIME = "dateTimeAsIso"
DATE = "time:YYYY-MM-DD"
MONTH = "time:YYYY-MM"
EVERY_COLUMN = "/.*/"
# Charts take an empty or blank text for the number 0, and draw it where there is no value.
UNSEEN = "\N{ZERO WIDTH SPACE}"

_Panel = TypeVar("_Panel", stat.Panel, timeseries.Panel, barchart.Panel, bargauge.Panel, table.Panel)
_Chart = TypeVar("_Chart", timeseries.Panel, barchart.Panel)
Property = tuple[str, object]
# The lower edge of a band has no line of its own.
EDGE: tuple[Property, ...] = (("custom.lineWidth", 0), ("custom.showPoints", "never"))


def with_frame(  # noqa: PLR0913, PLR0917 - every panel has all of them
    panel: _Panel, title: str, meaning: str, unit: str, empty: str, targets: Iterable[Influx]
) -> _Panel:
    """Return *panel* with what every panel has; *empty* is shown if there is no data."""
    panel.title(title).description(meaning).unit(unit).no_value(empty).datasource(DATASOURCE)
    for target in targets:
        panel.with_target(target)
    # A mean of counts has no decimals either.
    return panel.decimals(0) if unit == COUNT else panel


def with_size(panel: _Panel, width: int, height: int) -> _Panel:
    """Return *panel* with its *width* (of 24 columns) and its *height* in rows."""
    return panel.span(width).height(height)


def single_value(
    title: str, meaning: str, *targets: Influx, unit: str = COUNT, empty: str = NO_POLL_LATELY
) -> stat.Panel:
    """Return a panel with one current value or a few, without a graph; *empty* is shown for no data."""
    panel = with_frame(stat.Panel(), title, meaning, unit, empty, targets)
    return (
        panel.graph_mode(kinds.BigValueGraphMode.NONE)
        .color_mode(kinds.BigValueColorMode.VALUE)
        .color_scheme(fixed_colour(PLAIN))
        # A name above its number: of several beside each other, it would stand next to the wrong one.
        .wide_layout(False)
        .reduce_options(newest_value())
    )


def line_chart(
    title: str, meaning: str, *targets: Influx, unit: str = COUNT, empty: str = NO_POLL
) -> timeseries.Panel:
    """Return lines over the dashboard's time; they break at a gap of more than eight days."""
    return (
        _with_axis(with_frame(timeseries.Panel(), title, meaning, unit, empty, targets), unit)
        .axis_soft_min(0)
        .line_width(2)
        .fill_opacity(0)
        .span_nulls(8 * 24 * HOUR_MS)
        .show_points(kinds.VisibilityMode.AUTO)
        .legend(bottom_legend())
        .tooltip(shared_tooltip())
    )


def stacked_areas(title: str, meaning: str, *targets: Influx, empty: str = NO_POLL) -> timeseries.Panel:
    """Return stacked areas, in the order of the columns."""
    return (
        line_chart(title, meaning, *targets, empty=empty)
        .line_width(0)
        .fill_opacity(85)
        .stacking(common.StackingConfig().mode(kinds.StackingMode.NORMAL))
    )


def stacked_bars(
    title: str, meaning: str, *targets: Influx, unit: str = COUNT, empty: str = NO_REVIEW
) -> timeseries.Panel:
    """Return stacked bars over the dashboard's time."""
    return (
        stacked_areas(title, meaning, *targets, empty=empty)
        .unit(unit)
        .draw_style(kinds.GraphDrawStyle.BARS)
        .bar_width_factor(0.9)
        .show_points(kinds.VisibilityMode.NEVER)
        .span_nulls(False)
    )


def bar_chart(
    title: str, meaning: str, *targets: Influx, unit: str = COUNT, empty: str = NO_REVIEW
) -> barchart.Panel:
    """Return stacked bars that may lie in the future, or have an axis other than time."""
    return (
        _with_axis(with_frame(barchart.Panel(), title, meaning, unit, empty, targets), unit)
        .min(0)
        .stacking(kinds.StackingMode.NORMAL)
        .show_value(kinds.VisibilityMode.NEVER)
        .fill_opacity(85)
        .line_width(0)
        .bar_width(0.9)
        .group_width(0.9)
        .x_tick_label_spacing(100)
        # The default of 0 shows "…" under each bar in Grafana 12.
        .x_tick_label_max_length(100)
        .legend(bottom_legend())
        .tooltip(shared_tooltip())
    )


def _with_axis(panel: _Chart, unit: str) -> _Chart:
    # Between whole numbers an axis of counts has no label, where 9.5 writes the sentence for no data.
    panel.override_by_regexp(EVERY_COLUMN, [models.DynamicConfigValue("noValue", UNSEEN)])
    # As wide in most charts, so that they begin at one line, and the first label of time has room below it.
    return panel if unit == DAYS else panel.axis_width(60)


def bar_gauge(
    title: str, meaning: str, *targets: Influx, unit: str = COUNT, empty: str = NO_REVIEW
) -> bargauge.Panel:
    """Return a horizontal bar for each value, with its name."""
    return (
        with_frame(bargauge.Panel(), title, meaning, unit, empty, targets)
        .min(0)
        .orientation(kinds.VizOrientation.HORIZONTAL)
        .display_mode(kinds.BarGaugeDisplayMode.BASIC)
        .color_scheme(fixed_colour(PLAIN))
        .reduce_options(newest_value())
    )


def newest_value(fields: str = "", *, even_if_empty: bool = False) -> common.ReduceDataOptions:
    """Return the reduction to the newest value: the newest not null, or the newest *even_if_empty*."""
    reducer = "last" if even_if_empty else "lastNotNull"
    return common.ReduceDataOptions().calcs([reducer]).values(False).fields(fields)


def bottom_legend(*calcs: str) -> common.VizLegendOptions:
    """Return a legend below the panel, with *calcs* beside each name: `lastNotNull`, `mean`, `sum`."""
    return (
        common.VizLegendOptions()
        .show_legend(True)
        .display_mode(kinds.LegendDisplayMode.LIST)
        .placement(kinds.LegendPlacement.BOTTOM)
        .calcs(list(calcs))
    )


def no_legend() -> common.VizLegendOptions:
    """Return no legend, for a single series that the title names."""
    return bottom_legend().show_legend(False)


def shared_tooltip() -> common.VizTooltipOptions:
    """Return a tooltip with the values of all series."""
    return common.VizTooltipOptions().mode(kinds.TooltipDisplayMode.MULTI).sort(kinds.SortOrder.NONE)


def fixed_colour(colour: str) -> dashboard.FieldColor:
    """Return one colour for all values."""
    return dashboard.FieldColor().mode(models.FieldColorModeId.FIXED).fixed_color(colour)


def with_thresholds(panel: _Panel, *steps: tuple[float, str], base: str = PLAIN) -> _Panel:
    """Return *panel* with values in *base*, and from each step's value on in the step's colour."""
    marks = [models.Threshold(None, base), *(models.Threshold(value, colour) for value, colour in steps)]
    thresholds = dashboard.ThresholdsConfig().mode(models.ThresholdsMode.ABSOLUTE).steps(marks)
    return panel.thresholds(thresholds).color_scheme(
        dashboard.FieldColor().mode(models.FieldColorModeId.THRESHOLDS)
    )


def with_properties(panel: _Panel, name: str, *properties: Property) -> _Panel:
    """Return *panel* with properties for the column *name*."""
    return panel.override_by_name(
        name, [models.DynamicConfigValue(id_val, value) for id_val, value in properties]
    )


def renamed(panel: _Panel, column: str, name: str, colour: str) -> _Panel:
    """Return *panel* with another name and a colour for a column."""
    return with_properties(
        panel, column, ("displayName", name), ("color", {"mode": "fixed", "fixedColor": colour})
    )


def with_band(panel: timeseries.Panel, low: str, high: str) -> timeseries.Panel:
    """Return *panel* with the area between the columns *low* and *high* filled."""
    with_properties(panel, low, *EDGE)
    return with_properties(panel, high, *upper_edge(low))


def upper_edge(low: str) -> tuple[Property, ...]:
    """Return the properties of a line without width, with the area down to the one named *low* filled."""
    return *EDGE, ("custom.fillBelowTo", low), ("custom.fillOpacity", 25)


def with_colours(panel: _Panel, colours: Mapping[str, str]) -> _Panel:
    """Return *panel* with colours for columns, by name."""
    for name, colour in colours.items():
        with_properties(panel, name, ("color", {"mode": "fixed", "fixedColor": colour}))
    return panel


def with_stage_colours(panel: _Panel) -> _Panel:
    """Return *panel* with WaniKani's colours for the columns named as groups of stages."""
    return with_colours(panel, {name: colour for name, colour in COLOURS.items() if name != "lesson"})


def mapping(value: str, text: str, colour: str | None = None) -> tuple[str, models.ValueMappingResult]:
    """Return a value with the text and colour shown for it."""
    return value, models.ValueMappingResult(text=text, color=colour)


def value_mappings(*meanings: tuple[str, models.ValueMappingResult]) -> list[models.ValueMapping]:
    """Return value mappings, in the given order."""
    for number, (_, meaning) in enumerate(meanings):
        meaning.index = number
    return [models.ValueMap(options=dict(meanings))]


def capped(limit: float, text: str) -> list[models.ValueMapping]:
    """Return the mapping that shows *text* for all values from *limit* on, in the colour they have anyway."""
    # Without an upper end, Grafana 9.5 takes it for 0.
    beyond = models.DashboardRangeMapOptions(
        limit, 1000 * limit, models.ValueMappingResult(text=text, index=0)
    )
    return [models.RangeMap(options=beyond)]


def with_transformation(panel: _Panel, kind: str, options: Mapping[str, object]) -> _Panel:
    """Return *panel* with one of Grafana's transformations of its data."""
    return panel.with_transformation(models.DataTransformerConfig(id_val=kind, options=dict(options)))


def oldest_first(panel: _Panel) -> _Panel:
    """Return *panel* with the answers to statements that are *newest_first* in the order of time."""
    return with_transformation(panel, "sortBy", {"fields": {}, "sort": [{"field": "Time", "desc": False}]})


KINDS_IN_WORDS = value_mappings(mapping("kana_vocabulary", in_words("kana_vocabulary")))
