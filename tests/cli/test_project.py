"""`project`, as the owner types it: what is to come, from the state alone."""

import csv
import io
import json
import re
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from collector.core.moments import DAY, Moment, moment
from collector.core.projection_facts import ProjectionScore
from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.learner.learner import Learner
from collector.simulator.learner.sample_accounts import DILIGENT_HABITS, STRONG_SKILL
from collector.simulator.serving.server import serve
from collector.simulator.world.world import World
from collector.storage import ledger
from collector.storage.database import open_store
from tests.cli.conftest import Cli, Finished, Served
from tests.harness import TOKEN

TODAY = datetime.now(UTC).date()
SOON = f"{TODAY + timedelta(days=10)}..{TODAY + timedelta(days=20)}"
AT_ONCE = f"lessons-per-day=2 reviews-per-day=30 accuracy=-5 vacation={SOON}"


@pytest.fixture(scope="module")
def studied(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """A learner of sixty days, polled once, with all reviews imported; WaniKani is gone then.

    Who is diligent has burned all soon, and no day is projected after that.
    """
    now = datetime.now(UTC)
    world = World(now - timedelta(days=60), seed=2, per_level=10)
    learner = Learner(world, seed=2, habits=DILIGENT_HABITS, skill=STRONG_SKILL)
    learner.live_until(now)
    world.advance(now)
    with serve(SimulatedWaniKani(world, token=TOKEN, with_reviews=True)) as server:
        cli = Cli(
            tmp_path_factory.mktemp("studied"),
            {"WANIKANI_URL": server.url.rstrip("/"), "WANIKANI_TOKEN": TOKEN, "TZ": "UTC"},
        )
        assert cli("poll").code == 0
    return cli


@pytest.fixture(scope="module")
def table(studied: Cli) -> Finished:
    """The table of the own pace beside two others, with every level; a picture is drawn too."""
    compared = ("--accuracy", "+1", "--lessons-per-day", "5")
    return studied("project", *compared, "--all", "--format", "table", "--picture", "coming.svg")


@pytest.fixture(scope="module")
def document(studied: Cli) -> dict[str, Any]:
    """Two other ways to go on as JSON, in a file; the state is only read, and WaniKani not asked."""
    before = studied.state_file.read_bytes()
    compared = ("--lessons-per-day", "1", "--what-if", AT_ONCE)
    done = studied("project", *compared, "--out", "coming.json", WANIKANI_URL="http://127.0.0.1:9/v2")
    assert (done.code, done.out, done.err) == (0, "", "Written to coming.json.\n")
    assert studied.state_file.read_bytes() == before
    found: dict[str, Any] = json.loads((studied.folder / "coming.json").read_text("utf-8"))
    return found


def test_it_says_what_it_rests_on_and_compares_each_value_with_the_own_pace(table: Finished) -> None:
    assert table.code == 0
    grounds, _, _, headings, *rows = table.out.splitlines()
    assert re.fullmatch(
        r"Based on [\d,]+ reviews on \d+ days: [\d.]+ % without a wrong answer, [\d.]+ lessons a day, "
        r"[\d.]+ s a review\.",
        grounds,
    )
    assert re.split(r"\s{2,}", headings.strip()) == ["own pace", "accuracy +1", "5 lessons a day"]
    labels = {row.strip().split("  ")[0] for row in rows}
    assert {"Reviews a day, mean of", "week 4", "day 365", "Items in 12 months"} <= labels


def test_every_level_is_shown_on_demand(table: Finished) -> None:
    levels = re.findall(r"^  level (\d+) ", table.out, re.MULTILINE)
    assert len(levels) > 40
    assert levels == sorted(levels, key=int)
    assert levels[-1] == "60"


def test_the_picture_is_an_svg_of_all_that_is_compared(studied: Cli, table: Finished) -> None:
    assert table.err == "The picture is in coming.svg.\n"
    svg = ElementTree.fromstring((studied.folder / "coming.svg").read_text("utf-8"))
    assert len([each for each in svg.iter() if each.get("class") == "band"]) == 3


def test_fewer_lessons_bring_fewer_reviews_and_later_levels(document: dict[str, Any]) -> None:
    own, slow, _ = document["outcomes"]
    assert slow["what_if"] == "1 lesson a day"
    assert slow["reviews_a_day"] < own["reviews_a_day"]
    far = f"{document['level'] + 5:02}"
    assert own["reached"][far]["p50"] < (slow["reached"][far]["p50"] or "9999")
    assert len(slow["days"]) == 365
    assert slow["days"][0]["day"] == str(TODAY + timedelta(days=1))


def test_several_changes_at_once_are_one_column(document: dict[str, Any]) -> None:
    changed = document["outcomes"][-1]
    assert changed["what_if"].startswith("2 lessons a day, at most 30 reviews a day, accuracy -5, vacation ")
    assert max(day["done"]["all"]["p90"] for day in changed["days"]) <= 30
    away = [day["done"]["all"]["p90"] for day in changed["days"][9:20]]
    assert away == [0] * 11


def test_csv_has_a_row_for_each_figure_of_the_own_pace(studied: Cli, document: dict[str, Any]) -> None:
    done = studied("project")
    assert (done.code, done.err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert {row["what_if"] for row in rows} == {"own pace"}
    assert {row["measure"] for row in rows} == {
        "due", "done", "backlog", "minutes", "done_in_week", "items", "reached",
    }  # fmt: skip
    reached = [row["group"] for row in rows if row["measure"] == "reached"]
    assert reached == list(document["outcomes"][0]["reached"])


def test_on_a_terminal_it_is_a_table_as_wide_as_that(studied: Cli) -> None:
    shown = studied.on_terminal("project", columns=60)
    assert "Reviews a day, mean of" in shown.out
    assert max(map(len, re.sub(r"\x1b\[\d*m", "", shown.out).splitlines())) <= 60


MISTAKES = [
    pytest.param(
        ["--lessons-per-day", "-1"], "'-1' is not a number of lessons a day from 0 to 500", id="less"
    ),
    pytest.param(["--lessons-per-day", "501"], "from 0 to 500", id="more than there are"),
    pytest.param(["--lessons-per-day", "many"], "'many' is not a number of lessons a day", id="no number"),
    pytest.param(["--lessons-per-day", "10 20"], "'10 20' is not a number of lessons", id="two in one"),
    pytest.param(["--reviews-per-day", "0"], "from 1 to 10,000", id="no review at all"),
    pytest.param(["--accuracy", "+100"], "from -99 to 99", id="beyond everything"),
    pytest.param(["--accuracy", "+60"], "+60 is impossible: ", id="more than all right"),
    pytest.param(["--accuracy", "-98"], "accuracy -98 is impossible: ", id="nothing right"),
    pytest.param(["--accuracy", "0"], "changes nothing", id="no change"),
    pytest.param(["--pause", "2020-01-01..2020-01-14"], "2020-01-01 is in the past", id="in the past"),
    pytest.param(["--pause", "2030-01-14..2030-01-01"], "ends before it begins", id="backwards"),
    pytest.param(["--vacation", f"{TODAY}..2222-01-01"], "more than a year ahead", id="too long"),
    pytest.param(["--pause", "next week"], "'next week' must be the first and the last day", id="no days"),
    pytest.param(["--pause", "2030-02-29..2030-03-01"], "must be the first and the last day", id="no day"),
    pytest.param(["--what-if", "lessons=3"], "'lessons' is not a part of a what-if", id="an unknown part"),
    pytest.param(["--what-if", ""], "must have parts such as lessons-per-day=15", id="nothing"),
    pytest.param(["--what-if", "accuracy=1 accuracy=2"], "each of them once", id="a part twice"),
    pytest.param(["--what-if", f"pause={SOON} vacation={SOON}"], "choose one of them", id="both kinds"),
    pytest.param(
        [each for n in range(10) for each in ("--lessons-per-day", str(n))], "At most 9 what-ifs", id="many"
    ),
    pytest.param(["--picture", "coming.png"], "must end in .svg", id="no picture of ours"),
    pytest.param(["--picture", "no/coming.svg"], "The picture cannot be written", id="no folder"),
    pytest.param(["--out", "no/coming.csv"], "The projection cannot be written", id="no folder for a file"),
    pytest.param(["--picture", "one.svg", "--out", "one.svg"], "use two", id="one file for both"),
    pytest.param(["--score", "--accuracy", "+3"], "--score looks back", id="a score of what is not"),
    pytest.param(["--score", "--all"], "--picture or --all", id="levels of the past"),
    pytest.param(["--account", "anna"], "Choose an account with --account: account.", id="no account"),
]


@pytest.mark.parametrize(("arguments", "words"), MISTAKES)
def test_mistakes_are_a_sentence_and_exit_2(studied: Cli, arguments: list[str], words: str) -> None:
    done = studied("project", *arguments)
    assert done.code == 2
    assert words in done.err
    assert done.out == ""


def test_before_the_first_poll_there_is_nothing(cli: Cli, wanikani: Served) -> None:
    for options in ([], ["--score"]):
        done = cli("project", *options)
        assert done.code == 2
        assert done.err == (
            f"account: nothing collected yet in {cli.state}; run wanikani-collector poll first.\n"
        )


def test_without_grounds_it_says_why_and_shows_no_number(cli: Cli) -> None:
    assert cli("poll").code == 0
    table = cli("project", "--format", "table", "--picture", "empty.svg")
    assert table.code == 0
    (reason,) = table.out.splitlines()
    assert re.fullmatch(r"[A-Z].*\.", reason)
    written = cli("project", "--format", "csv")
    assert (written.code, written.err) == (0, f"{reason}\n")
    assert written.out.splitlines() == ["what_if,measure,group,day,p10,p50,p90"]
    told = json.loads(cli("project", "--format", "json").out)
    assert (told["reason"], told["outcomes"]) == (reason, [])
    assert reason in (cli.folder / "empty.svg").read_text("utf-8")


@pytest.fixture
def scored(studied: Cli, tmp_path: Path) -> Cli:
    """The same learner, for whom three weeks were projected a week before, and one four weeks before."""
    copied = Cli(tmp_path, {**studied.environment, "COLLECTOR_STATE": str(tmp_path / "state")})
    copied.state.mkdir()
    copied.state_file.write_bytes(studied.state_file.read_bytes())
    now = moment(datetime.now(UTC))
    with closing(open_store(copied.state_file)) as store, store.transaction() as tx:
        ledger.projection_scores.append_scores(
            tx,
            [
                ProjectionScore(Moment(now - ago * DAY), ahead, projected, 90, 110, came, off)
                for ago, ahead, projected, came, off in (
                    (21, 7, 100, 95, -2.0), (14, 7, 100, 125, 1.0), (7, 7, 100, 100, None),
                    (7, 28, 100, 50, None),
                )
            ],
        )  # fmt: skip
    return copied


def test_the_score_says_how_right_earlier_projections_were(scored: Cli) -> None:
    done = scored("project", "--score", "--format", "table")
    assert (done.code, done.err) == (0, "")
    about, _, *lines = done.out.splitlines()
    headings, week, month = (re.split(r"\s{2,}", line.strip()) for line in lines)
    assert "so the weeks overlap" in about
    assert headings == ["projected ahead", "compared", "inside the band", "error of a week", "level-ups off"]
    assert week == ["7 days", "3", "67 %", "5 %", "1.5 days"]
    assert month == ["28 days", "1", "0 %", "100 %"]


def test_the_score_of_programs_is_every_week(scored: Cli) -> None:
    rows = list(csv.DictReader(io.StringIO(scored("project", "--score", "--format", "csv").out)))
    assert [(row["days_ahead"], row["came"], row["inside"]) for row in rows] == [
        ("7", "95", "1"), ("7", "125", "0"), ("7", "100", "1"), ("28", "50", "0"),
    ]  # fmt: skip
    assert len(json.loads(scored("project", "--score", "--format", "json").out)) == 4


def test_while_there_is_no_score_it_says_when_there_will_be(studied: Cli) -> None:
    done = studied("project", "--score", "--format", "table")
    assert done.code == 0
    assert done.out.startswith("No projection can be scored yet: ")


def test_without_numpy_one_sentence_says_so(studied: Cli) -> None:
    broken = studied.folder / "broken"
    broken.mkdir()
    (broken / "numpy.py").write_text("raise ModuleNotFoundError(\"No module named 'numpy'\")\n")
    done = studied.as_process("project", PYTHONPATH=str(broken))
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        "Projections need numpy, which cannot be loaded (No module named 'numpy'): reinstall the collector.\n"
    )
