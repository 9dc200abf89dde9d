"""Gauges of `wanikani-overview`: how much there is to do, in percent of what is usual for the learner."""

from grafana_foundation_sdk.builders import bargauge, common

from collector.points.measurements import WORKLOAD
from grafana import links
from grafana.influxql import newest_row
from grafana.links import with_number_link
from grafana.style import ATTENTION, PERCENT, WRONG, bar_gauge, with_thresholds
from grafana.targets import table

UID = links.OVERVIEW
WEIGHT = "Apprentice weight"
# In the first weeks of a learner. Short enough for a phone.
NO_REFERENCE = "no reference yet: it takes 14 days"
# What is usual, or the capacity, is in the middle.
MOST = 200


def apprentice_weight() -> bargauge.Panel:
    """Return the weight of the apprentices against the usual one."""
    panel = _share(
        WEIGHT,
        "How much your apprentice items ask of you, against the usual of your last 90 days. Each weighs the "
        "reviews it needs until Guru, words twice and kanji three times as much as radicals. Well above "
        "100 %? Fewer lessons for some days.",
        "of your usual",
        value="apprentice_weight",
        reference="apprentice_weight_usual",
    )
    return with_number_link(with_thresholds(panel, (120, ATTENTION), (150, WRONG)), links.FORECAST)


def reviews_a_day() -> bargauge.Panel:
    """Return the reviews a day against the learner's capacity."""
    panel = _share(
        "Reviews a day",
        "Reviews a day of the last seven whole days, against your capacity: the number that nine of ten days "
        "with reviews did not exceed in your last 90. Above 90 % every day is one of your busiest.",
        "of your capacity",
        value="reviews_per_day",
        reference="reviews_per_day_capacity",
    )
    return with_number_link(with_thresholds(panel, (90, ATTENTION), (100, WRONG)), links.ACCURACY)


def seconds_a_review() -> bargauge.Panel:
    """Return the seconds a review takes against the usual ones."""
    panel = _share(
        "Time a review takes",
        "The seconds that a review took in the last seven whole days, against the usual of your last 90. "
        "Slower than usual often means tired, or too much that is new.",
        "of your usual",
        value="seconds_per_review",
        reference="seconds_per_review_usual",
    )
    return with_number_link(with_thresholds(panel, (120, ATTENTION), (150, WRONG)), links.ACCURACY)


def _share(title: str, meaning: str, name: str, *, value: str, reference: str) -> bargauge.Panel:
    """Return a bar from 0 to twice the reference: *value* in percent of it, of the newest point alone."""
    statement = newest_row(
        WORKLOAD,
        {name: f"100.0 * {{{value}}} / {{{reference}}}"},
        where=f'"reference" > 0 AND "{name}" >= 0',
        # Every point has a weight: without it a newest one without a reference would not be found.
        judged={"reference": f"{{{reference}}}", "weight": "{apprentice_weight}"},
    )
    panel = bar_gauge(title, meaning, table(statement), unit=PERCENT, empty=NO_REFERENCE)
    # A bar alone has no name unless the panel gives it one, and 100 % of what would be a guess.
    panel.display_name(name).text(common.VizTextDisplayOptions().title_size(14))
    return panel.max(MOST).decimals(0)
