"""`import`, as the owner types it."""

import gzip
import json
import subprocess

import pytest

from collector.core.links import IMPORT_PAGE
from tests.cli.conftest import COMMAND, Cli, Served

OLD = "name,time,apprentice,burned,enlighten,guru,master\nprogress,1600000000,1,2,3,4,5\n"


@pytest.fixture
def polled(cli: Cli) -> Cli:
    """The command after a first poll."""
    assert cli("poll").code == 0
    return cli


def dump(cli: Cli, text: str = OLD) -> str:
    path = cli.folder / "dump.csv"
    path.write_text(text, "utf-8")
    return str(path)


def test_old_counts_from_a_file(polled: Cli) -> None:
    rehearsed = polled("import", "progress", "--file", dump(polled), "--dry-run")
    assert rehearsed.out == (
        "1 count would be imported (2020-09-13 to 2020-09-13), 0 already present, 0 rejected. "
        "Nothing was changed: this was a dry run.\n"
    )
    done = polled("import", "progress", "--file", dump(polled))
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "1 count imported (2020-09-13 to 2020-09-13), 0 already present, 0 rejected; "
        "they are delivered once INFLUXDB_URL is set.\n"
    )
    assert polled("import", "progress", "--file", dump(polled)).out == (
        "0 counts imported, 1 already present, 0 rejected.\n"
    )


def test_what_is_imported_is_delivered_at_once(with_influxdb: Cli) -> None:
    with_influxdb("poll")
    done = with_influxdb("import", "progress", "--file", dump(with_influxdb))
    assert done.out.endswith("; 1 delivered, 0 refused.\n")


def test_what_is_refused_is_counted_by_reason_with_examples(polled: Cli) -> None:
    rows = "".join(f"progress,{1_600_000_000 + n},1,2,,4,5\n" for n in range(5)) + "progress,x,1,2,3,4,5\n"
    done = polled(
        "import", "progress", "--file", dump(polled, OLD + rows + "progress,4000000000,1,2,3,4,5\n")
    )
    assert done.code == 0
    assert done.out.splitlines()[1:] == [
        "  1 in the future: 2096-10-02 07:06:40 UTC",
        "  1 cannot be read: line 8 (progress,x,1,2,3,4,5)",
        (
            "  4 not all five numbers are present: 2020-09-13 12:26:41 UTC (no enlighten); "
            "2020-09-13 12:26:42 UTC (no enlighten); 2020-09-13 12:26:43 UTC (no enlighten); …"
        ),
    ]


def _reviews(wanikani: Served) -> list[dict[str, object]]:
    assignment = next(iter(wanikani.api.world.assignments))
    data = {
        "created_at": "2021-02-03T04:05:06.789012Z", "assignment_id": assignment.id,
        "subject_id": assignment.subject_id, "starting_srs_stage": 1, "ending_srs_stage": 2,
        "incorrect_meaning_answers": 0, "incorrect_reading_answers": 0,
    }  # fmt: skip
    return [{"id": 1, "object": "review", "data": data}, {"id": 2, "object": "review", "data": {}}]


def test_an_archive_of_reviews_from_a_file_and_from_standard_input(polled: Cli, wanikani: Served) -> None:
    content = json.dumps({"object": "collection", "data": _reviews(wanikani)}).encode()
    path = polled.folder / "reviews.json.gz"
    path.write_bytes(gzip.compress(content))
    rehearsed = polled("import", "reviews", str(path), "--dry-run")
    assert rehearsed.out.startswith("1 review would be imported (2021-02-03 to 2021-02-03), ")
    with path.open("rb") as given:
        done = subprocess.run(
            [*COMMAND, "import", "reviews", "-"], stdin=given, capture_output=True, text=True, check=False,
            cwd=polled.folder, env=polled._environment({}), timeout=40,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "1 review imported (2021-02-03 to 2021-02-03), 0 already present, 1 rejected; "
        "they are delivered once INFLUXDB_URL is set.\n"
        "  1 not a review in WaniKani's form: line 1, row 2 (subject_id is missing)\n"
    )
    again = polled("import", "reviews", str(path))
    assert again.out.startswith("0 reviews imported, 1 already present, 1 rejected.")
    assert (again.code, again.err) == (
        2, "No review was imported, and not all were there before: see the reasons above.\n"
    )  # fmt: skip


NOTHING_IN_IT = f"There is no review in it. Supported formats: {IMPORT_PAGE}\n"


