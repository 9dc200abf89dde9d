"""The variables of dashboards: data source, account, time zone, step, kind of item, level and lists."""

from collections.abc import Mapping

from grafana_foundation_sdk.builders import dashboard
from grafana_foundation_sdk.models import dashboard as models

from collector.core.kanji_lists import GROUPS
from collector.core.kinds import KINDS
from collector.core.stages import in_words
from collector.points.measurements import COLLECTOR
from grafana.influxql import ALL_TIME, NO_ACCOUNT, accounts, select
from grafana.targets import DATASOURCE, DATASOURCE_UID

# A tag's newest value: SHOW TAG VALUES would keep those that were given up.
NEWEST_ZONE = select(COLLECTOR, {"timezone": "{timezone}", "ok": "{ok}"}, when=ALL_TIME, newest=1)
ALL = "$__all"
AUTO = "$__auto_interval_every"
STEPS = ("1d", "1w", "4w")
# Grafana rounds an automatic step up to a day, a week, thirty days or a year, and InfluxQL knows no years:
# with so many points even all the years since WaniKani opened take steps of thirty days.
POINTS = 150
# WaniKani's levels; a learner who is not that far yet has no reviews of the higher ones.
LEVELS = range(1, 61)

# How long before a week's end projections are compared with what came, by the tag's values.
DAYS_AHEAD = {"1 week before": "07", "4 weeks before": "28", "12 weeks before": "84"}


def datasource() -> dashboard.DatasourceVariable:
    """Return the variable for the data source."""
    default = models.VariableOption(selected=True, text="WaniKani", value=DATASOURCE_UID)
    return dashboard.DatasourceVariable("datasource").label("InfluxDB").type("influxdb").current(default)


def account() -> dashboard.QueryVariable:
    """Return the variable for the account."""
    return (
        dashboard.QueryVariable("account")
        .label("Account")
        .datasource(DATASOURCE)
        .query(accounts())
        # Grafana takes the values of all columns.
        .regex(f"/^(?!{NO_ACCOUNT}$).+$/")
        .refresh(models.VariableRefresh.ON_DASHBOARD_LOAD)
        .sort(models.VariableSort.ALPHABETICAL_CASE_INSENSITIVE_ASC)
        .multi(False)
        .include_all(False)
    )


def timezone() -> dashboard.QueryVariable:
    """Return the hidden variable for the zone whose days are counted: the collector's newest one."""
    return (
        dashboard.QueryVariable("timezone")
        .label("Time zone of days")
        .datasource(DATASOURCE)
        .query(NEWEST_ZONE)
        .refresh(models.VariableRefresh.ON_DASHBOARD_LOAD)
        # The answer's other column is a number.
        .regex("/^[A-Za-z].*$/")
        .hide(models.VariableHide.HIDE_VARIABLE)
    )


def every() -> dashboard.IntervalVariable:
    """Return the variable for the length of a step: by the time range, a day, a week or four weeks."""
    options = {"auto": AUTO, **{step: step for step in STEPS}}
    return (
        dashboard.IntervalVariable("every")
        .label("Step")
        .values(",".join(STEPS))
        .auto(True)
        .min_interval("1d")
        .step_count(POINTS)
        .options([models.VariableOption(value == AUTO, text, value) for text, value in options.items()])
        .current(models.VariableOption(True, "auto", AUTO))
    )


def ahead() -> dashboard.CustomVariable:
    """Return the variable for how far a forecast by the hour looks ahead."""
    lengths = {"2 days": "2d", "7 days": "7d", "30 days": "30d"}
    return (
        _custom("ahead", "Look ahead", lengths)
        .options([models.VariableOption(value == "7d", text, value) for text, value in lengths.items()])
        .current(models.VariableOption(True, "7 days", "7d"))
    )


def before() -> dashboard.CustomVariable:
    """Return the variable for how long before a week's end it was projected."""
    return (
        _custom("before", "Projected", DAYS_AHEAD)
        .options([models.VariableOption(value == "28", text, value) for text, value in DAYS_AHEAD.items()])
        .current(models.VariableOption(True, "4 weeks before", "28"))
    )


def lists() -> dashboard.CustomVariable:
    """Return the variable for the group of lists of kanji, by the first part of their names."""
    groups = {group.title: group.name for group in GROUPS}
    first = GROUPS[0]
    return (
        _custom("lists", "Kanji lists", groups)
        .options([models.VariableOption(name == first.name, text, name) for text, name in groups.items()])
        .current(models.VariableOption(True, first.title, first.name))
    )


def kind(of_all: str, label: str = "Kind") -> dashboard.CustomVariable:
    """Return the variable for the kind of item, of all kinds at first.

    *of_all* is the regular expression for all of them: `all` for measurements whose tag `subject_type` has
    such a value, `.*` for the others. A link says only that all are meant, so it fits both.
    """
    values = {in_words(kind): kind for kind in KINDS}
    return _choice("kind", label, values, of_all)


def level() -> dashboard.CustomVariable:
    """Return the variable for the level of items: a condition for `OF_LEVEL`, of all levels at first."""
    return _choice("level", "Level of items", {str(each): f"= {each}" for each in LEVELS}, ">= 0")


def _custom(name: str, label: str, values: Mapping[str, str]) -> dashboard.CustomVariable:
    texts = ",".join(f"{text} : {value}" for text, value in values.items())
    return dashboard.CustomVariable(name).label(label).values(texts)


def _choice(name: str, label: str, values: Mapping[str, str], of_all: str) -> dashboard.CustomVariable:
    options = {"All": ALL, **values}
    return (
        _custom(name, label, values)
        .include_all(True)
        .all_value(of_all)
        .options([models.VariableOption(value == ALL, text, value) for text, value in options.items()])
        .current(models.VariableOption(True, "All", ALL))
    )
