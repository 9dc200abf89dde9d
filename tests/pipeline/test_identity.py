"""Whose numbers these are: one name for good, and never the points of two learners under it."""

from pathlib import Path

import httpx
import pytest

from collector.core.errors import WrongAccount
from collector.core.model import Subscription, User
from collector.core.moments import Moment
from collector.pipeline.identity import refuse_taken, resolve_identity
from collector.simulator.world.world import World
from collector.storage.identity import Identity
from tests.harness import HOUR, NOON, Rig
from tests.lines import latest, of

KOICHI = User(
    id="u1",
    username="koichi",
    level=3,
    vacation_started_at=None,
    subscription=Subscription(active=True, type="recurring", max_level_granted=60),
    updated_at=Moment(0),
)


@pytest.mark.parametrize(
    ("kept", "configured", "user", "expected"),
    [
        pytest.param(None, None, None, None, id="nothing is known"),
        pytest.param(None, "me", None, Identity("me", None), id="configured, WaniKani not heard yet"),
        pytest.param(None, "me", KOICHI, Identity("me", "u1"), id="the configured name comes first"),
        pytest.param(None, None, KOICHI, Identity("koichi", "u1"), id="else the username"),
        pytest.param(Identity("old", "u1"), None, KOICHI, Identity("old", "u1"), id="a kept name stays"),
        pytest.param(Identity("me", None), "me", KOICHI, Identity("me", "u1"), id="the user joins the name"),
        pytest.param(Identity("me", "u1"), "me", None, Identity("me", "u1"), id="a kept user stays"),
    ],
)
def test_the_identity_is_settled_once(
    kept: Identity | None, configured: str | None, user: User | None, expected: Identity | None
) -> None:
    assert resolve_identity(kept, configured, user, "WANIKANI_TOKEN") == expected


def test_another_name_or_another_learner_is_refused_with_the_setting_to_change() -> None:
    with pytest.raises(WrongAccount, match="WANIKANI_ACCOUNT is 'another'"):
        resolve_identity(Identity("me", "u1"), "another", KOICHI, "WANIKANI_TOKEN")
    with pytest.raises(WrongAccount, match="The token in MY_TOKEN belongs to"):
        resolve_identity(Identity("me", "u2"), "me", KOICHI, "MY_TOKEN")


def test_a_name_that_another_account_has_is_refused() -> None:
    refuse_taken("me", frozenset({"you"}))
    with pytest.raises(WrongAccount, match="Two accounts would be called 'me'"):
        refuse_taken("me", frozenset({"me", "you"}))


def test_a_new_username_keeps_the_old_name_in_the_database(rig: Rig) -> None:
    rig.good_poll()
    rig.world.rename("a-new-name")
    rig.pass_time(HOUR)
    assert rig.good_poll().name == "pretend-learner"
    assert {dict(tags)["account"] for _, tags, _ in rig.database()} == {"pretend-learner"}


def test_a_configured_name_is_the_one_in_the_database(rig: Rig) -> None:
    rig.settings = {"wanikani_account": "me, myself = I"}
    rig.good_poll()
    assert {dict(tags)["account"] for _, tags, _ in rig.database()} == {"me, myself = I"}


def test_another_name_for_a_state_that_has_one_is_refused(rig: Rig) -> None:
    rig.good_poll()
    rig.settings = {"wanikani_account": "another"}
    rig.pass_time(HOUR)
    report = rig.poll()
    assert isinstance(report.problem, WrongAccount)
    assert "WANIKANI_ACCOUNT" in str(report.problem)


def test_another_learners_token_is_refused_and_nothing_of_theirs_is_written(rig: Rig, tmp_path: Path) -> None:
    rig.good_poll()
    stranger = Rig(
        tmp_path / "elsewhere", World(NOON + HOUR, seed=2, levels=4, per_level=20, username="stranger")
    )
    stranger.pass_time(HOUR)
    rig.pass_time(2 * HOUR)
    report = rig.poll(transport=httpx.WSGITransport(app=stranger.api))
    assert isinstance(report.problem, WrongAccount)
    assert latest(rig.database(), "collector")["ok"] == 0
    assert len(of(rig.database(), "srs_distribution", subject_type="all")) == 1
