"""Events on the charts of every dashboard: annotations, and vacations as shaded regions."""

from grafana_foundation_sdk.builders import dashboard, timeseries

from collector.points.measurements import ANNOTATION, QUEUE
from grafana.influxql import INTERVAL, select
from grafana.style import ATTENTION, HOUR_MS, PLAIN, RIGHT, WRONG, with_properties
from grafana.targets import DATASOURCE, Influx

MARKS = {
    "Level-ups": (("level_up",), RIGHT),
    "Resets": (("reset",), WRONG),
    "Vacations": (("vacation_start", "vacation_end"), PLAIN),
    "Outages": (("outage",), ATTENTION),
}
VACATION = "on vacation"
VACATIONS = "V"


def annotations() -> list[dashboard.AnnotationQuery]:
    """Return the annotations that all dashboards have."""
    return [_annotation(name, kinds, colour) for name, (kinds, colour) in MARKS.items()]


def _annotation(name: str, kinds: tuple[str, ...], colour: str) -> dashboard.AnnotationQuery:
    columns = {"title": "{title}", "text": "{text}"}
    query = select(ANNOTATION, columns, where=f"{{kind}} =~ /^({'|'.join(kinds)})$/")
    return (
        dashboard.AnnotationQuery()
        .name(name)
        .datasource(DATASOURCE)
        .enable(True)
        .icon_color(colour)
        .target(_AnnotationTarget(query))
    )


class _AnnotationTarget(Influx):
    def to_json(self) -> dict[str, object]:
        """Return the JSON that the data source reads for annotations."""
        return super().to_json() | {
            "refId": "Anno",
            "fromAnnotations": True,
            "titleColumn": "title",
            "textColumn": "text",
            "tagsColumn": "",
            "timeEndColumn": "",
        }


def with_vacations(panel: timeseries.Panel) -> timeseries.Panel:
    """Return *panel* with its background shaded while the learner is on vacation.

    An annotation cannot be a region: begin and end are two points, and InfluxQL returns no time as a value.
    So it is an area of its own, with a hidden axis of 0 to 1. Without a vacation there is no answer, and a
    panel without other data says so. The panel needs a shortest interval and a largest number of points, as
    all that use `$__interval`.
    """
    query = select(
        QUEUE, {VACATION: "max({on_vacation})"}, where="{on_vacation} = 1", by=(INTERVAL,), fill="null"
    )
    panel.with_target(Influx(query, ref=VACATIONS))
    return with_properties(
        panel,
        VACATION,
        ("unit", "bool_on_off"),
        ("min", 0),
        ("max", 1),
        ("color", {"mode": "fixed", "fixedColor": PLAIN}),
        ("custom.drawStyle", "line"),
        ("custom.lineInterpolation", "stepAfter"),
        ("custom.lineWidth", 0),
        ("custom.fillOpacity", 15),
        ("custom.showPoints", "never"),
        # Longer than from one poll to the next, even of those that poll once a day.
        ("custom.spanNulls", 60 * HOUR_MS),
        ("custom.stacking", {"mode": "none"}),
        ("custom.axisPlacement", "hidden"),
        ("custom.hideFrom", {"legend": True, "tooltip": True, "viz": False}),
    )
