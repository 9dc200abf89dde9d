"""Chooses the one history that is meant among all that a measurement holds, or says how to name it. Pure.

Every sentence can be followed as it stands: options are quoted for a shell.
"""

import shlex
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from collector.core.errors import HistoryNotFound
from collector.core.moments import Moment
from collector.importers.count_rules import MEASUREMENT, format_moment
from collector.importers.retention_policies import Contradiction, join_policies, prefer_in_order
from collector.importers.script_data import HistoryQuery, Points, ScriptData
from collector.importers.tag_sets import TagSet, as_options, select

_LONGEST_LIST = 5


@dataclass(frozen=True, slots=True)
class ChosenHistory:
    """One history: its *points*, and how many of them each retention policy has, by name."""

    points: Points
    policies: Mapping[str, int]
    text_count: int


def choose_history(data: ScriptData, query: HistoryQuery, place: str) -> ChosenHistory:
    """Return the history in *data* that *query* means; *place* names the source in sentences.

    Raises `HistoryNotFound` where there is none or more than one, where a column may separate two, and where
    retention policies contradict each other.
    """
    policies = choose_policies([series.policy for series in data.series], query, place)
    tags = choose_tags([series.tags for series in data.series if series.policy in policies], query, place)
    chosen = [
        series
        for policy in policies
        for series in data.series
        if (series.policy, series.tags) == (policy, tags)
    ]
    _check_columns([dict(series.unclassified) for series in chosen], place)
    return ChosenHistory(
        _joined({series.policy: data.series[series] for series in chosen}, query, place),
        {series.policy: len(data.series[series]) for series in chosen},
        sum(data.text_count(series) for series in chosen),
    )


def choose_policies(available: Iterable[str], query: HistoryQuery, place: str) -> list[str]:
    """Return the retention policies to read, in the order of *query* or of *available*.

    Raises `HistoryNotFound` where one that is named does not exist.
    """
    known = list(dict.fromkeys(available))
    if known == [""] and query.policies:
        raise HistoryNotFound(f"{place} does not name retention policies: leave out --retention-policy.")
    for name in query.policies:
        if name not in known:
            there = ", ".join(known) or "none"
            raise HistoryNotFound(
                f"{place} has no “{MEASUREMENT}” in a retention policy “{name}”, but in {there}: "
                "correct --retention-policy."
            )
    return list(dict.fromkeys(query.policies)) or known


def choose_tags(histories: Iterable[TagSet], query: HistoryQuery, place: str) -> TagSet:
    """Return the tags of the one history that is meant: two would be those of two learners, mixed.

    Raises `HistoryNotFound` where none or more than one of *histories* fits.
    """
    known = sorted(set(histories))
    chosen = select(known, query.tags)
    if len(chosen) == 1:
        return chosen[0]
    if chosen:
        raise HistoryNotFound(
            f"{place} holds {len(chosen)} histories of “{MEASUREMENT}”: choose one with "
            f"{_listed(chosen, known)}."
        )
    named = shlex.join(part for text in query.tags for part in ("--tag", text))
    there = f"but {_listed(known, known)}" if known != [()] else "and none with tags: leave it out"
    raise HistoryNotFound(f"{place} holds no “{MEASUREMENT}” with {named}, {there}.")


def _listed(chosen: Sequence[TagSet], known: Collection[TagSet]) -> str:
    more = f", or one of {len(chosen) - _LONGEST_LIST} more" if len(chosen) > _LONGEST_LIST else ""
    return " or ".join(as_options(tags, known) for tags in chosen[:_LONGEST_LIST]) + more


def _check_columns(unclassified: Sequence[Mapping[str, str]], place: str) -> None:
    """Raise `HistoryNotFound` where the value of a column changes that may be a tag."""
    names_of_all = sorted({name for columns in unclassified for name in columns})
    values_of = {name: sorted({each.get(name, "") for each in unclassified}) for name in names_of_all}
    doubtful = {name: values for name, values in values_of.items() if len(values) > 1}
    if not doubtful:
        return
    names = ", ".join(f"“{name}”" for name in doubtful)
    tags = shlex.join(part for name, values in doubtful.items() for part in ("--tag", f"{name}={values[-1]}"))
    fields = shlex.join(part for name in doubtful for part in ("--field", name))
    raise HistoryNotFound(
        f"{place} does not say whether {names} tells histories apart (a tag) or was counted too (a field): "
        f"choose one history by its value, e.g. {tags}, or ignore a field, {fields}."
    )


def _joined(policies: Mapping[str, Points], query: HistoryQuery, place: str) -> Points:
    if query.policies:
        return prefer_in_order(list(policies.values()))
    joined = join_policies(policies)
    if not isinstance(joined, Contradiction):
        return joined
    one, both = (
        shlex.join(part for name in names for part in ("--retention-policy", name))
        for names in ([joined.first], [joined.first, joined.second])
    )
    at = format_moment(Moment(joined.time // 1000))
    raise HistoryNotFound(
        f"{place} has different counts in its retention policies “{joined.first}” and “{joined.second}”, "
        f"e.g. around {at}: choose one of them, e.g. {one}, or let one fill the gaps of the other, {both}."
    )
