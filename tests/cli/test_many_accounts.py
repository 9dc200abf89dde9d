"""Commands see the accounts of a file and of a folder, and show many of them as a table."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.serving.server import serve
from collector.simulator.world.world import World
from tests.cli.conftest import Cli, Served
from tests.harness import TOKEN

NAMES = [f"learner{number}" for number in range(7)]


@pytest.fixture
def wanikani() -> Iterator[Served]:
    """A WaniKani that takes one token for all, and so more requests a minute."""
    world = World(datetime.now(UTC), levels=2, per_level=6)
    api = SimulatedWaniKani(
        world, token=TOKEN, live=lambda: world.advance(datetime.now(UTC)), requests_a_minute=10_000
    )
    with serve(api) as server:
        yield Served(api, server.url.rstrip("/"))


@pytest.fixture
def listed(cli: Cli, tmp_path: Path) -> Cli:
    """Seven accounts, half of them in a file, the others in a folder; all have been polled."""
    file, folder = tmp_path / "accounts.env", tmp_path / "tokens"
    folder.mkdir()
    file.write_text("".join(f"{name}={TOKEN}\n" for name in NAMES[:4]))
    for name in NAMES[4:]:
        (folder / name).write_text(TOKEN)
    del cli.environment["WANIKANI_TOKEN"]
    cli.environment |= {"WANIKANI_ACCOUNTS_FILE": str(file), "WANIKANI_ACCOUNTS_DIR": str(folder)}
    done = cli("poll")
    assert done.code == 0, done.err
    return cli


def test_many_accounts_are_a_table_and_one_is_shown_by_its_name(listed: Cli) -> None:
    table = listed("status").out.splitlines()
    assert table[0].split() == ["account", "level", "lessons", "reviews", "last", "poll", "problem"]
    assert [line.split()[0] for line in table[1:]] == NAMES
    assert all(line.split()[1] == "1" and "ago" in line for line in table[1:])
    one = listed("status", "LEARNER3")
    assert one.code == 0
    assert "Level" in one.out
    assert "learner3" in one.out


def test_a_name_that_is_none_is_refused_with_those_that_are(listed: Cli) -> None:
    refused = listed("status", "nobody")
    assert refused.code == 2
    assert "learner0, learner1" in refused.err


def test_every_command_reports_a_mistake_in_an_account_and_continues_with_the_others(
    listed: Cli, tmp_path: Path
) -> None:
    (tmp_path / "tokens" / "empty").write_text("")
    for command, others in (
        ("poll", "learner6: 0 changes"),
        ("status", "learner6"),
        ("report", "The report is in"),
        ("doctor", "learner6: the state is sound"),
    ):
        done = listed(command)
        assert done.code == 2
        assert f"{tmp_path}/tokens/empty is empty" in (done.out + done.err).replace("\n", " ")
        assert others in done.out


def test_a_state_that_cannot_be_read_is_a_line_of_the_table(listed: Cli) -> None:
    (listed.state / "learner2.sqlite3").write_bytes(b"no database at all" * 100)
    done = listed("status")
    assert done.code == 2
    assert "learner2" in done.out
    assert "damaged" in done.out
    assert "learner3" in done.out


def test_the_report_of_one_of_many_is_its_alone(listed: Cli, tmp_path: Path) -> None:
    done = listed("report", "--account", "learner5", "--out", str(tmp_path / "one.html"))
    assert done.code == 0
    page = (tmp_path / "one.html").read_text("utf-8")
    assert "<h1>learner5" in page
    assert "<h1>learner4" not in page
