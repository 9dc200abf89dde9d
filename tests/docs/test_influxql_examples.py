"""Every InfluxQL example of the data reference, asked of a real InfluxDB, and what `export` says to it."""

import contextlib
import csv
import io
import shlex
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

import httpx
import pytest

from grafana.lint import lint_query
from tests.cli.conftest import Cli
from tests.data_reference import Example, examples
from tests.grafana.polled_learner import BUCKET, TOKYO, PolledLearner, Rows
from tests.harness import DAY, TOKEN
from tests.integration.servers import HTTP, run_query

INFLUXQL = examples("influxql")
HERE = "http://localhost:8086"


def at_the_learners_time(statement: str, learner: PolledLearner) -> str:
    """Return *statement* as of the last poll."""
    return statement.replace("now()", f"{round(learner.now.timestamp())}s")


def asked(learner: PolledLearner, measurement: str, number: int = 0) -> Rows:
    """Return the answer to one of the examples of *measurement*, times in milliseconds."""
    chosen = [each.text for each in INFLUXQL if each.title == measurement]
    return learner.ask(at_the_learners_time(chosen[number], learner))


@pytest.mark.parametrize("example", INFLUXQL, ids=lambda each: str(each.title))
def test_every_example_has_an_answer_without_an_empty_column(
    learner: PolledLearner, example: Example
) -> None:
    rows = learner.ask(at_the_learners_time(example.text, learner))
    assert rows
    columns = {name for row in rows for name in row}
    assert {name for name in columns if all(row.get(name) in (None, "") for row in rows)} == set()
    assert list(lint_query(" ".join(example.text.split()))) == []


@pytest.fixture(scope="module")
def cli(learner: PolledLearner, tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """The command line, with the learner's state."""
    environment = {"COLLECTOR_STATE": str(learner.state), "TZ": TOKYO.key, "WANIKANI_TOKEN": TOKEN}
    return Cli(tmp_path_factory.mktemp("exports"), environment)


def exported(cli: Cli, *arguments: str) -> Sequence[Mapping[str, str]]:
    done = cli("export", *arguments)
    assert (done.code, done.err) == (0, "")
    return list(csv.DictReader(io.StringIO(done.out)))


def local(at: datetime) -> str:
    return f"{at.astimezone(TOKYO):%Y-%m-%dT%H:%M:%S}"


def test_stages_now_are_those_of_the_export(learner: PolledLearner, cli: Cli) -> None:
    (row,) = asked(learner, "srs_distribution")
    *_, newest = exported(cli, "srs", "--by", "poll")
    names = ("lesson", "apprentice", "guru", "master", "enlightened", "burned")
    assert {name: str(row[name]) for name in names} == {name: newest[name] for name in names}


def test_accuracy_by_stage_is_that_of_the_export(learner: PolledLearner, cli: Cli) -> None:
    right: dict[str, list[int]] = {}
    *stages, _total = exported(cli, "accuracy", "--since", local(learner.now - 90 * DAY))
    for row in stages:
        tally = right.setdefault(row["srs_stage"].rstrip("_1234"), [0, 0])
        tally[0] += int(row["reviews"])
        tally[1] += int(row["correct"])
    shown = {row["srs_group"]: [row["reviews"], row["percent"]] for row in asked(learner, "review")}
    assert len(shown) == 4
    assert shown == {
        group: [reviews, pytest.approx(100 * correct / reviews)]
        for group, (reviews, correct) in right.items()
    }


def test_days_a_level_took_are_those_of_the_export(learner: PolledLearner, cli: Cli) -> None:
    shown = [(str(row["level"]), f"{row['days']:.1f}") for row in asked(learner, "level_progression")]
    assert len(shown) > 10
    assert shown == [(row["level"], row["days"]) for row in exported(cli, "levels") if row["days"]]


def test_leeches_now_are_those_of_the_export(learner: PolledLearner, cli: Cli) -> None:
    shown = {int(str(row["rank"])): row["subject_id"] for row in asked(learner, "leech")}
    wanted = {int(row["rank"]): int(row["subject_id"]) for row in exported(cli, "leeches")}
    assert shown
    assert shown == {rank: subject for rank, subject in wanted.items() if rank <= 50}


def test_reviews_of_a_month_are_those_of_the_export(learner: PolledLearner, cli: Cli) -> None:
    (row,) = asked(learner, "study_day")
    assert row["reviews"] == len(exported(cli, "reviews", "--since", "2025-03", "--until", "2025-03"))


def test_sessions_of_a_week_are_those_of_the_export(learner: PolledLearner, cli: Cli) -> None:
    shown = [(row["reviews"], row["correct"]) for row in asked(learner, "session")]
    wanted = exported(cli, "sessions", "--since", local(learner.now - 7 * DAY))
    assert shown == [(int(row["reviews"]), int(row["correct"])) for row in wanted]


def test_weeks_begin_on_monday(learner: PolledLearner) -> None:
    begins = {
        datetime.fromtimestamp(int(str(row["time"])) / 1000, TOKYO) for row in asked(learner, "milestone")
    }
    assert len(begins) > 10
    assert {f"{begin:%a %H:%M}" for begin in begins} == {"Mon 00:00"}


def curl(command: str, base: str) -> httpx.Response:
    """Answer a command line of curl as curl does, but at *base*."""
    words = iter(shlex.split(command.removeprefix("curl --get ")))
    path, headers = urlsplit(next(words)).path, {}
    query: list[tuple[str, str | int | float | bool | None]] = []
    for option in words:
        name, value = next(words).split({"--header": ": ", "--data-urlencode": "="}[option], 1)
        if option == "--header":
            headers[name] = value
        else:
            query.append((name, value))
    return HTTP.get(base + path, params=query, headers=headers)


@pytest.mark.parametrize(
    "example", [each for each in examples("sh") if HERE in each.text], ids=["1.x", "2.x"]
)
def test_the_command_lines_get_an_answer(learner: PolledLearner, example: Example) -> None:
    (row,) = run_query(curl(example.text.replace("db=wanikani", f"db={BUCKET}"), learner.server.url))
    assert row["last"] == learner.waiting


def test_the_python_program_prints_the_days(learner: PolledLearner) -> None:
    (program,) = examples("python")
    for name, value in {HERE: learner.server.url, '"wanikani"': f'"{BUCKET}"'}.items():
        assert name in program.text
        program = program._replace(text=program.text.replace(name, value))
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(at_the_learners_time(program.text, learner), "example", "exec"), {})
    days = dict(line.split() for line in printed.getvalue().splitlines())
    assert len(days) > 10
    today = learner.now.astimezone(TOKYO).replace(hour=0, minute=0, second=0)
    assert days[f"{today:%Y-%m-%d}"] == str(len(learner.reviews(today, learner.now)))
