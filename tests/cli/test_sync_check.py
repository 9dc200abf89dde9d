"""`sync-check`: whether the counts agree with the website's, and why not."""

from contextlib import closing
from datetime import UTC, datetime

from collector.storage.database import open_store
from tests.cli.conftest import Cli, Served


def test_right_after_a_poll_all_agrees(cli: Cli) -> None:
    cli("poll")
    done = cli("sync-check")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("account: all agrees with WaniKani: level, waiting lessons and reviews, ")


def test_what_was_done_since_the_poll_is_listed_and_explained(cli: Cli, wanikani: Served) -> None:
    cli("poll")
    world = wanikani.api.world
    world.advance(datetime.now(UTC))
    (first, *_) = world.lessons()
    world.start(first)
    done = cli("sync-check")
    assert done.code == 0
    assert "WaniKani now, against the last poll, " in done.out
    assert "· lessons: status says " in done.out
    assert "status says lesson, WaniKani apprentice_1" in done.out
    assert "the next poll updates status" in done.out
    cli("poll")
    assert "all agrees" in cli("sync-check").out


def test_what_time_does_not_explain_is_a_failure(cli: Cli) -> None:
    cli("poll")
    with closing(open_store(cli.state_file)) as store, store.transaction() as tx:
        # The learner began a moment ago: the poll was some seconds after that.
        tx.execute("UPDATE poll SET at = at + 10000000")
        tx.execute("UPDATE assignment SET srs_stage = 8 WHERE id = (SELECT min(id) FROM assignment)")
    done = cli("sync-check")
    assert done.code == 1
    assert "✗ " in done.out
    assert "status says enlightened, WaniKani lesson" in done.out
    assert "please report the difference" in done.out


def test_before_the_first_poll_there_is_nothing_to_compare(cli: Cli) -> None:
    done = cli("sync-check")
    assert done.code == 2
    assert done.err == "account: nothing collected yet: run wanikani-collector poll first.\n"


def test_a_rejected_token_is_a_sentence(cli: Cli) -> None:
    cli("poll")
    rejected = cli("sync-check", WANIKANI_TOKEN="canary-wrong")
    assert rejected.code == 2
    assert "does not accept the token" in rejected.err
