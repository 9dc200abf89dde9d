"""The text of every panel and alert: what it shows, and when a panel is empty."""

import re
from collections.abc import Iterator

import pytest

from grafana.dashboard import panels_of
from grafana.files import all_rules, dashboards

# "under ten" is what a share of too few reviews shows instead of nothing.
SAYS_WHEN_EMPTY = re.compile(r"\bEmpty (if|until|once|before|without)\b|“under ten”")
# A panel is named by a noun, and says no riddle.
UNCLEAR = re.compile(r"\b(somebody|nobody|tells|told|rings|alarm|what stands|all right)\b", re.IGNORECASE)


def _texts() -> Iterator[tuple[str, str]]:
    for uid, made in dashboards().items():
        yield uid, made["description"]
        yield from ((f"{uid}, {each['title']}", each["description"]) for each in panels_of(made))
    for rule in all_rules():
        yield rule.uid, f"{rule.title} {rule.when} {rule.summary} {rule.advice}"


@pytest.mark.parametrize("uid", dashboards())
def test_every_description_says_when_the_panel_is_empty(uid: str) -> None:
    silent = [
        each["title"]
        for each in panels_of(dashboards()[uid])
        if not SAYS_WHEN_EMPTY.search(each["description"])
    ]
    assert silent == []


def test_no_description_uses_an_unclear_word() -> None:
    assert [where for where, text in _texts() if UNCLEAR.search(text)] == []
