"""The thresholds of Grafana's alert rules: their names, bounds and units. The one list of them.

The rules are generated with a mark in place of each threshold, so that a set-up can fill in other numbers
without what generates the rules. A threshold is the text that goes into the rule.

>>> BY_KEY["backlog_high.reviews"].setting
'ALERT_BACKLOG_HIGH_REVIEWS'
>>> BY_KEY["backlog_spike.times_usual"].parse(2.0)
'2'
>>> fill_in(f"$N >= {mark('backlog_high.reviews')}", {"backlog_high.reviews": "150"})
'$N >= 150'
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

_MARK = re.compile(r"THRESHOLD\(([a-z0-9_.]+)\)")
_MINUTES = {"m": 1, "h": 60}
_DAY = 24 * 60


class Kind(Enum):
    """The notation of a threshold."""

    WHOLE = r"\d{1,9}"
    DECIMAL = r"\d{1,9}(?:\.\d{1,6})?"
    TIME = r"\d{1,6}[mh]"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A threshold: the section and name it has in `thresholds.toml`, and its bounds, which are allowed too.

    The bounds of a time are minutes.
    """

    section: str
    name: str
    kind: Kind
    least: float
    most: float
    meaning: str

    @property
    def key(self) -> str:
        """The name in `thresholds.toml` with its section, such as `backlog_high.reviews`."""
        return f"{self.section}.{self.name}"

    @property
    def setting(self) -> str:
        """The variable that sets it, such as `ALERT_BACKLOG_HIGH_REVIEWS`."""
        return f"ALERT_{self.section}_{self.name}".upper()

    @property
    def allowed(self) -> str:
        """The allowed values, such as `a whole number from 1 to 3650`."""
        if self.kind is Kind.TIME:
            return f"minutes or hours such as 30m or 2h, from {self.least:g}m to {self.most / 60:g}h"
        number = "a whole number" if self.kind is Kind.WHOLE else "a number"
        return f"{number} from {self.least:.15g} to {self.most:.15g}"

    def parse(self, given: object) -> str:
        """Return *given* (a number, or text that holds one) as the text for the rule.

        Raises `ValueError` with what is allowed.
        """
        text = str(given).strip()
        if isinstance(given, bool) or not re.fullmatch(self.kind.value, text, re.ASCII):
            raise ValueError(f"must be {self.allowed}")
        if not self.least <= self._amount(text) <= self.most:
            raise ValueError(f"must be {self.allowed}")
        if self.kind is Kind.TIME:
            return f"{int(text[:-1])}{text[-1]}"
        return f"{float(text):.15g}"

    def _amount(self, text: str) -> float:
        return int(text[:-1]) * _MINUTES[text[-1]] if self.kind is Kind.TIME else float(text)


def _pending(section: str) -> Threshold:
    return Threshold(
        section, "pending", Kind.TIME, 1, 7 * _DAY, "For how long that must hold before the alert fires."
    )


THRESHOLDS = (
    Threshold("backlog_high", "reviews", Kind.WHOLE, 1, 100_000, "Backlog high: waiting reviews."),
    _pending("backlog_high"),
    Threshold(
        "backlog_spike", "times_usual", Kind.DECIMAL, 1, 100, "Backlog spike: times your usual backlog."
    ),
    Threshold("backlog_spike", "at_least", Kind.WHOLE, 1, 100_000, "Never with fewer waiting reviews."),
    _pending("backlog_spike"),
    Threshold(
        "next_day_heavy", "times_usual", Kind.DECIMAL, 1, 100, "Many reviews ahead: times your usual number."
    ),
    Threshold("next_day_heavy", "at_least", Kind.WHOLE, 1, 100_000, "Never with fewer reviews to come."),
    _pending("next_day_heavy"),
    Threshold(
        "accuracy_fallen", "points", Kind.DECIMAL, 1, 100,
        "Accuracy drop: percentage points below your last 30 days.",
    ),
    Threshold("accuracy_fallen", "reviews", Kind.WHOLE, 1, 100_000, "Never with fewer in three days."),
    _pending("accuracy_fallen"),
    Threshold("level_stuck", "days", Kind.WHOLE, 1, 3650, "Level stuck: days on one level."),
    _pending("level_stuck"),
    Threshold("leech_surge", "more", Kind.WHOLE, 1, 10_000, "Leech surge: more leeches than two weeks ago."),
    Threshold("leech_surge", "times", Kind.DECIMAL, 1, 100, "And times the number of two weeks ago."),
    _pending("leech_surge"),
    Threshold(
        "too_much", "times_usual", Kind.DECIMAL, 1, 100,
        "Workload too high: times your usual apprentice weight, as the mean of a week.",
    ),
    Threshold("too_much", "of_capacity", Kind.WHOLE, 1, 1000, "And reviews a day, in % of your capacity."),
    Threshold("too_much", "at_least", Kind.WHOLE, 1, 100_000, "Never with fewer reviews a day."),
    _pending("too_much"),
    _pending("token_rejected"),
    Threshold("no_good_poll", "hours", Kind.WHOLE, 1, 720, "No successful poll: hours since the last one."),
    _pending("no_good_poll"),
    Threshold(
        "collector_silent", "hours", Kind.WHOLE, 2, 300,
        "Collector silent: hours without a heartbeat, where one came every hour.",
    ),
    Threshold(
        "collector_silent", "slow_hours", Kind.WHOLE, 2, 720, "The same where heartbeats came more rarely."
    ),
    Threshold(
        "collector_silent", "removed_days", Kind.WHOLE, 1, 3650,
        "An account whose last heartbeat is older than so many days counts as removed.",
    ),
    _pending("collector_silent"),
)  # fmt: skip
BY_KEY = {each.key: each for each in THRESHOLDS}
SECTIONS = tuple(dict.fromkeys(each.section for each in THRESHOLDS))


def mark(key: str) -> str:
    """Return what stands for the threshold *key* in the template of the rules; raises `KeyError`."""
    return f"THRESHOLD({BY_KEY[key].key})"


def marked(template: str) -> set[str]:
    """Return the keys of the thresholds that *template* has marks of."""
    return set(_MARK.findall(template))


def fill_in(template: str, thresholds: Mapping[str, str]) -> str:
    """Return *template* with each mark replaced by the threshold of its key; raises `KeyError`."""
    return _MARK.sub(lambda found: thresholds[found[1]], template)
