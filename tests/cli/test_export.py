"""`export`, as the owner types it: from the state alone."""

import csv
import io
import json
import re
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.learner.sample_accounts import typical_learner
from collector.simulator.serving.server import serve
from collector.simulator.world.world import World
from collector.storage.database import open_store
from tests.cli.conftest import Cli, Served
from tests.harness import TOKEN

KINDS = (
    "failed", "known", "unknown", "reviews", "sessions", "srs", "forecast", "levels", "leeches", "accuracy",
)  # fmt: skip
COMMANDS = [*KINDS[:3], "item", *KINDS[3:]]


@pytest.fixture(scope="module")
def studied(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    """A learner of ninety days, polled once, with all reviews imported; WaniKani is gone then."""
    folder = tmp_path_factory.mktemp("studied")
    now = datetime.now(UTC)
    world = World(now - timedelta(days=90), seed=2, per_level=40)
    learner = typical_learner(world, seed=2)
    learner.live_until(now)
    world.advance(now)
    with serve(SimulatedWaniKani(world, token=TOKEN, with_reviews=True)) as server:
        cli = Cli(
            folder, {"WANIKANI_URL": server.url.rstrip("/"), "WANIKANI_TOKEN": TOKEN, "TZ": "Asia/Tokyo"}
        )
        assert cli("poll").code == 0
    return cli


def rows(cli: Cli, kind: str, *options: str) -> list[dict[str, str]]:
    done = cli("export", kind, *options)
    assert (done.code, done.err) == (0, "")
    return list(csv.DictReader(io.StringIO(done.out)))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_rows(studied: Cli, kind: str) -> None:
    assert rows(studied, kind)


def test_a_table_is_the_same_in_every_form(studied: Cli) -> None:
    found = rows(studied, "levels")
    told = json.loads(studied("export", "levels", "--format", "json").out)
    assert [row["level"] for row in found] == [str(row["level"]) for row in told]
    assert list(found[0]) == list(told[0])
    assert len(studied("export", "levels", "--format", "table").out.splitlines()) == len(found) + 1


def test_flash_cards_where_there_is_something_to_learn(studied: Cli) -> None:
    cards = studied("export", "failed", "--format", "anki").out
    assert cards.startswith("#separator:tab\n#html:true\n#guid column:1\n")
    assert len(cards.splitlines()) == 5 + len(rows(studied, "failed"))
    refused = studied("export", "levels", "--format", "anki")
    assert refused.code == 2
    assert refused.err == (
        "Flash cards are made of items: --format anki works only with failed, known, unknown and leeches.\n"
    )


def test_characters_alone_one_a_line_or_as_one_string(studied: Cli) -> None:
    kanji = [row["characters"] for row in rows(studied, "known", "--type", "kanji")]
    assert len(kanji) > 20
    assert studied("export", "known", "--type", "kanji", "--characters").out.splitlines() == kanji
    assert (
        studied("export", "known", "--type", "kanji", "--characters", "string").out == "".join(kanji) + "\n"
    )


def test_the_kanji_of_lists_that_are_not_known_yet_also_those_that_are_not_taught(studied: Cli) -> None:
    found = rows(studied, "unknown", "--list", "joyo_1", "--list", "jlpt_n5")
    untaught = [row for row in found if row["srs_stage"] == "not taught by WaniKani"]
    assert 0 < len(untaught) < len(found)
    assert all((row["meanings"], row["level"], row["subject_id"]) == ("", "", "") for row in untaught)
    assert {row["lists"] for row in found} == {"joyo_1", "jlpt_n5", "joyo_1, jlpt_n5"}
    told = json.loads(studied("export", "unknown", "--list", "joyo_1", "--format", "json").out)
    assert all("joyo_1" in row["lists"] for row in told)
    cards = studied("export", "unknown", "--list", "joyo_1", "--format", "anki").out.splitlines()
    assert len(cards) == 5 + len([row for row in told if row["subject_id"]])
    alone = studied("export", "unknown", "--list", "joyo_1", "--characters", "string").out
    assert alone == "".join(row["characters"] for row in told) + "\n"


def test_a_file_is_written_in_the_form_its_name_says(studied: Cli) -> None:
    for name, begin in (("a.csv", b"level,"), ("a.json", b"[\n{")):
        out = studied.folder / name
        done = studied("export", "levels", "--out", str(out))
        assert (done.code, done.out, done.err) == (0, "", f"Written to {out}.\n")
        assert out.read_bytes().startswith(begin)
    marked = studied.folder / "b.csv"
    studied("export", "levels", "--out", str(marked), "--bom")
    assert marked.read_bytes() == b"\xef\xbb\xbf" + (studied.folder / "a.csv").read_bytes()


def test_kanji_leave_whole_also_where_the_terminal_knows_none(studied: Cli) -> None:
    plain = studied.as_process(
        "export", "known", "--characters", LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii"
    )
    assert plain.out == studied("export", "known", "--characters").out
    assert "?" not in plain.out


def test_on_a_terminal_it_is_a_table_as_wide_as_that(studied: Cli) -> None:
    shown = studied.on_terminal("export", "levels", columns=60)
    assert "unlocked at" in shown.out
    assert max(map(len, shown.out.splitlines())) < 200
    assert "," not in shown.out.splitlines()[1]


def test_a_long_table_stops_with_a_word_about_the_rest(studied: Cli) -> None:
    days = next(days for days in range(1, 90) if len(rows(studied, "reviews", "--since", f"{days}d")) > 200)
    options = ("reviews", "--since", f"{days}d")
    every = len(rows(studied, *options))
    drawn = studied("export", *options, "--format", "table").out.splitlines()
    assert len(drawn) == 1 + 200 + 1
    assert drawn[-1] == (
        "… these are the first 200 rows: --all shows the others too, --format csv is faster."
    )
    everything = studied("export", *options, "--format", "table", "--all").out.splitlines()
    assert len(everything) == 1 + every
    assert [line.split() for line in everything[:201]] == [line.split() for line in drawn[:201]]


def test_a_period_narrows_it(studied: Cli) -> None:
    everything = rows(studied, "reviews")
    first_day = everything[0]["time"][:10]
    assert everything[0]["time"][10] == "T"
    assert {row["time"][:10] for row in rows(studied, "reviews", "--until", first_day)} == {first_day}
    hours = rows(studied, "forecast", "--by", "hour", "--until", "24h")
    assert 0 < len(hours) <= 25


def test_a_changed_zone_changes_nothing_before_the_next_poll(studied: Cli) -> None:
    assert studied("export", "reviews", TZ="UTC").out == studied("export", "reviews").out


def test_the_state_is_only_read_and_wanikani_not_asked(studied: Cli) -> None:
    before = studied.state_file.read_bytes()
    assert studied("export", "reviews", WANIKANI_URL="http://127.0.0.1:9/v2").code == 0
    assert studied.state_file.read_bytes() == before


def test_a_reader_that_stops_early_is_no_error(studied: Cli) -> None:
    with studied.started("export", "reviews") as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""
        assert process.wait(timeout=40) == 0


def test_a_hostile_meaning_is_no_formula(studied: Cli, tmp_path: Path) -> None:
    copied = tmp_path / "state"
    copied.mkdir()
    (copied / "account.sqlite3").write_bytes(studied.state_file.read_bytes())
    hostile = json.dumps(['=HYPERLINK("http://x")', "a\nb"])
    with closing(open_store(copied / "account.sqlite3")) as store, store.transaction() as tx:
        tx.execute("UPDATE subject SET meanings = ?, characters = '@水'", (hostile,))
    (first, *_) = rows(studied, "known", "--level", "1")
    assert not first["meanings"].startswith("'")
    done = studied("export", "known", "--level", "1", COLLECTOR_STATE=str(copied))
    (first, *_) = csv.DictReader(io.StringIO(done.out))
    assert first["characters"] == "'@水"
    assert first["meanings"] == '\'=HYPERLINK("http://x"), a b'


MISTAKES = [
    pytest.param(["known", "--since", "7d"], "No such option", id="an option of another kind"),
    pytest.param(["failed", "--since", "soon"], "--since: 'soon' is not a time", id="no time"),
    pytest.param(["failed", "--since", "1d", "--until", "2d"], "nothing lies between", id="nothing between"),
    pytest.param(["known", "--level", "9-3"], "--level: must be a level such as 5", id="backwards"),
    pytest.param(["known", "--type", "grammar"], "'grammar' is not one of", id="no kind of subject"),
    pytest.param(["unknown", "--list", "n6"], "'n6' is not one of 'joyo_1', 'joyo_2',", id="no list"),
    pytest.param(
        ["unknown", "--list", "joyo_1", "--type", "kanji"],
        "cannot be combined with --type, --level or --stage",
        id="both",
    ),
    pytest.param(["levels", "--out", "no/folder/x.csv"], "export cannot be written", id="no folder"),
    pytest.param(
        ["levels", "--account", "anna"], "Choose an account with --account: account.", id="no account"
    ),
]


@pytest.mark.parametrize(("arguments", "words"), MISTAKES)
def test_mistakes_are_a_sentence_and_exit_2(studied: Cli, arguments: list[str], words: str) -> None:
    done = studied("export", *arguments)
    assert done.code == 2
    assert words in done.err
    assert done.out == ""


def test_before_the_first_poll_there_is_nothing(cli: Cli, wanikani: Served) -> None:
    done = cli("export", "levels")
    assert done.code == 2
    assert done.err == f"account: nothing collected yet in {cli.state}; run wanikani-collector poll first.\n"


def test_help_names_every_kind(cli: Cli) -> None:
    listed = cli("export", "--help", COLUMNS="80").out.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in listed] == COMMANDS


