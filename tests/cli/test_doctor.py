"""The doctor tells misconfigurations apart, each by words of its own; in process, over real sockets."""

import contextlib
import re
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import run_wsgi_app

from collector.cli.commands.doctor import doctor
from collector.cli.commands.poll import poll
from collector.config.settings import load
from collector.core.clock import SystemClock
from collector.core.moments import Moment
from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.serving.server import serve
from collector.simulator.world.world import World
from collector.storage import outbox
from collector.storage.database import open_store
from collector.storage.identity import Identity, save_identity
from tests.cli.conftest import CANARY, OPERATOR_TOKEN, READ_TOKEN, WRITE_TOKEN, Cli, Served
from tests.harness import TOKEN
from tests.influxdb.pretend_influxdb import PretendInfluxDB, Trouble

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


@dataclass
class Surgery:
    """What a test may spoil, and the doctor's answer: exit code and lines."""

    folder: Path
    wanikani: Served
    influxdb: PretendInfluxDB
    environment: pytest.MonkeyPatch
    printed: Callable[[], str]
    warnings: list[str] = field(default_factory=list)

    @property
    def state_file(self) -> Path:
        """Return the unnamed account's state."""
        return self.folder / "state" / "account.sqlite3"

    def set(self, **variables: str) -> None:
        """Set variables."""
        for name, value in variables.items():
            self.environment.setenv(name, value)

    def poll(self) -> None:
        """Let there be a state."""
        assert poll(load(), SystemClock()) == 0
        self.printed()

    def examine(self) -> tuple[int, str]:
        """Ask the doctor."""
        code = doctor(load(), SystemClock(), self.warnings)
        said = self.printed()
        assert CANARY not in said
        return code, said


