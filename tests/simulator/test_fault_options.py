"""The option that asks for faults: its kinds, shares and endpoints."""

import re

import pytest

from collector.simulator.api.resources import COLLECTIONS
from collector.simulator.faults.fault_options import (
    ENDPOINTS,
    KINDS,
    STATUS,
    FaultRule,
    parse_fault_rule,
    parse_fault_rules,
)

GOOD = [
    ("500:0.1", FaultRule("500", 0.1)),
    ("429:10%", FaultRule("429", 0.1)),
    ("slow:1", FaultRule("slow", 1)),
    ("drop:0:assignments", FaultRule("drop", 0, "assignments")),
    ("599:2.5%:user", FaultRule("599", 0.025, "user")),
]


@pytest.mark.parametrize(("text", "trouble"), GOOD)
def test_a_fault_rule_has_a_kind_a_share_and_an_endpoint(text: str, trouble: FaultRule) -> None:
    assert parse_fault_rule(text) == trouble


@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {STATUS}))
def test_every_listed_kind_of_fault_is_accepted(kind: str) -> None:
    assert parse_fault_rule(f"{kind}:0.5").kind == kind


WRONG = [
    ("", "'' is not KIND:SHARE or KIND:SHARE:ENDPOINT"),
    ("500", "'500' is not KIND:SHARE or KIND:SHARE:ENDPOINT"),
    ("500:0.1:user:1", "is not KIND:SHARE"),
    ("slwo:0.1", "'slwo' is no kind of trouble"),
    ("STATUS:0.1", "'STATUS' is no kind"),
    ("200:0.1", "'200' is no kind"),
    ("600:0.1", "'600' is no kind"),
    ("50０:0.1", "is no kind"),
    (":0.1", "'' is no kind"),
    ("drop:often", "'often' is no share"),
    ("drop:", "'' is no share"),
    ("drop:%", "'%' is no share"),
    ("drop:1.1", "'1.1' is no share"),
    ("drop:-0.1", "'-0.1' is no share"),
    ("drop:101%", "'101%' is no share"),
    ("drop:nan", "'nan' is no share"),
    ("drop:inf", "'inf' is no share"),
    ("drop:0.1:assigments", "'assigments' is no endpoint: there are assignments, "),
    ("drop:0.1:", "'' is no endpoint"),
    ("\x1b[2J:0.1", r"'\x1b[2J' is no kind"),
]


@pytest.mark.parametrize(("text", "sentence"), WRONG)
def test_an_invalid_fault_rule_is_explained_in_one_line(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)) as caught:
        parse_fault_rule(text)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("text", ["slwo:0.1", "slow"])
def test_an_unknown_kind_of_fault_lists_all_kinds(text: str) -> None:
    with pytest.raises(
        ValueError, match="from 400 to 599, slow, drop, lost, cut, html, portal, garbage or empty"
    ):
        parse_fault_rule(text)


def test_shares_add_up_to_all_requests_at_most() -> None:
    assert len(parse_fault_rules([f"{500 + n}:0.1" for n in range(10)])) == 10
    assert len(parse_fault_rules(["drop:0.6:user", "drop:0.6:summary", "500:0.4"])) == 3
    with pytest.raises(ValueError, match=re.escape("The shares add up to 1.2")):
        parse_fault_rules(["drop:0.6", "cut:0.6"])
    with pytest.raises(ValueError, match=re.escape("The shares of user add up to 1.1")):
        parse_fault_rules(["drop:0.6:user", "500:0.5"])


def test_the_endpoints_are_those_of_the_api() -> None:
    assert set(ENDPOINTS) == {"user", "summary", *COLLECTIONS}
    assert list(ENDPOINTS) == sorted(ENDPOINTS)