def test_an_item_has_every_review_and_what_comes_next(studied: Cli) -> None:
    every = rows(studied, "reviews")
    subject = every[0]["subject_id"]
    its = [row for row in every if row["subject_id"] == subject]
    found = rows(studied, "item", subject)
    assert [row["time"] for row in found if row["event"] == "review"] == [row["time"] for row in its]
    assert [row["late_seconds"] for row in found if row["event"] == "review"] == [
        row["late_seconds"] for row in its
    ]
    assert {row["subject_id"] for row in found} == {subject}
    assert found[0]["event"] == "unlocked"
    assert found[-1]["event"] == "next"
    assert "not_known" not in {row["event"] for row in found}


def test_an_item_is_found_by_its_characters_and_by_its_meaning(studied: Cli) -> None:
    failed = rows(studied, "failed", "--since", "90d", "--type", "kanji")[0]
    by_number = studied("export", "item", failed["subject_id"]).out
    assert studied("export", "item", failed["characters"], "--type", "kanji").out == by_number
    meaning = failed["meanings"].split(", ")[0].lower()
    assert studied("export", "item", meaning, "--type", "kanji").out == by_number
    shown = studied("export", "item", failed["subject_id"], "--format", "table").out
    assert "meaning incorrect" in shown.splitlines()[0]


