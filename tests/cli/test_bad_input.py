"""Whatever the owner or the world does wrong: one sentence, the right exit code, no traceback, no secret.

That no secret and no traceback is printed or kept is looked at after every run, in `conftest.Cli`.
"""

import contextlib
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.serving.server import serve
from collector.simulator.world.world import World
from tests.cli.conftest import CANARY, OPERATOR_TOKEN, Cli, Served
from tests.harness import TOKEN
from tests.influxdb.pretend_influxdb import PretendInfluxDB, Trouble


@dataclass(frozen=True)
class Case:
    """What is wrong, and what the command says of it; `{here}` in a value is the working directory."""

    code: int
    words: str
    variables: dict[str, str] = field(default_factory=dict)
    command: str = "poll"
    trouble: Callable[[SimulatedWaniKani], object] | None = None


def _rows(cases: dict[str, Case]) -> list[object]:
    return [pytest.param(case, id=sentence) for sentence, case in cases.items()]


def _always(
    status: int, body: str | dict[str, object] | None = None, **headers: str
) -> Callable[[SimulatedWaniKani], None]:
    return lambda api: api.fail("", status, times=9, body=body, headers=headers)


WANIKANI = {
    "no token": Case(2, "WANIKANI_TOKEN is not set: put a read-only token from", {"WANIKANI_TOKEN": ""}),
    "a wrong token": Case(2, "does not accept the token (401)", {"WANIKANI_TOKEN": "wrong-canary-1"}),
    "a token with spaces": Case(2, "WANIKANI_TOKEN contains a space", {"WANIKANI_TOKEN": "canary 1 2"}),
    "a token file that is not there": Case(
        2,
        "WANIKANI_TOKEN_FILE names /nowhere/token, which does not exist",
        {"WANIKANI_TOKEN": "", "WANIKANI_TOKEN_FILE": "/nowhere/token"},
    ),
    "a token file that is a folder": Case(
        2, "cannot be read (Is a directory)", {"WANIKANI_TOKEN": "", "WANIKANI_TOKEN_FILE": "/tmp"}
    ),
    "the token itself where its file belongs": Case(
        2, "the token itself goes into WANIKANI_TOKEN", {"WANIKANI_TOKEN": "", "WANIKANI_TOKEN_FILE": TOKEN}
    ),
    "a token given twice": Case(
        2,
        "WANIKANI_TOKEN_FILE is set although the secret itself is set too",
        {"WANIKANI_TOKEN_FILE": "/x"},
        "status",
    ),
    "a named account without a token": Case(
        2,
        "WANIKANI_ACCOUNTS__ANN__TOKEN_FILE names /nowhere/ann, which does not exist",
        {"WANIKANI_ACCOUNTS__ANN__TOKEN_FILE": "/nowhere/ann"},
    ),
    "an address without http": Case(
        2, "WANIKANI_URL must begin with http", {"WANIKANI_URL": "wanikani.com"}, "status"
    ),
    "an address of another version": Case(
        1,
        "WaniKani has no /user (404): check WANIKANI_URL, which must end in /v2",
        {"WANIKANI_URL": "{wanikani}/../v9"},
    ),
    "a redirect": Case(1, "redirect (302)", trouble=_always(302, Location="http://elsewhere.invalid/")),
    "HTML in place of JSON": Case(1, "/user", trouble=_always(200, "<html>a hotel's login page</html>")),
    "JSON of another shape": Case(1, "/user", trouble=_always(200, {"object": "user"})),
    "a token without permission": Case(2, "(403)", trouble=_always(403)),
}

