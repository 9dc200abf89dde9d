"""Accounts of a file and of a folder: each mistake is a sentence, and all others are there."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from collector.config.accounts import Accounts, accounts_version, read_accounts
from collector.config.settings import Settings
from tests.config.conftest import Read

ANN, BEN = "ann-token-canary", "ben-token-canary"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "accounts.env"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "tokens"
    path.mkdir()
    return path


@pytest.fixture
def of_file(settings: Read, file: Path) -> Settings:
    return settings(WANIKANI_ACCOUNTS_FILE=str(file))


@pytest.fixture
def of_folder(settings: Read, folder: Path) -> Settings:
    return settings(WANIKANI_ACCOUNTS_DIR=str(folder))


def _tokens(accounts: Accounts) -> dict[str, str]:
    return {name: token.read() for name, token in accounts.tokens.items()}


def test_a_file_has_a_line_for_each_account(of_file: Settings, file: Path) -> None:
    file.write_text(f"# learners\nANN={ANN}\n\nexport ben='{BEN}'  # the second\n")
    read = read_accounts(of_file)
    assert _tokens(read) == {"ann": ANN, "ben": BEN}
    assert read.mistakes == ()


def test_a_folder_has_a_file_for_each_account(of_folder: Settings, folder: Path) -> None:
    (folder / "ann").write_text(ANN)
    (folder / "Ben").write_text(f"\ufeff{BEN}\r\n")
    (folder / ".hidden").write_text("no account")
    (folder / "lost+found").mkdir()
    read = read_accounts(of_folder)
    assert _tokens(read) == {"ann": ANN, "ben": BEN}
    assert read.mistakes == ()


def _mounted_secret(folder: Path, version: str, token: str) -> None:
    """Write a secret as Kubernetes does: a folder of its own, which a link is moved to in one step."""
    (folder / version).mkdir()
    (folder / version / "ann").write_text(token)
    (folder / "..data_tmp").symlink_to(version)
    (folder / "..data_tmp").rename(folder / "..data")


def test_a_secret_of_kubernetes_is_read_and_its_change_seen(of_folder: Settings, folder: Path) -> None:
    _mounted_secret(folder, "..2024_1", ANN)
    (folder / "ann").symlink_to("..data/ann")
    later = datetime.now(UTC) + timedelta(hours=1)
    before = accounts_version(of_folder, later)
    assert _tokens(read_accounts(of_folder)) == {"ann": ANN}
    assert accounts_version(of_folder, later) == before
    _mounted_secret(folder, "..2024_2", BEN)
    assert _tokens(read_accounts(of_folder)) == {"ann": BEN}
    assert accounts_version(of_folder, later) != before


def test_accounts_come_from_everywhere_at_once(settings: Read, file: Path, folder: Path) -> None:
    file.write_text(f"ben={BEN}\n")
    (folder / "carl").write_text("carl-token")
    read = read_accounts(
        settings(
            WANIKANI_TOKEN="mine",
            WANIKANI_ACCOUNTS__ANN__TOKEN=ANN,
            WANIKANI_ACCOUNTS_FILE=str(file),
            WANIKANI_ACCOUNTS_DIR=str(folder),
        )
    )
    assert _tokens(read) == {"account": "mine", "ann": ANN, "ben": BEN, "carl": "carl-token"}


LINES = [
    pytest.param("ann canary", "line 2 of {} is not name=token", id="no ="),
    pytest.param("2nd=canary", "begins with a letter", id="a name that begins with a digit"),
    pytest.param("ann: canary", "line 2 of {}: write ann=… with = instead of the colon", id="YAML"),
    pytest.param(
        "ann='canary", "line 2 of {}: the quote before the value of ann is not closed", id="a quote"
    ),
    pytest.param("ann=$canary", "write the value in single quotes", id="a variable"),
    pytest.param("ann=", "line 2 of {} is empty: put a read-only token from", id="no token"),
    pytest.param("ann=two canaries", "line 2 of {} contains a space or a character", id="two words"),
    pytest.param("ann.b=canary", "line 2 of {}: 'ann.b' is not a valid account name", id="a name with a dot"),
    pytest.param("ACCOUNT=canary", "'account' is not a valid account name", id="the name of the unnamed one"),
    pytest.param("Ben=canary", "ben is in line 1 of {} already, which takes precedence", id="a name twice"),
    pytest.param(
        "WANIKANI_ACCOUNTS__ANN__TOKEN=canary", "line 2 of {}: write ann=… here, without", id="as in .env"
    ),
    pytest.param("WANIKANI_TOKEN=canary", "write the account's name instead", id="as in .env, unnamed"),
]


@pytest.mark.parametrize(("line", "words"), LINES)
def test_a_line_that_is_a_mistake_is_named_and_the_others_count(
    of_file: Settings, file: Path, line: str, words: str
) -> None:
    file.write_text(f"ben={BEN}\n{line}\ncarl=carl-token\n")
    read = read_accounts(of_file)
    assert _tokens(read) == {"ben": BEN, "carl": "carl-token"}
    (sentence,) = read.mistakes
    assert words.format(file).lower() in sentence.lower()
    assert "canar" not in sentence


FILES = [
    pytest.param("ann", b"", "tokens/ann is empty: put a read-only token from", id="an empty one"),
    pytest.param("ann", b"two canaries", "tokens/ann contains a space or a character", id="two words"),
    pytest.param("ann", b"\xff\xfe\x00", "tokens/ann is not a text file", id="no text"),
    pytest.param("ann~", b"canary", "tokens/ann~: 'ann~' is not a valid account name", id="an editor's copy"),
    pytest.param("account", b"canary", "'account' is not a valid account name", id="the unnamed one's name"),
    pytest.param("BEN", b"canary", "tokens/BEN: ben is in", id="a name twice"),
]


@pytest.mark.parametrize(("name", "content", "words"), FILES)
def test_a_file_that_is_a_mistake_is_named_and_the_others_count(
    settings: Read, folder: Path, name: str, content: bytes, words: str
) -> None:
    (folder / name).write_bytes(content)
    (folder / "carl").write_text("carl-token")
    read = read_accounts(settings(WANIKANI_ACCOUNTS__BEN__TOKEN=BEN, WANIKANI_ACCOUNTS_DIR=str(folder)))
    assert _tokens(read) == {"ben": BEN, "carl": "carl-token"}
    (sentence,) = read.mistakes
    assert words in sentence
    assert "canar" not in sentence


def test_a_folder_a_pipe_and_a_dead_link_among_the_files_are_named(of_folder: Settings, folder: Path) -> None:
    (folder / "old").mkdir()
    os.mkfifo(folder / "pipe")
    (folder / "dead").symlink_to("nowhere")
    assert [
        sentence.partition(" ")[0].rpartition("/")[2] for sentence in read_accounts(of_folder).mistakes
    ] == [
        "dead",
        "old",
        "pipe",
    ]


def test_an_account_also_set_by_a_variable_is_reported_and_the_variable_wins(
    settings: Read, file: Path
) -> None:
    file.write_text(f"ann={BEN}\nben={BEN}\n")
    read = read_accounts(
        settings(
            WANIKANI_ACCOUNTS__ANN__TOKEN=ANN,
            WANIKANI_TOKEN="mine",
            WANIKANI_ACCOUNT="ben",
            WANIKANI_ACCOUNTS_FILE=str(file),
        )
    )
    assert _tokens(read) == {"account": "mine", "ann": ANN}
    twice, label = read.mistakes
    assert f"Line 1 of {file}: ann is in WANIKANI_ACCOUNTS__ANN__TOKEN already" in twice
    assert f"Line 2 of {file}: WANIKANI_ACCOUNT is ben too" in label


@pytest.mark.parametrize("made", ["nothing", "a folder", "no text"])
def test_an_unreadable_file_is_reported_and_removes_no_account(
    of_file: Settings, file: Path, made: str
) -> None:
    file.write_text(f"ann={ANN}\n")
    before = read_accounts(of_file)
    file.unlink()
    if made == "a folder":
        file.mkdir()
    elif made == "no text":
        file.write_bytes(b"\xff\xfe\x00")
    now = read_accounts(of_file, before)
    assert _tokens(now) == {"ann": ANN}
    (sentence,) = now.mistakes
    assert sentence.startswith(f"WANIKANI_ACCOUNTS_FILE names {file}, which ")
    assert read_accounts(of_file).tokens == {}


def test_a_missing_folder_is_reported_and_removes_no_account(of_folder: Settings, folder: Path) -> None:
    (folder / "ann").write_text(ANN)
    before = read_accounts(of_folder)
    folder.rename(folder.with_name("elsewhere"))
    now = read_accounts(of_folder, before)
    assert _tokens(now) == {"ann": ANN}
    assert "which does not exist: create it or correct the path" in now.mistakes[0]


def test_a_broken_account_keeps_its_last_good_token_and_a_missing_one_is_gone(
    of_file: Settings, settings: Read, file: Path, folder: Path
) -> None:
    file.write_text(f"ann={ANN}\nben={BEN}\n")
    (folder / "carl").write_text("carl-token")
    (folder / "dora").write_text("dora-token")
    both = settings(WANIKANI_ACCOUNTS_DIR=str(folder))
    before = read_accounts(both)
    file.write_text("ann='torn\n")
    (folder / "carl").write_text("")
    (folder / "dora").unlink()
    now = read_accounts(both, before)
    assert _tokens(now) == {"ann": ANN, "carl": "carl-token"}
    assert len(now.mistakes) == 2


def test_without_any_account_there_is_a_sentence_and_no_unnamed_one(of_file: Settings, file: Path) -> None:
    file.write_text("# nobody yet\n")
    read = read_accounts(of_file)
    assert read.tokens == {}
    (sentence,) = read.mistakes
    assert sentence.startswith(
        f"There is no account in WANIKANI_ACCOUNTS_FILE ({file}): add a line NAME=token"
    )


def test_a_token_in_place_of_the_path_is_not_repeated(settings: Read) -> None:
    (sentence,) = read_accounts(settings(WANIKANI_ACCOUNTS_FILE="ann-token-canary")).mistakes
    assert sentence == "What WANIKANI_ACCOUNTS_FILE names does not exist: create it or correct the path."


def test_a_change_is_seen_even_where_time_and_size_are_the_same(of_file: Settings, file: Path) -> None:
    file.write_text(f"ann={ANN}\n")
    written = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    # Just written: it may be written again within the same tick, so it is read again.
    assert accounts_version(of_file, written + timedelta(seconds=1)) is None
    later = written + timedelta(minutes=1)
    assert accounts_version(of_file, later) == accounts_version(of_file, later) is not None


def test_ten_thousand_lines_take_ten_times_as_long_as_a_thousand(of_file: Settings, file: Path) -> None:
    file.write_text("".join(f"learner{number}=token-{number:032d}\n" for number in range(10_000)))
    started = datetime.now(UTC)
    assert len(read_accounts(of_file).tokens) == 10_000
    # 0.2 s; where each line looked at all before it, a minute.
    assert datetime.now(UTC) - started < timedelta(seconds=5)
