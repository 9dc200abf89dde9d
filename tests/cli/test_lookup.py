"""`lookup`, as the learner types it: from the state alone."""

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from collector.core.model import SubjectId
from collector.core.moments import moment
from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.learner.sample_accounts import typical_learner
from collector.simulator.serving.server import serve
from collector.simulator.world.content import Subject
from collector.simulator.world.mnemonics import meaning_mnemonic
from collector.simulator.world.world import World
from collector.storage import mnemonics, outbox
from collector.storage.database import open_store
from collector.views.item.page import item_page
from collector.views.item.read import read_item
from collector.views.lookup.entries import NOTICE
from tests.cli.conftest import COMMAND, Cli, Finished, Served
from tests.harness import TOKEN, studied_everything
from tests.storage.older_versions import as_version


class Learner:
    """A learner who was polled once; WaniKani is gone since."""

    def __init__(self, folder: Path, world: World) -> None:
        self.world = world
        with serve(SimulatedWaniKani(world, token=TOKEN)) as server:
            self.cli = Cli(folder, {"WANIKANI_URL": server.url.rstrip("/"), "WANIKANI_TOKEN": TOKEN})
            assert self.cli("poll", LOG_LEVEL="debug").code == 0

    def lookup(self, *arguments: str) -> Finished:
        return self.cli("lookup", *arguments)

    def piped(self, text: str, *arguments: str) -> Finished:
        done = subprocess.run(
            [*COMMAND, "lookup", *arguments], input=text.encode(), capture_output=True, timeout=60,
            cwd=self.cli.folder, env=self.cli._environment({}), check=False,
        )  # fmt: skip
        return Finished(done.returncode, done.stdout.decode(), done.stderr.decode())

    def words(self, parts: int) -> Iterator[Subject]:
        """Yield the words that are written with so many kanji alone."""
        for subject in self.world.subjects:
            if subject.kind == "vocabulary" and len(subject.slug) == len(subject.components) == parts:
                yield subject


@pytest.fixture(scope="module")
def learner(tmp_path_factory: pytest.TempPathFactory) -> Learner:
    now = datetime.now(UTC)
    world = World(now - timedelta(days=60), seed=2, per_level=40)
    typical_learner(world, seed=2).live_until(now)
    world.advance(now)
    return Learner(tmp_path_factory.mktemp("learner"), world)


def test_a_word_its_kanji_and_their_radicals_each_with_its_mnemonic(learner: Learner) -> None:
    word = next(learner.words(2))
    done = learner.lookup(word.slug)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"{word.slug}  vocabulary · {word.meaning.title()}")
    for kanji in (learner.world.subjects[part] for part in word.components):
        assert f"─ {kanji.slug}  kanji · {kanji.meaning.title()}" in done.out
        told = re.sub("<[^>]+>", "", meaning_mnemonic(kanji)).partition("\r")[0]
        assert done.out.count(told) == 1
        for radical in (learner.world.subjects[part] for part in kanji.components):
            assert f"  radical · {radical.meaning.title()}" in done.out


def test_a_text_of_five_hundred_characters(learner: Learner) -> None:
    known = list(learner.words(2))[:20]
    sentence = "、そして、彼らはゆっくりと「{}」の中へ入っていきましたが、ABC は何も見えません。\n"
    text = "".join(sentence.format(word.slug) for word in known)[:900]
    assert len(text) > 500
    done = learner.piped(text)
    assert done.code == 0
    heads = [line.split()[0] for line in done.out.splitlines() if "  vocabulary · " in line]
    there = [word.slug for word in known if word.slug in text]
    assert len(there) > 8
    assert [head for head in heads if head in there] == there
    assert not {"ABC", "は", "と"} & set(heads)


@pytest.mark.parametrize("format_", ["markdown", "html", "anki"])
def test_a_file_in_each_form_says_whose_the_mnemonics_are(learner: Learner, format_: str) -> None:
    out = learner.cli.folder / f"words.{format_}"
    word = next(learner.words(2))
    done = learner.lookup(word.slug, "--format", format_, "--output", str(out))
    assert (done.code, done.out, done.err) == (0, "", f"Written to {out}.\n")
    assert NOTICE in out.read_text("utf-8")
    assert word.slug in out.read_text("utf-8")


