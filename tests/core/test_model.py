"""The levels that a subscription opens."""

import pytest

from collector.core.model import Subscription


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