@pytest.fixture
def surgery(
    tmp_path: Path,
    wanikani: Served,
    influxdb: PretendInfluxDB,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Surgery:
    """A collector that is well set up: no finding but good ones."""
    found = Surgery(tmp_path, wanikani, influxdb, monkeypatch, lambda: capsys.readouterr().out)
    found.set(
        WANIKANI_URL=wanikani.url, WANIKANI_TOKEN=TOKEN, COLLECTOR_STATE=str(tmp_path / "state"),
        INFLUXDB_URL=influxdb.url, INFLUXDB_TOKEN=WRITE_TOKEN,
    )  # fmt: skip
    return found


def _fails(path: str, status: int, body: str | None = None) -> Callable[[Surgery], None]:
    return lambda surgery: surgery.wanikani.api.fail(path, status, times=9, body=body)


def _set(**variables: str) -> Callable[[Surgery], None]:
    return lambda surgery: surgery.set(**variables)


def _damage(surgery: Surgery) -> None:
    surgery.poll()
    surgery.state_file.write_bytes(b"this is no database" * 1000)


def _newer(surgery: Surgery) -> None:
    surgery.poll()
    with contextlib.closing(sqlite3.connect(surgery.state_file)) as connection:
        connection.execute("PRAGMA user_version = 999")


def _other_learner(surgery: Surgery) -> None:
    surgery.poll()
    with contextlib.closing(open_store(surgery.state_file)) as store, store.transaction() as tx:
        save_identity(tx, Identity("somebody", "somebody"))


def _renamed(surgery: Surgery) -> None:
    surgery.poll()
    surgery.set(WANIKANI_ACCOUNT="another-name")


def _not_influxdb(surgery: Surgery) -> None:
    surgery.set(INFLUXDB_URL=surgery.wanikani.url.removesuffix("/v2"), INFLUXDB_TOKEN="")


def _busy(surgery: Surgery) -> None:
    surgery.influxdb.trouble(Trouble(503))


def _short_shards(surgery: Surgery) -> None:
    surgery.set(INFLUXDB_TOKEN=OPERATOR_TOKEN)


def _refused_points(surgery: Surgery) -> None:
    surgery.poll()
    with contextlib.closing(open_store(surgery.state_file)) as store, store.transaction() as tx:
        refused = outbox.RejectedPoint("queue lessons=1i 1", "field type conflict")
        outbox.keep_rejected(tx, [refused], Moment(0))


def _misspelt(surgery: Surgery) -> None:
    surgery.warnings.append("WANIKANI_TOKE is not a setting: did you mean WANIKANI_TOKEN?")


Spoil = Callable[[Surgery], None]
# How it is spoilt, the exit code, and words that the doctor says of nothing else.
MISCONFIGURATIONS: dict[str, tuple[Spoil, int, str]] = {
    "no token": (_set(WANIKANI_TOKEN=""), 2, "WANIKANI_TOKEN is not set"),
    "a token with a space": (_set(WANIKANI_TOKEN="canary 1"), 2, "WANIKANI_TOKEN contains a space"),
    "a token that WaniKani rejects": (
        _set(WANIKANI_TOKEN="wrong-canary"),
        2,
        "does not accept the token (401)",
    ),
    "a token that may not read": (
        _fails("assignments", 403),
        2,
        "does not allow the token to read /assignments",
    ),
    "WaniKani cannot be reached": (
        _set(WANIKANI_URL="http://127.0.0.1:1"),
        1,
        "cannot be reached: check the net",
    ),
    "WaniKani is in trouble": (_fails("user", 500), 1, "an error of its own (500)"),
    "WANIKANI_URL has another path": (
        _fails("user", 404),
        1,
        "WaniKani has no /user (404): check WANIKANI_URL",
    ),
    "something else answers there": (
        _fails("user", 200, "<html>login</html>"),
        1,
        "a web page instead of data",
    ),
    "the state folder cannot be written": (
        _set(COLLECTOR_STATE="/dev/null/x"),
        2,
        "/dev/null/x cannot be written",
    ),
    "the state is damaged": (_damage, 2, "is damaged"),
    "the state is of a newer version": (_newer, 2, "was written by a newer wanikani-collector"),
    "the state is another learner's": (_other_learner, 2, "belongs to"),
    "the account has got another name": (_renamed, 2, "WANIKANI_ACCOUNT is 'another-name'"),
    "InfluxDB cannot be reached": (_set(INFLUXDB_URL="http://127.0.0.1:1"), 1, "(Connection refused)"),
    "something else is no InfluxDB": (_not_influxdb, 2, "does not look like InfluxDB"),
    "InfluxDB wants a token": (_set(INFLUXDB_TOKEN=""), 2, "requires a token: set INFLUXDB_TOKEN"),
    "InfluxDB rejects the token": (_set(INFLUXDB_TOKEN="wrong-canary"), 2, "rejects the token ("),
    "InfluxDB's token may not write": (_set(INFLUXDB_TOKEN=READ_TOKEN), 2, "use one that is;"),
    "the bucket is not there": (_set(INFLUXDB_BUCKET="nothing"), 2, "“nothing”"),
    "the organization is not there": (_set(INFLUXDB_ORG="nobody"), 2, "“nobody”"),
    "InfluxDB is busy": (_busy, 1, "(503)"),
    "InfluxDB's token file is not there": (
        _set(INFLUXDB_TOKEN="", INFLUXDB_TOKEN_FILE="/nowhere/token"),
        2,
        "INFLUXDB_TOKEN_FILE names /nowhere/token",
    ),
    "the shard groups are short": (_short_shards, 0, "days long, which costs ten times the memory"),
    "InfluxDB refused points": (_refused_points, 0, "InfluxDB refused points; the last one:"),
    "InfluxDB is not set": (_set(INFLUXDB_URL=""), 0, "INFLUXDB_URL is not set"),
    "TZ is no name of a zone": (_set(TZ="CET-1CEST"), 0, "TZ is CET-1CEST"),
    "a variable is misspelt": (_misspelt, 0, "did you mean WANIKANI_TOKEN?"),
}


def test_the_doctor_has_nothing_to_say_against_a_good_set_up(surgery: Surgery) -> None:
    surgery.poll()
    code, said = surgery.examine()
    assert code == 0
    assert [line[0] for line in said.splitlines()] == ["✓"] * 7 + ["A"]
    assert said.splitlines()[-1] == "All is well."


@pytest.mark.parametrize(("spoil", "code", "words"), MISCONFIGURATIONS.values(), ids=MISCONFIGURATIONS)
def test_the_doctor_sees_that(spoil: Spoil, code: int, words: str, surgery: Surgery) -> None:
    spoil(surgery)
    found, said = surgery.examine()
    assert words in said
    (line,) = [line for line in said.splitlines() if words in line]
    assert line[0] == ("·" if code == 0 else "✗")
    assert found == code
    others = [other for _, _, other in MISCONFIGURATIONS.values() if other != words]
    assert not [other for other in others if other in line]


def _unmarked(api: "WSGIApplication") -> "WSGIApplication":
    """Let *api* answer as the real service does, which names no simulator."""

    def app(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        parts, status, headers = run_wsgi_app(api, environ)
        headers.remove("Server")
        start_response(status, list(headers))
        return parts

    return app


@pytest.mark.parametrize(
    ("difference", "words"),
    [
        (timedelta(hours=-2, seconds=-30), "This machine's clock is 2 h ahead of WaniKani's: set it (NTP)."),
        (
            timedelta(hours=46, seconds=30),
            "This machine's clock is 1 day 22 h behind WaniKani's: set it (NTP).",
        ),
    ],
)
def test_the_doctor_says_which_clock_is_behind_and_by_how_long(
    surgery: Surgery, difference: timedelta, words: str
) -> None:
    world = World(datetime.now(UTC) + difference, levels=1, per_level=9)
    with serve(SimulatedWaniKani(world, token=TOKEN), around=_unmarked) as server:
        surgery.set(WANIKANI_URL=server.url)
        code, said = surgery.examine()
    assert code == 2
    assert f"✗ {words}" in said


def test_a_simulated_wanikani_is_known_as_one_whose_time_may_go_faster(surgery: Surgery) -> None:
    world = World(datetime.now(UTC) + timedelta(hours=46, seconds=30), levels=1, per_level=9)
    with serve(SimulatedWaniKani(world, token=TOKEN)) as server:
        surgery.set(WANIKANI_URL=server.url)
        code, said = surgery.examine()
    assert code == 0
    assert "A simulated WaniKani accepts the token of pretend-learner" in said
    assert "· This machine's clock is 1 day 22 h behind that of the simulated WaniKani" in said


def test_a_state_folder_that_the_doctor_makes_is_its_owners_alone(surgery: Surgery) -> None:
    surgery.examine()
    assert (surgery.folder / "state").stat().st_mode & 0o777 == 0o700


def test_the_doctor_looks_at_every_account(surgery: Surgery) -> None:
    surgery.set(WANIKANI_ACCOUNTS__ANN__TOKEN="wrong-canary")
    code, said = surgery.examine()
    assert code == 2
    assert "✓ account: A simulated WaniKani accepts the token of pretend-learner" in said
    assert "✗ ann: WaniKani does not accept the token (401)" in said


@pytest.mark.parametrize("status", [429, 503])
def test_the_doctor_asks_once_and_does_not_insist(surgery: Surgery, status: int) -> None:
    surgery.wanikani.api.fail("/v2/user", status, times=10)
    code, said = surgery.examine()
    assert code == 1
    assert str(status) in said
    assert [path for _, path, _ in surgery.wanikani.api.requests] == ["/v2/user"]


def test_the_doctor_changes_nothing(surgery: Surgery) -> None:
    surgery.poll()
    before = dict(surgery.influxdb.points)
    surgery.examine()
    assert surgery.influxdb.points == before


def test_on_a_narrow_terminal_sentences_break_between_words(cli: Cli) -> None:
    shown = cli.on_terminal("doctor", columns=60).out
    assert "\x1b[32m✓" in shown
    lines = [line.rpartition("\r")[2] for line in shown.replace("\r\n", "\n").split("\n")]
    plain = [re.sub(r"\x1b\[[0-9]+m", "", line) for line in lines]
    assert any(line.startswith("  ") for line in plain)
    assert all(len(line) <= 60 or " " not in line.strip() for line in plain)  # a path stays whole
