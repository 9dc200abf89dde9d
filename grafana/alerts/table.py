"""The table of the alerts in the documentation. Pure."""

from collections.abc import Iterable
from datetime import timedelta

from grafana.alerts.rule import Rule

_HEAD = "| alert | fires when | within | of | panel |\n|---|---|---|---|---|\n"


def alerts_table(rules: Iterable[Rule]) -> str:
    """Return a Markdown table: when each alert fires, how soon, and the panel that it links to."""
    return _HEAD + "".join(_row(rule) for rule in rules)


def _row(rule: Rule) -> str:
    dashboard, panel = rule.panel
    cells = (
        f"**{rule.title}**",
        rule.when,
        _in_words(rule.fires_within),
        rule.counted_from,
        f"`{dashboard}`, {panel}",
    )
    return f"| {' | '.join(cells)} |\n"


def _in_words(length: timedelta) -> str:
    """Return a length such as `4 h 35 min`."""
    hours, minutes = divmod(length // timedelta(minutes=1), 60)
    return " ".join(f"{number} {unit}" for number, unit in ((hours, "h"), (minutes, "min")) if number)
