"""The words learners use, and what a subscription opens."""

import pytest

from collector.core.model import Subscription
from collector.core.stages import SrsStage


def test_stages_carry_the_names_learners_use() -> None:
    assert [stage.label for stage in SrsStage] == [
        "lesson",
        "apprentice_1",
        "apprentice_2",
        "apprentice_3",
        "apprentice_4",
        "guru_1",
        "guru_2",
        "master",
        "enlightened",
        "burned",
    ]


def test_stages_are_grouped_as_learners_group_them() -> None:
    groups = [stage.group for stage in SrsStage]
    assert groups == ["lesson", *["apprentice"] * 4, *["guru"] * 2, "master", "enlightened", "burned"]


@pytest.mark.parametrize(
    ("plan", "levels"),
    [
        pytest.param(Subscription(True, "recurring", 60), 60, id="a subscription opens what it grants"),
        pytest.param(Subscription(True, "lifetime", 60), 60, id="so does a lifetime one"),
        pytest.param(Subscription(False, "free", 3), 3, id="a free account has three levels"),
        pytest.param(Subscription(True, "unknown", 60), 3, id="an unknown type counts as free"),
        pytest.param(Subscription(False, "recurring", 3), 3, id="a lapsed one is what is granted now"),
        pytest.param(Subscription(False, "recurring", 60), 60, id="the granted level decides, not active"),
    ],
)
def test_a_subscription_opens_levels(plan: Subscription, levels: int) -> None:
    assert plan.levels == levels
