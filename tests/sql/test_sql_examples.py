"""Every SQL example of the data reference has an answer, and the numbers of some are those of the truth."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from datafusion import SessionContext

from collector.core.stages import SrsStage
from collector.simulator.learner.sample_accounts import typical_learner
from collector.simulator.world.account_rows import Review
from collector.simulator.world.world import World
from tests.data_reference import Example, examples
from tests.grafana.projections import ProjectedLife
from tests.harness import DAY, NOON, Rig
from tests.lines import Database, parsed
from tests.sql.tables import answer, engine

TOKYO = ZoneInfo("Asia/Tokyo")
SQL = examples("sql")
# The first poll finds a past with several levels. No item can be reviewed twice in three hours: after that
# every review is known exactly.
UNSEEN, POLLS, OFTEN = 115 * DAY, 72, DAY / 8


@dataclass
class Asked:
    """The learner's world, what was written, and the engine that has it all."""

    world: World
    database: Database
    context: SessionContext

    def rows(self, statement: str) -> list[dict[str, Any]]:
        """Return the answer as of the last poll."""
        return answer(
            self.context, statement.replace("now()", f"TIMESTAMP '{self.world.now:%Y-%m-%dT%H:%M:%S}'")
        )

    def of(self, measurement: str, number: int = 0) -> list[dict[str, Any]]:
        """Return the answer to one of the examples of *measurement*."""
        return self.rows([each.text for each in SQL if each.title == measurement][number])

    def reviews(self) -> Iterator[Review]:
        """Yield the reviews since the first poll."""
        return (each for each in self.world.reviews if each.counted_at > NOON + UNSEEN)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    world = World(NOON, seed=7, per_level=20)
    rig = Rig(tmp_path_factory.mktemp("state"), world, typical_learner(world, seed=7))
    rig.settings = {"collector_timezone": TOKYO.key}
    rig.pass_time(UNSEEN)
    rig.good_poll()
    with rig.app() as app:
        (account,) = app.accounts.values()
        for _ in range(POLLS):
            rig.pass_time(OFTEN)
            assert app.poll(account).problem is None
    database = parsed([*rig.lines(), *ProjectedLife(world.now, TOKYO).lines("pretend-learner")])
    return Asked(world, database, engine(database))


@pytest.mark.parametrize("example", SQL, ids=lambda each: str(each.title))
def test_every_example_has_an_answer_without_an_empty_column(asked: Asked, example: Example) -> None:
    rows = asked.rows(example.text)
    assert rows
    assert {name for name in rows[0] if all(row[name] in (None, "") for row in rows)} == set()
    assert re.search(rf"FROM {example.title}\b", example.text)


def test_the_statement_of_the_command_line_is_answered(asked: Asked) -> None:
    (command,) = [each.text for each in examples("sh") if "query_sql" in each.text]
    (found,) = re.findall(r"""--data-urlencode "q=([^"]+)\"""", command)
    (row,) = asked.rows(found)
    assert row["reviews_available"] == len(asked.world.due())


def test_reviews_of_each_month_are_those_the_learner_did(asked: Asked) -> None:
    shown = {
        datetime.fromtimestamp(row["month"] / 1e9, TOKYO): row["reviews"] for row in asked.of("study_day")
    }
    months = Counter(each.counted_at.astimezone(TOKYO).strftime("%Y-%m") for each in asked.reviews())
    assert {f"{month:%Y-%m-%d %H}": reviews for month, reviews in shown.items() if reviews} == {
        f"{month}-01 00": reviews for month, reviews in months.items()
    }


def test_accuracy_by_stage_is_the_learners(asked: Asked) -> None:
    reviews: dict[str, list[bool]] = {}
    for each in asked.reviews():
        right = not each.meaning_wrong and not each.reading_wrong
        reviews.setdefault(SrsStage(each.starting_stage).group, []).append(right)
    shown = asked.of("review")
    assert [row["srs_group"] for row in shown] == ["apprentice", "guru", "master", "enlightened"][
        : len(shown)
    ]
    assert {row["srs_group"]: (row["reviews"], row["percent"]) for row in shown} == {
        group: (len(found), pytest.approx(100 * sum(found) / len(found))) for group, found in reviews.items()
    }


def test_the_forecast_of_days_is_what_falls_due(asked: Asked) -> None:
    days = Counter(
        each.available_at.astimezone(TOKYO).date()
        for each in asked.world.assignments
        if each.available_at is not None
        and 0 < each.stage < 9
        and asked.world.now < each.available_at < asked.world.now + 14 * DAY
    )
    shown = {
        datetime.fromtimestamp(row["day"] / 1e9, TOKYO).date(): row["reviews"]
        for row in asked.of("review_forecast")
    }
    assert len(shown) > 7
    # The hours of the first and last day are whole ones.
    whole = sorted(shown)[1:-1]
    assert [shown[day] for day in whole] == [days[day] for day in whole]


def test_leeches_are_the_newest_of_each_rank(asked: Asked) -> None:
    newest: dict[str, tuple[int, Any]] = {}
    for (name, tags, time), fields in asked.database.items():
        if name == "leech":
            rank = dict(tags)["rank"]
            newest[rank] = max(newest.get(rank, (0, 0.0)), (time, fields["score"]))
    shown = {row["rank"]: row["score"] for row in asked.of("leech")}
    assert shown
    assert shown == {rank: score for rank, (_, score) in newest.items() if score}
