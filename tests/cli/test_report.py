"""`report`: a page in a file, from the state alone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from collector.simulator.world.world import World
from tests.cli.conftest import Cli, Served


def _poll(cli: Cli) -> None:
    assert cli("poll").code == 0


def test_the_page_is_written_to_the_current_folder_and_its_address_is_printed(
    cli: Cli, wanikani: Served
) -> None:
    _poll(cli)
    wanikani.api.requests.clear()
    done = cli("report")
    file = cli.folder / "wanikani-report.html"
    assert (done.code, done.err) == (0, "")
    assert done.out == f"The report is in wanikani-report.html: {file.as_uri()}\n"
    assert "pretend-learner" in file.read_text(encoding="utf-8")
    assert not wanikani.api.requests


def test_a_page_that_was_there_is_replaced_and_nothing_else_is_left(cli: Cli) -> None:
    _poll(cli)
    out = cli.folder / "pages" / "mine.html"
    out.parent.mkdir()
    out.write_text("old")
    assert cli("report", "--out", str(out)).code == 0
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert list(out.parent.iterdir()) == [out]


def test_before_anything_was_collected_it_says_what_to_do_and_writes_nothing(cli: Cli) -> None:
    done = cli("report")
    assert done.code == 2
    assert "nothing collected yet" in done.err
    assert "wanikani-collector poll" in done.err
    assert not (cli.folder / "wanikani-report.html").exists()


@pytest.mark.parametrize(
    ("out", "why"),
    [
        pytest.param("there/is/no/folder.html", "no such folder", id="no folder"),
        pytest.param("/proc/page.html", "", id="a folder that takes no files"),
        pytest.param("x" * 253 + ".html", "name too long", id="a name too long"),
    ],
)
def test_a_file_that_cannot_be_written_is_named(cli: Cli, out: str, why: str) -> None:
    if not why:
        _poll(cli)
    done = cli("report", "--out", out)
    assert done.code == 2
    assert done.err.startswith(f"The report cannot be written to {out} (")
    assert why in done.err


def test_an_unknown_account_is_reported(cli: Cli) -> None:
    done = cli("report", "--out", "")
    assert done.code == 2
    assert "not a file name" in done.err


def test_a_link_stays_a_link(cli: Cli) -> None:
    _poll(cli)
    (cli.folder / "pages").mkdir()
    (cli.folder / "page.html").symlink_to(cli.folder / "pages" / "mine.html")
    assert cli("report", "--out", "page.html").code == 0
    assert (cli.folder / "page.html").is_symlink()
    assert (cli.folder / "pages" / "mine.html").stat().st_mode & 0o444 == 0o444


def test_one_broken_state_does_not_hide_the_other_account(cli: Cli) -> None:
    cli.environment["WANIKANI_ACCOUNTS__HANAKO__TOKEN"] = cli.environment["WANIKANI_TOKEN"]
    _poll(cli)
    (cli.state / "hanako.sqlite3").write_bytes(b"no database at all " * 100)
    done = cli("report")
    assert done.code == 2
    assert done.err.startswith("hanako: ")
    assert "pretend-learner" in (cli.folder / "wanikani-report.html").read_text(encoding="utf-8")


def test_the_report_of_a_state_ahead_of_the_clock_is_as_of_its_last_poll(cli: Cli, wanikani: Served) -> None:
    """A simulated WaniKani whose time flies: what it says is to come is not past."""
    ahead = datetime.now(UTC) + timedelta(days=400)
    wanikani.api.world = World(ahead, levels=3, per_level=12)
    _poll(cli)
    cli("report", "--out", "page.html")
    page = Path(cli.folder / "page.html").read_text(encoding="utf-8")
    assert f"as of {ahead.day} {ahead:%B %Y}" in page


def test_a_demo_does_not_live_half_a_year_before_it_says_that_its_report_has_no_place(cli: Cli) -> None:
    done = cli("demo", "--days", "730", "--out", "no/such/folder.html")
    assert done.code == 2
    assert done.err.startswith("The report cannot be written to no/such/folder.html (no such folder)")