def test_nothing_taken_is_exit_2_unless_all_of_it_was_there(polled: Cli, wanikani: Served) -> None:
    path = polled.folder / "reviews.json"
    path.write_text("[]")
    for options in ([], ["--dry-run"]):
        done = polled("import", "reviews", str(path), *options)
        assert (done.code, done.err) == (2, NOTHING_IN_IT)
    path.write_text(json.dumps(_reviews(wanikani)[:1]))
    codes = [polled("import", "reviews", str(path), *options).code for options in (["--dry-run"], [], [])]
    assert codes == [0, 0, 0]


def test_counts_of_which_none_is_taken_are_exit_2(polled: Cli) -> None:
    late = "name,time,apprentice,burned,enlighten,guru,master\nprogress,4000000000,1,2,3,4,5\n"
    done = polled("import", "progress", "--file", dump(polled, late))
    assert done.code == 2
    assert "1 in the future: 2096-10-02" in done.out
    assert done.err == "No count was imported, and not all were there before: see the reasons above.\n"


def test_the_zone_of_times_is_asked_for_and_taken(polled: Cli, wanikani: Served) -> None:
    (first, _) = _reviews(wanikani)
    first["data"]["created_at"] = "2021-02-03T04:05:06"  # type: ignore[index]
    path = polled.folder / "reviews.json"
    path.write_text(json.dumps([first]))
    asked = polled("import", "reviews", str(path))
    assert asked.code == 2
    assert "set it with, e.g., --times-are UTC" in asked.out
    assert polled("import", "reviews", str(path), "--times-are", "Asia/Tokyo").code == 0
    table = polled("export", "reviews", TZ="UTC").out
    assert "2021-02-02T19:05:06.000000Z" in table


def test_a_browsers_cache_is_taken_and_marked(polled: Cli, wanikani: Served) -> None:
    assignment = next(iter(wanikani.api.world.assignments))
    path = polled.folder / "cache.json"
    path.write_text(json.dumps([[1612325106789, assignment.subject_id, 2, 1, 0]]))
    done = polled("import", "reviews", str(path))
    assert (done.code, done.out.split(",")[0]) == (0, "1 review imported (2021-02-03 to 2021-02-03)")
    table = polled("export", "reviews", "--format", "jsonl").out
    (row,) = (one for line in table.splitlines() if (one := json.loads(line))["created_at"] < "2022")
    assert (row["assignment_id"], row["ending_srs_stage"], row["inferred"]) == (assignment.id, 1, 1)


def test_progress_is_shown_on_a_terminal(polled: Cli, wanikani: Served) -> None:
    path = polled.folder / "reviews.jsonl"
    path.write_text("\n".join(json.dumps(_reviews(wanikani)[0]) for _ in range(1200)))
    shown = polled.on_terminal("import", "reviews", str(path))
    assert "1,000 reviews looked at (" in shown.out


MISTAKES = [
    pytest.param(["progress"], "INFLUXDB_URL is not set", id="no server is set"),
    pytest.param(["progress", "--file", "x", "--url", "http://x"], "not both", id="two places"),
    pytest.param(
        ["progress", "--url", "http://a:b@c"], "--url: must not contain a user", id="a password in it"
    ),
    pytest.param(["progress", "--file", "nope"], "nope cannot be read (No such file", id="no such file"),
    pytest.param(["progress", "--file", "other.lp"], "holds no “progress” of the database", id="another"),
    pytest.param(["progress", "--file", "other.lp", "--tag", "user"], "NAME=VALUE", id="a tag without value"),
    pytest.param(
        ["reviews", "x", "--times-are", "Tokyo"], "such as Europe/Berlin or Asia/Tokyo", id="no zone"
    ),
    pytest.param(
        ["reviews", "x", "--account", "x"], "Choose an account with --account: account", id="another account"
    ),
]


@pytest.mark.parametrize(("arguments", "words"), MISTAKES)
def test_mistakes_are_one_sentence_and_exit_2(cli: Cli, arguments: list[str], words: str) -> None:
    (cli.folder / "other.lp").write_text("cpu,host=a value=1 1\n")
    done = cli("import", *arguments)
    assert done.code == 2
    assert words in done.err
    assert done.out == ""


def test_before_the_first_poll_it_says_what_to_do_first(cli: Cli) -> None:
    done = cli("import", "progress", "--file", dump(cli))
    assert done.code == 2
    assert done.err.startswith("Nothing has been collected yet: run wanikani-collector poll first")


def test_a_running_collector_is_in_the_way(polled: Cli) -> None:
    with polled.started("run", COLLECTOR_LISTEN="off") as running:
        assert running.stderr is not None
        running.stderr.readline()
        done = polled("import", "progress", "--file", dump(polled))
        running.terminate()
    assert done.code == 1
    assert "Another wanikani-collector is using the state" in done.err