def test_a_number_for_export_item_stands_beside_failed_items_and_leeches(studied: Cli) -> None:
    for kind in ("failed", "leeches"):
        assert "subject id" in studied("export", kind, "--format", "table").out.splitlines()[0]


@pytest.fixture
def alike(studied: Cli, tmp_path: Path) -> str:
    """A copy of the state in which a radical, a kanji that is hidden and a word are all called 水."""
    copied = tmp_path / "state"
    copied.mkdir()
    (copied / "account.sqlite3").write_bytes(studied.state_file.read_bytes())
    with closing(open_store(copied / "account.sqlite3")) as store, store.transaction() as tx:
        for kind in ("radical", "kanji", "vocabulary"):
            tx.execute(
                "UPDATE subject SET characters = '水', meanings = '[\"Water\"]', "
                "hidden_at = CASE kind WHEN 'kanji' THEN 1 END "
                "WHERE id = (SELECT min(id) FROM subject WHERE kind = ?)",
                (kind,),
            )
    return str(copied)


def test_several_items_of_one_name_are_listed_and_none_is_guessed(studied: Cli, alike: str) -> None:
    done = studied("export", "item", "水", COLLECTOR_STATE=alike)
    assert (done.code, done.out) == (2, "")
    assert re.fullmatch(
        r"水 matches more than one item: radical 水, Water \(\d+\), hidden kanji 水, Water \(\d+\), "
        r"vocabulary 水, Water \(\d+\)\. Give the number of one, or use --type\.\n",
        done.err,
    )
    hidden = studied("export", "item", "水", "--type", "kanji", COLLECTOR_STATE=alike)
    assert hidden.code == 0
    assert hidden.out.splitlines()[-1].split(",")[8] == "hidden"


def test_a_misspelt_item_is_proposed(studied: Cli, alike: str) -> None:
    done = studied("export", "item", "watre", "--type", "vocabulary", COLLECTOR_STATE=alike)
    assert done.code == 2
    assert re.fullmatch(r"No item is called watre: did you mean vocabulary 水, Water \(\d+\)\?\n", done.err)
    nothing = studied("export", "item", "999999")
    assert (nothing.code, nothing.out) == (2, "")
    assert nothing.err.startswith("No item is called 999999: give its characters")
