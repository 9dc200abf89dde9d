"""Gauges of `wanikani-overview`: the workload, in percent of the learner's usual one or capacity."""

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
NO_REFERENCE = "not enough data: needs 14 days"
NEEDS_DAYS = "Empty until 14 days of data exist, and without a poll in the last 15 days."
# What is usual, or the capacity, is in the middle.
MOST = 200


def apprentice_weight() -> bargauge.Panel:
    """Return the weight of the apprentices against the usual one."""
    panel = _share(
        WEIGHT,
        "The weight of your Apprentice items, as a percentage of your usual weight (the median of the last "
        "90 days). An item's weight is the number of reviews it still needs to reach Guru, times 1 for "
        "radicals and kana vocabulary, 2 for vocabulary and 3 for kanji. If it is well above 100%, do fewer "
        f"lessons for some days. {NEEDS_DAYS}",
        "of your usual",
        value="apprentice_weight",
        reference="apprentice_weight_usual",
    )
    return with_number_link(with_thresholds(panel, (120, ATTENTION), (150, WRONG)), links.FORECAST)


def reviews_a_day() -> bargauge.Panel:
    """Return the reviews a day against the learner's capacity."""
    panel = _share(
        "Reviews a day",
        "The average number of reviews a day over the last seven complete days, as a percentage of your "
        "capacity. Your capacity is the number of reviews that 90% of your days with reviews did not "
        f"exceed, over the last 90 days. Above 90%, an average day is like one of your busiest. {NEEDS_DAYS}",
        "of your capacity",
        value="reviews_per_day",
        reference="reviews_per_day_capacity",
    )
    return with_number_link(with_thresholds(panel, (90, ATTENTION), (100, WRONG)), links.ACCURACY)


def seconds_a_review() -> bargauge.Panel:
    """Return the seconds a review takes against the usual ones."""
    panel = _share(
        "Time per review",
        "The median seconds per review over the last seven complete days, as a percentage of the median "
        "over the last 90 days. A high value often means that you are tired, or that too much is new. "
        f"{NEEDS_DAYS}",
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