SETTINGS = {
    "an odd interval": Case(
        2, "COLLECTOR_POLL_EVERY must be one of '15m'", {"COLLECTOR_POLL_EVERY": "5h"}, "status"
    ),
    "an unknown zone": Case(
        2, "COLLECTOR_TIMEZONE must be a time zone", {"COLLECTOR_TIMEZONE": "Mars"}, "status"
    ),
    "an address to listen on without a port": Case(
        2, "COLLECTOR_LISTEN must be", {"COLLECTOR_LISTEN": "all"}, "status"
    ),
    "an unknown level of logging": Case(2, "LOG_LEVEL must be one of", {"LOG_LEVEL": "verbose"}, "status"),
    "the token where the name belongs": Case(
        2,
        "put it into WANIKANI_TOKEN",
        {"WANIKANI_ACCOUNT": "0f0f0f0f-1111-2222-3333-444455556666"},
        "status",
    ),
    "a state folder below a file, to poll": Case(
        2,
        "The state folder /dev/null/x cannot be written (Not a directory)",
        {"COLLECTOR_STATE": "/dev/null/x"},
    ),
    "a state folder below a file, to run": Case(
        2, "set COLLECTOR_STATE to another", {"COLLECTOR_STATE": "/dev/null/x"}, "run"
    ),
    "no InfluxDB to set up": Case(
        2, "INFLUXDB_URL is not set: set it to your InfluxDB", {}, "setup-influxdb"
    ),
    "an admin token file that is not there": Case(
        2,
        "INFLUXDB_ADMIN_TOKEN_FILE names /nowhere/admin, which does not exist",
        {"INFLUXDB_URL": "http://127.0.0.1:1", "INFLUXDB_ADMIN_TOKEN_FILE": "/nowhere/admin"},
        "setup-influxdb",
    ),
    "a server to set up that is down": Case(
        1, "http://127.0.0.1:1 cannot be reached", {"INFLUXDB_URL": "http://127.0.0.1:1"}, "setup-influxdb"
    ),
    "a command that is none": Case(2, "No such command", {}, "pol"),
}


@pytest.fixture(scope="module", autouse=True)
def persistent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, "subprocess.Popen[str]"]]:
    """Polls that try again for fifteen seconds: begun before the other tests here, looked at after them."""
    world = World(datetime.now(UTC), levels=1, per_level=9)
    api = SimulatedWaniKani(world, token=TOKEN)
    api.fail("", 500, times=99)
    with serve(api) as server, contextlib.ExitStack() as processes:
        urls = {"an error of its own": server.url, "a server that is down": "http://127.0.0.1:1"}
        started = {}
        for name, url in urls.items():
            cli = Cli(tmp_path_factory.mktemp("persistent"), {"WANIKANI_URL": url, "WANIKANI_TOKEN": TOKEN})
            started[name] = processes.enter_context(cli.started("poll"))
            processes.callback(started[name].kill)
        yield started


@pytest.mark.parametrize("case", _rows(WANIKANI | SETTINGS))
def test_one_sentence_and_the_right_exit_code_for(case: Case, cli: Cli, wanikani: Served) -> None:
    if case.trouble is not None:
        case.trouble(wanikani.api)
    variables = {name: value.format(wanikani=wanikani.url) for name, value in case.variables.items()}
    done = cli(case.command, **variables)
    assert case.words in done.err
    assert done.code == case.code


INFLUXDB = {
    "a server that is down": Case(
        1, "http://127.0.0.1:1 cannot be reached", {"INFLUXDB_URL": "http://127.0.0.1:1"}
    ),
    "a wrong token": Case(2, "INFLUXDB_TOKEN", {"INFLUXDB_TOKEN": "wrong-canary-2"}),
    "a bucket that is not there": Case(2, "setup-influxdb", {"INFLUXDB_BUCKET": "nothing"}),
    "a token file that is not there": Case(
        2,
        "INFLUXDB_TOKEN_FILE names /nowhere/token",
        {"INFLUXDB_TOKEN": "", "INFLUXDB_TOKEN_FILE": "/nowhere/token"},
    ),
}


@pytest.mark.parametrize("case", _rows(INFLUXDB))
def test_an_influxdb_that_refuses_keeps_the_points_waiting(
    case: Case, with_influxdb: Cli, wanikani: Served
) -> None:
    variables = {name: value.format(wanikani=wanikani.url) for name, value in case.variables.items()}
    done = with_influxdb("poll", **variables)
    assert case.words in done.err
    assert ", the rest is still queued" in done.out
    assert done.code == case.code


