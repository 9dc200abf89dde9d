"""What a viewer chooses at the top of a dashboard: the kind of item, the level, how far to look ahead."""

from collections import Counter

import pytest

from collector.core.kinds import KINDS
from grafana import links, variables
from tests.grafana.polled_learner import PolledLearner
from tests.grafana.viewer import own_statements, panel, utc
from tests.harness import DAY

STAGES = ("lesson", "apprentice", "guru", "master", "enlightened", "burned")


def _asked(learner: PolledLearner, uid: str, title: str, **chosen: str) -> list[dict[str, object]]:
    viewer = learner.viewer.back(60 * DAY).choosing(uid, **chosen)
    statement, *_ = own_statements(uid, panel(uid, title), viewer).values()
    return learner.ask(statement)


def _sums(rows: list[dict[str, object]]) -> Counter[str]:
    return Counter(
        {name: sum(int(str(row[name])) for row in rows) for name in STAGES if rows and name in rows[0]}
    )


@pytest.mark.parametrize(
    ("uid", "title"),
    [
        (links.OVERVIEW, "Stages now"),
        (links.FORECAST, "Due by hour, 48 hours"),
        (links.FORECAST, "Due by day, 30 days"),
        (links.FORECAST, "Due by week, half a year"),
    ],
)
def test_the_kinds_together_are_all(learner: PolledLearner, uid: str, title: str) -> None:
    by_kind = {kind: _sums(_asked(learner, uid, title, kind=kind)) for kind in KINDS}
    assert sum(by_kind.values(), Counter()) == +_sums(_asked(learner, uid, title))
    assert sum(total.total() > 0 for total in by_kind.values()) > 1


def test_the_levels_together_are_all_and_so_are_the_kinds(learner: PolledLearner) -> None:
    def reviews(**chosen: str) -> int:
        uid, title = links.ACCURACY, "Accuracy by interval"
        answered = own_statements(
            uid, panel(uid, title), learner.viewer.back(60 * DAY).choosing(uid, **chosen)
        )
        return sum(int(str(row.get("reviews", 0))) for one in answered.values() for row in learner.ask(one))

    everything = reviews()
    levels = [reviews(level=f"= {level}") for level in variables.LEVELS]
    assert sum(levels) == sum(reviews(kind=kind) for kind in KINDS) == everything > 1000
    assert sum(number > 0 for number in levels) > 1


@pytest.mark.parametrize(("ahead", "hours"), [("2d", 48), ("7d", 168), ("30d", 720)])
def test_the_backlog_looks_ahead_as_far_as_is_chosen(learner: PolledLearner, ahead: str, hours: int) -> None:
    rows = _asked(learner, links.FORECAST, "Backlog if you do no reviews", ahead=ahead)
    assert hours <= len(rows) <= hours + 1


@pytest.mark.parametrize(
    ("title", "columns", "has_few"),
    [
        ("Accuracy by stage over time", ("accuracy",), True),
        # All groups of stages together have ten reviews at each step.
        ("Meaning and reading accuracy", ("meaning", "reading"), False),
    ],
)
def test_steps_with_few_reviews_are_dots_and_no_part_of_a_line(
    learner: PolledLearner, title: str, columns: tuple[str, ...], has_few: bool
) -> None:
    viewer = learner.viewer.back(60 * DAY)
    asked = own_statements(links.ACCURACY, panel(links.ACCURACY, title), viewer.choosing(links.ACCURACY))
    lines, dots = (learner.ask(asked[ref]) for ref in "AP")
    for column in columns:
        shares = [(line[column], dot[column]) for line, dot in zip(lines, dots, strict=True)]
        assert any(line is None and dot is not None for line, dot in shares) == has_few
        assert any(line is not None for line, _ in shares)
        assert all(line in {None, dot} for line, dot in shares)


@pytest.mark.parametrize("days", [3, 60, 400])
def test_the_line_of_levels_goes_on_to_today(learner: PolledLearner, days: int) -> None:
    asked = own_statements(
        links.LEVELS, panel(links.LEVELS, "Level over time"), learner.viewer.back(days * DAY)
    )
    *_, newest = learner.ask(asked["A"])
    assert newest["level"] == learner.world.user.level
    assert learner.now - utc(newest["time"]) < 8 * DAY
    begin = learner.now - days * DAY
    reached = [row for row in learner.world.progressions if row.unlocked_at <= begin]
    shown = [row["level"] for row in learner.ask(asked["A"]) if utc(row["time"]) <= begin]
    assert shown[-1:] == [row.level for row in reached[-1:]]