def test_the_name_of_the_file_says_the_form(learner: Learner) -> None:
    word = next(learner.words(1)).slug
    for name, begin in (("a.html", "<!doctype"), ("a.md", "# Words"), ("a.txt", word)):
        learner.lookup(word, "--out", str(learner.cli.folder / name))
        assert (learner.cli.folder / name).read_text("utf-8").lstrip().startswith(begin)


def test_words_of_a_list_and_of_standard_input_are_the_same(learner: Learner, tmp_path: Path) -> None:
    words = "\n".join(word.slug for word in list(learner.words(1))[:5])
    file = tmp_path / "list.txt"
    file.write_bytes(b"\xef\xbb\xbf" + words.replace("\n", "\r\n").encode())
    expected = learner.lookup(*words.split()).out
    assert learner.lookup("--file", str(file)).out == expected
    assert learner.piped(words).out == learner.piped(words, "--file", "-").out == expected


def test_nonsense_is_listed_as_unknown_and_is_exit_2(learner: Learner) -> None:
    done = learner.lookup("xyzzy", "ふにゃふにゃ")
    assert done.code == 2
    assert done.out == "Not in WaniKani:\n  xyzzy\n  ふにゃふにゃ\n"
    assert done.err == "WaniKani teaches none of these words: xyzzy, ふにゃふにゃ.\n"
    out = learner.cli.folder / "nothing.html"
    assert learner.lookup("xyzzy", "--out", str(out)).code == 2
    assert not out.exists()


def test_an_unknown_word_beside_a_known_one_is_no_failure(learner: Learner) -> None:
    word = next(learner.words(2)).slug
    done = learner.lookup(word, word[::-1])
    assert done.code == 0
    assert re.search(rf"Not in WaniKani:\n  {word[::-1]} · similar: .*{word}", done.out)


@pytest.mark.parametrize("text", ["", "\n \n", "\ufeff"])
def test_an_empty_file_is_a_sentence_and_exit_2(learner: Learner, tmp_path: Path, text: str) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text(text, encoding="utf-8")
    done = learner.lookup("--file", str(empty))
    assert (done.code, done.out) == (2, "")
    assert done.err == "Nothing to look up: give words or a text.\n"


def test_a_text_without_japanese_is_a_sentence_and_exit_2(learner: Learner) -> None:
    done = learner.piped("Nothing in here, at all.\n")
    assert (done.code, done.out) == (2, "")
    assert done.err == "WaniKani teaches no word of this text.\n"


def test_mistakes_are_a_sentence_and_exit_2(learner: Learner, tmp_path: Path) -> None:
    (tmp_path / "sjis.txt").write_bytes("水を飲む".encode("shift_jis"))
    for arguments, words in (
        (["--file", "no/such/file"], "no/such/file cannot be read"),
        (["--file", str(tmp_path)], "cannot be read (Is a directory)"),
        (
            ["--file", str(tmp_path / "sjis.txt")],
            "is not UTF-8 text, so none of it was used: save it as UTF-8",
        ),
        (["水", "--out", "no/folder/x.md"], "lookup cannot be written"),
        (["水", "--account", "anna"], "Choose an account with --account: account."),
        (["水", "--format", "pdf"], "'pdf' is not one of"),
    ):
        done = learner.lookup(*arguments)
        assert (done.code, done.out) == (2, "")
        assert words in done.err


def test_without_words_a_terminal_is_told_what_to_give(learner: Learner) -> None:
    done = learner.cli.on_terminal("lookup")
    assert done.code == 2
    assert "Give WORDS, or a text with --file or on standard input." in done.out


def test_on_a_terminal_marks_and_stages_have_colours_and_no_line_is_too_long(learner: Learner) -> None:
    shown = learner.cli.on_terminal("lookup", next(learner.words(2)).slug, columns=60).out
    plain = re.sub(r"\x1b\[[\d;]*m", "", shown).splitlines()
    assert shown != "\n".join(plain)
    assert "\x1b[1m" in shown
    assert max(map(len, plain)) <= 60


def test_the_state_is_only_read_and_wanikani_not_asked(learner: Learner) -> None:
    before = learner.cli.state_file.read_bytes()
    assert learner.lookup(next(learner.words(1)).slug).code == 0
    assert learner.cli.state_file.read_bytes() == before


def test_help_says_whose_the_mnemonics_are(learner: Learner) -> None:
    assert NOTICE in " ".join(learner.lookup("--help").out.split())