def test_points_that_were_refused_go_where_they_should_once_that_is_mended(
    with_influxdb: Cli, influxdb: PretendInfluxDB
) -> None:
    assert with_influxdb("poll", INFLUXDB_BUCKET="nothing").code == 2
    assert not influxdb.points
    assert with_influxdb("poll").code == 0
    assert influxdb.points


def test_a_busy_influxdb_is_a_passing_failure(with_influxdb: Cli, influxdb: PretendInfluxDB) -> None:
    influxdb.trouble(Trouble(503, headers={"Retry-After": "1"}))
    done = with_influxdb("poll")
    assert done.code == 1
    assert f"InfluxDB at {influxdb.url}" in done.err
    assert "(503)" in done.err


def test_a_rejected_admin_token_is_to_be_fixed(with_influxdb: Cli) -> None:
    done = with_influxdb("setup-influxdb", INFLUXDB_ADMIN_TOKEN="wrong-canary-3")
    assert done.code == 2
    assert "INFLUXDB_ADMIN_TOKEN" in done.err


def test_an_unreadable_token_of_the_collector_does_not_matter_to_the_setup(with_influxdb: Cli) -> None:
    tokens = {"INFLUXDB_TOKEN": "", "INFLUXDB_TOKEN_FILE": "/nowhere", "INFLUXDB_ADMIN_TOKEN": OPERATOR_TOKEN}
    assert with_influxdb("setup-influxdb", **tokens).code == 0


ENV_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a folder": (Path.mkdir, ".env cannot be read (Is a directory)"),
    "no text": (lambda file: file.write_bytes(b"WANIKANI_TOKEN=\xff"), ".env is not UTF-8 text"),
    "a link to itself": (lambda file: file.symlink_to(file), ".env cannot be read (Too many levels"),
}


@pytest.mark.parametrize(("make", "words"), ENV_FILES.values(), ids=ENV_FILES)
def test_an_env_file_that_cannot_be_read_is(make: Callable[[Path], object], words: str, cli: Cli) -> None:
    make(cli.folder / ".env")
    done = cli("status")
    assert done.err.startswith(words)
    assert done.code == 2


def test_a_line_of_the_env_file_that_says_nothing_is_only_warned_of(cli: Cli) -> None:
    (cli.folder / ".env").write_text("TZ=UTC\nmy canary\nWANIKANI_TOKN=canary\n")
    done = cli("status")
    assert done.err.splitlines() == [
        "Line 2 of .env is not NAME=value: it has no effect.",
        "WANIKANI_TOKN is not a setting: did you mean WANIKANI_TOKEN?",
    ]
    assert done.code == 0


def test_a_port_that_is_taken_is_named(cli: Cli) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        run = cli("run", COLLECTOR_LISTEN=f"127.0.0.1:{port}")
        simulate = cli("simulate", "--days", "0", "--port", port)
    assert f"COLLECTOR_LISTEN is 127.0.0.1:{port}, where nothing can be opened (Address already" in run.err
    assert f"Cannot listen on 127.0.0.1:{port} (Address already in use)" in simulate.err
    assert (run.code, simulate.code) == (2, 2)


PERSISTENT = {
    "an error of its own": "WaniKani answered /user with an error of its own (500): trying again later.",
    "a server that is down": (
        "WaniKani at http://127.0.0.1:1/v2 cannot be reached: check the network and WANIKANI_URL."
    ),
}


@pytest.mark.parametrize(("what", "words"), PERSISTENT.items(), ids=PERSISTENT)
def test_a_failure_that_is_tried_again_for_a_while_is_passing(
    what: str, words: str, persistent: dict[str, "subprocess.Popen[str]"]
) -> None:
    out, err = persistent[what].communicate(timeout=60)
    assert words in err
    assert "Traceback" not in err
    assert CANARY not in out + err
    assert persistent[what].returncode == 1
