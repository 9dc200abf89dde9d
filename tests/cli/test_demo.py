"""The demo's comparison: what was rebuilt of a pretend learner's reviews, against the truth."""

import re
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from collector.cli.commands.demo_accuracy import compare_reviews
from collector.core.facts import Review
from collector.core.model import AssignmentId, SubjectId
from collector.core.moments import moment
from collector.core.projection import Projection
from collector.core.projection_facts import ProjectionScore
from collector.simulator.world import account_rows
from collector.storage import ledger, projections
from collector.storage.database import read_state
from collector.storage.transaction import Transaction
from tests.cli.conftest import SECONDS, Cli, Finished

_ROW = re.compile(r"^ *(\d+) h" + r" +([\d,]+)" * 5 + "$", re.MULTILINE)
AT = datetime(2024, 3, 4, 12, tzinfo=UTC)
TRUE = account_rows.Review(1, AT, AT + timedelta(milliseconds=12), 7, 440, 4, 3, 1, 0, AT)


def _found(ending_stage: int, *, inferred: bool = False) -> Review:
    at = moment(TRUE.counted_at)
    return Review(
        AssignmentId(7), at, SubjectId(440), "kanji", 1, 4, ending_stage, 1, 0, None, inferred=inferred
    )


class Shown(NamedTuple):
    """What a demo printed, and the folder of its report and of the state that it kept."""

    done: Finished
    folder: Path


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """A demo of as many days as a week takes that was projected, and is over."""
    cli = Cli(tmp_path_factory.mktemp("demo"))
    return Shown(cli("demo", "--days", "24", "--state", "kept", "--out", "mine.html"), cli.folder)


def test_the_demo_ends_with_what_was_found_by_how_often_it_asked_and_the_report(demo: Shown) -> None:
    done = demo.done
    assert done.code == 0
    file = demo.folder / "mine.html"
    assert f"The same as charts, for your browser: {file.as_uri()}\n" in done.out
    assert "pretend-learner" in file.read_text(encoding="utf-8")
    lines = [[int(cell.replace(",", "")) for cell in row] for row in _ROW.findall(done.out)]
    assert [line[0] for line in lines] == [1, 4, 8, 24]
    for _, true, found, _, wrong, wrong_found in lines:
        assert (found, wrong_found) == (true, wrong)
    _, true, _, exact, _, _ = lines[0]
    assert exact == true > 0


def test_a_review_that_is_as_it_was_is_exact() -> None:
    line = compare_reviews(1, [TRUE], [_found(3)])
    assert (line.true, line.found, line.exact, line.untrue) == (1, 1, 1, 0)
    assert (line.true_wrong, line.found_wrong) == (1, 1)


def test_a_review_marked_exact_that_is_not_is_untrue() -> None:
    assert compare_reviews(1, [TRUE], [_found(2)]).untrue == 1
    assert compare_reviews(1, [TRUE], [_found(2, inferred=True)]).untrue == 0


def test_a_short_demo_stays_up_while_life_goes_on_and_leaves_nothing_behind(cli: Cli) -> None:
    with cli.started("demo", "--days", "1", "--serve", INFLUXDB_URL="http://127.0.0.1:1") as process:
        try:
            assert process.stdout is not None
            shown = ""
            while "Serving it at" not in shown:
                line = process.stdout.readline()
                assert line, process.communicate()[1]
                shown += line
            (url,) = re.findall(r"http://127\.0\.0\.1:\d+/", shown)
            first = httpx.get(url).text
            until = time.monotonic() + SECONDS
            while httpx.get(url).text == first:
                assert time.monotonic() < until, "no hour went by"
                time.sleep(0.2)
        finally:
            process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    done = cli.inspected(Finished(process.returncode, shown + out, err))
    assert done.code == 0
    assert "24 polls, 0 failed" in done.out
    assert "Kanji passed" in done.out
    assert not cli.state.exists()
    # An address is not broken, wherever the folder is.
    assert max(len(line) for line in done.out.splitlines() if "file://" not in line) <= 110


def test_the_demo_ends_with_a_projection_and_how_right_earlier_ones_were(demo: Shown) -> None:
    done = demo.done
    assert done.code == 0
    assert re.search(r"^ Projected +level \d+ ", done.out, re.MULTILINE)
    assert re.search(r"^7 days +\d +\d+ % ", done.out, re.MULTILINE)
    kept = read_state(demo.folder / "kept" / "account.sqlite3", _projected)
    assert kept is not None
    projection, scores = kept
    assert projection is not None
    assert [outcome.lessons_a_day for outcome in projection.outcomes] == [None, 5, 15, 30]
    # A week ago ended the week that was foreseen a week before.
    assert {score.days_ahead for score in scores} == {7}
    assert scores[-1].came > 0


def _projected(tx: Transaction) -> tuple[Projection | None, list[ProjectionScore]]:
    return projections.projection(tx), list(ledger.projection_scores.scores(tx))