def test_before_the_first_poll_there_is_nothing(cli: Cli, wanikani: Served) -> None:
    done = cli("lookup", "水")
    assert done.code == 2
    assert done.err == f"account: nothing collected yet in {cli.state}; run wanikani-collector poll first.\n"


def test_levels_are_those_of_now_and_beyond_a_free_account_is_said_so(tmp_path: Path) -> None:
    world = World(datetime.now(UTC), levels=6, per_level=20)
    world.set_subscription(active=False, type="free", max_level_granted=3)
    word = next(s for s in world.subjects if s.kind == "vocabulary" and s.level == 6)
    moved, *_ = word.components
    world.move_subject(moved, 5)
    done = Learner(tmp_path, world).lookup(word.slug)
    assert done.code == 0
    headline, *others = [line for line in done.out.splitlines() if "· level" in line]
    assert headline.endswith("level 6, beyond your subscription · locked")
    kanji = next(line for line in others if f" {world.subjects[moved].slug}  kanji" in line)
    assert "level 5, beyond your subscription" in kanji


def test_a_state_of_before_says_that_the_next_poll_brings_the_mnemonics(cli: Cli, wanikani: Served) -> None:
    assert cli("poll").code == 0
    as_version(cli.state_file, 8)
    open_store(cli.state_file).close()
    word = next(s for s in wanikani.api.world.subjects if s.kind == "vocabulary").slug
    done = cli("lookup", word)
    assert (done.code, done.err) == (0, "No mnemonics are stored yet: the next poll fetches them.\n")
    assert "Meaning:" not in done.out
    assert cli("poll").code == 0
    assert "Meaning:" in cli("lookup", word).out


CANARY = "Remember how cold it felt in your hands"
EXPORTS = (
    ["failed"], ["known"], ["unknown"], ["unknown", "--list", "joyo_1"], ["item", "1"],
    ["reviews"], ["sessions"], ["srs"], ["forecast"], ["levels"], ["leeches"], ["accuracy"],
)  # fmt: skip


def test_a_mnemonic_is_shown_by_lookup_and_by_nothing_else(tmp_path: Path, wanikani: Served) -> None:
    cli = Cli(tmp_path, {"WANIKANI_URL": wanikani.url, "WANIKANI_TOKEN": TOKEN, "LOG_LEVEL": "debug"})
    studied_everything(wanikani.api.world)
    shown = [
        cli("poll"),
        cli("poll"),
        cli("status"),
        cli("project"),
        cli("report", "--out", "r.html"),
        cli("doctor"),
    ]
    shown += [cli("export", *each, "--format", form) for each in EXPORTS for form in ("csv", "jsonl", "anki")]
    with closing(open_store(cli.state_file)) as store, store.reading() as tx:
        told = mnemonics.mnemonics_of(tx, [SubjectId(subject.id) for subject in wanikani.api.world.subjects])
        lines = "\n".join(row.line for row in outbox.oldest(tx, 10**6))
        holders = [each.subject_id for each in told.values() if each.meaning and CANARY in each.meaning]
        assert len(holders) > 3
        history = read_item(tx, holders[0], moment(datetime.now(UTC)), ZoneInfo("UTC"))
    assert history is not None
    shown += [cli("export", "item", str(holders[0]), "--format", form) for form in ("csv", "jsonl")]
    pages = [item_page(history, account="me", report_url="../"), (tmp_path / "r.html").read_text("utf-8")]
    everything = "".join([*(done.out + done.err for done in shown), lines, *pages])
    assert len(everything) > 10_000
    assert CANARY not in everything
    word = next(s for s in wanikani.api.world.subjects if s.id in holders and s.characters)
    assert CANARY in cli("lookup", word.characters or "").out


def test_ten_thousand_words_take_a_few_seconds(tmp_path: Path) -> None:
    world = World(datetime.now(UTC), levels=60, per_level=80)
    learner = Learner(tmp_path, world)
    known = [s.slug for s in world.subjects if s.kind == "vocabulary"]
    text = "\n".join([*known, *(word + "々" for word in known * 3)][:10_000])
    (tmp_path / "words.txt").write_text(text, encoding="utf-8")
    began = time.process_time()
    done = learner.lookup("--file", str(tmp_path / "words.txt"))
    taken = time.process_time() - began
    assert done.code == 0
    assert done.out.count("  vocabulary · ") == len(known) > 3_000
    # Some three times what it takes.
    assert taken < 4
