"""The demo's comparison: what was rebuilt of a pretend learner's reviews, against the truth."""

import re
from datetime import UTC, datetime, timedelta

from collector.commands.compared import compared
from collector.facts.types import Review
from collector.model import AssignmentId, SubjectId
from collector.moments import moment
from collector.simulator import rows
from tests.cli.conftest import Cli

_ROW = re.compile(r"│ +(\d+) h │" + r" +([\d,]+) │" * 5)
AT = datetime(2024, 3, 4, 12, tzinfo=UTC)
TRUE = rows.Review(1, AT, AT + timedelta(milliseconds=12), 7, 440, 4, 3, 1, 0, AT)


def _found(ending_stage: int, *, inferred: bool = False) -> Review:
    at = moment(TRUE.counted_at)
    return Review(
        AssignmentId(7), at, SubjectId(440), "kanji", 1, 4, ending_stage, 1, 0, None, inferred=inferred
    )


def test_the_demo_ends_with_what_was_found_by_how_often_it_asked_and_the_report(cli: Cli) -> None:
    done = cli("demo", "--days", "4", "--out", "mine.html")
    assert done.code == 0
    file = cli.folder / "mine.html"
    assert f"All of it in charts, for your browser: {file.as_uri()}\n" in done.out
    assert "pretend-learner" in file.read_text(encoding="utf-8")
    lines = [[int(cell.replace(",", "")) for cell in row] for row in _ROW.findall(done.out)]
    assert [line[0] for line in lines] == [1, 4, 8, 24]
    for _, true, found, _, wrong, wrong_found in lines:
        assert (found, wrong_found) == (true, wrong)
    _, true, _, exact, _, _ = lines[0]
    assert exact == true > 0


def test_a_review_that_is_as_it_was_is_exact() -> None:
    line = compared(1, [TRUE], [_found(3)])
    assert (line.true, line.found, line.exact, line.untrue) == (1, 1, 1, 0)
    assert (line.true_wrong, line.found_wrong) == (1, 1)


def test_a_review_marked_exact_that_is_not_is_untrue() -> None:
    assert compared(1, [TRUE], [_found(2)]).untrue == 1
    assert compared(1, [TRUE], [_found(2, inferred=True)]).untrue == 0
