"""What every command does when all is well: real sockets, a real state."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from collector.cli.commands.export import TABLES
from tests.cli.conftest import COMMAND, OPERATOR_TOKEN, Cli, Served
from tests.influxdb.pretend_influxdb import PretendInfluxDB, pretend_influxdb

COMMANDS = [
    "run", "poll", "status", "project", "report", "doctor", "health", "sync-check", "export", "lookup",
    "import", "rebuild", "restore-state", "move-states", "setup-influxdb", "grafana",
    "grafana-contacts", "setup-stack", "verify-stack", "simulate", "demo",
]  # fmt: skip
HEAVY = {
    "httpx",
    "pydantic",
    "pydantic_settings",
    "influxdb_client",
    "rich",
    "structlog",
    "apscheduler",
    "sqlite3",
}


def test_help_and_the_import_of_the_command_line_stay_light(tmp_path: Path) -> None:
    program = (
        "import sys, contextlib\n"
        "from collector.cli import cli\n"
        "with contextlib.suppress(SystemExit): cli(['--help'])\n"
        "print(*[name for name in sys.modules if 'cli.commands' in name], file=sys.stderr)\n"
        "for command in ('export', 'import', 'health'):\n"
        "    with contextlib.suppress(SystemExit): cli([command, '--help'])\n"
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True, cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    modules_of_commands, packages = done.stderr.split("\n", 1)
    assert modules_of_commands == ""
    assert not HEAVY & set(packages.split())
    assert "click" in packages.split()


def test_a_command_that_is_misspelt_is_suggested(cli: Cli) -> None:
    assert "'sync-check'" in cli("sync-chek").err


@pytest.mark.parametrize("command", [*COMMANDS, *(f"export {name}" for name in TABLES), "import progress"])
def test_every_command_of_the_tables_is_there_and_has_help(cli: Cli, command: str) -> None:
    done = cli(*command.split(), "--help")
    assert done.code == 0
    assert done.out.startswith(f"Usage: wanikani-collector {command} [OPTIONS]")


def test_help_lists_the_commands_each_in_one_whole_line(cli: Cli) -> None:
    done = cli("--help", COLUMNS="80")
    listed = done.out.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in listed] == COMMANDS
    assert all(line.endswith(".") and not line.endswith("..") for line in listed)
    assert done.code == 0


def test_without_a_command_the_help_is_shown_as_a_mistake(cli: Cli) -> None:
    done = cli()
    assert "Commands:" in done.err
    assert done.code == 2


def test_before_the_first_poll_status_says_what_to_do(cli: Cli) -> None:
    done = cli("status")
    assert done.out == f"account: nothing collected yet in {cli.state}: run wanikani-collector poll.\n"
    assert done.code == 0
    assert cli("rebuild").out == "account: nothing collected yet, so there is nothing to rebuild.\n"


def test_poll_says_in_one_line_how_it_went_and_status_shows_it(cli: Cli) -> None:
    polled = cli("poll")
    assert polled.code == 0
    assert polled.err == ""
    assert re.fullmatch(
        r"pretend-learner: \d+ changes, 0 reviews, \d+ points, \d+ requests in \d+\.\d s; "
        r"kept because INFLUXDB_URL is not set\n",
        polled.out,
    )
    shown = cli("status", "--full")
    assert shown.code == 0
    for words in (
        "pretend-learner",
        "Level",
        "Kanji passed",
        "Lessons",
        "Burned",
        "Waiting",
        "Next 24 hours",
    ):
        assert words in shown.out
    assert re.search(r"Last poll +\d+ s ago", shown.out)
    assert re.search(r"Kept +\d+ points, until INFLUXDB_URL is set", shown.out)
    assert max(map(len, shown.out.splitlines())) <= 80
    assert "\x1b" not in shown.out
    assert re.match(r"pretend-learner: 0 changes, 0 reviews, \d+ points, [78] requests in ", cli("poll").out)


def test_points_are_delivered_and_queued_again_by_rebuild(
    with_influxdb: Cli, influxdb: PretendInfluxDB
) -> None:
    polled = with_influxdb("poll")
    assert polled.code == 0
    assert re.search(r"; \d+ points delivered\n", polled.out)
    delivered = dict(influxdb.points)
    assert delivered
    assert re.search(r"Delivered +\d+ s ago; nothing waits", with_influxdb("status").out)
    influxdb.points.clear()
    rebuilt = with_influxdb("rebuild")
    assert rebuilt.code == 0
    assert re.fullmatch(
        r"pretend-learner: (\d+) points derived again; \1 delivered, 0 refused\.\n", rebuilt.out
    )
    assert influxdb.points == delivered


def test_rebuild_without_a_server_queues_and_says_so(cli: Cli) -> None:
    cli("poll")
    done = cli("rebuild")
    assert re.search(r"points derived again; they are delivered once INFLUXDB_URL is set\.\n", done.out)
    assert done.code == 0


def test_what_waits_is_said_with_its_reason(with_influxdb: Cli) -> None:
    assert with_influxdb("poll", INFLUXDB_URL="http://127.0.0.1:1").code == 1
    shown = " ".join(with_influxdb("status").out.split())
    assert re.search(
        r"Delivered never; \d+ points wait InfluxDB at http://127\.0\.0\.1:1 cannot be reached", shown
    )


def test_a_failed_poll_is_told_from_the_last_good_one(cli: Cli) -> None:
    cli("poll")
    assert cli("poll", WANIKANI_TOKEN="wrong-canary").code == 2
    shown = " ".join(cli("status").out.split())
    assert re.search(
        r"Last poll failed \d+ s ago; the last successful one \d+ s ago WaniKani does not accept", shown
    )


def test_one_account_that_fails_does_not_keep_the_others_from_their_turn(cli: Cli) -> None:
    done = cli("poll", WANIKANI_ACCOUNTS__ANN__TOKEN="wrong-canary")
    assert [line.split(":")[0] for line in done.out.splitlines()] == ["pretend-learner", "ann"]
    assert "ann: not polled" in done.out
    assert done.code == 2
    (cli.state / "ann.sqlite3").write_bytes(b"no database" * 999)
    shown = cli("status", WANIKANI_ACCOUNTS__ANN__TOKEN="wrong-canary")
    assert "Next 24 hours" in shown.out
    assert shown.err.startswith("ann: The state ")
    assert shown.code == 2


def test_setting_up_makes_tokens_and_twice_changes_nothing(cli: Cli, influxdb: PretendInfluxDB) -> None:
    variables = {"INFLUXDB_URL": influxdb.url, "INFLUXDB_ADMIN_TOKEN": OPERATOR_TOKEN}
    first = cli("setup-influxdb", **variables)
    assert first.code == 0
    made = {file.name: file.read_text() for file in (cli.folder / "secrets").iterdir()}
    assert len(made) == 2
    assert not any(secret.strip() in first.out for secret in made.values())
    second = cli("setup-influxdb", **variables)
    assert second.out.endswith("Nothing had to be changed.\n")
    assert {file.name: file.read_text() for file in (cli.folder / "secrets").iterdir()} == made
    collector_token = str(cli.folder / "secrets" / "influxdb-collector-token")
    assert cli("poll", INFLUXDB_URL=influxdb.url, INFLUXDB_TOKEN_FILE=collector_token).code == 0


def test_a_fresh_server_gets_its_first_user_from_username_and_password(cli: Cli) -> None:
    with pretend_influxdb() as fresh:
        done = cli(
            "setup-influxdb",
            INFLUXDB_URL=fresh.url,
            INFLUXDB_USERNAME="me",
            INFLUXDB_PASSWORD="a canary sings",
        )
        assert done.code == 0
        assert fresh.admin.first_user["username"] == "me"
        assert fresh.admin.first_user["password"] == "a canary sings"


def test_a_simulated_wanikani_can_be_polled_as_it_says(cli: Cli) -> None:
    with cli.started("simulate", "--days", "2", "--port", "0", "--token", "of my own") as simulator:
        try:
            assert simulator.stdout is not None
            said = "".join(simulator.stdout.readline() for _ in range(4))
            found = re.search(
                r"export WANIKANI_URL=(http://127\.0\.0\.1:\d+/v2) WANIKANI_TOKEN='of my own'\n", said
            )
            assert found is not None
            done = cli("poll", WANIKANI_URL=found[1], WANIKANI_TOKEN="another")
            assert "does not accept the token (401)" in done.err
        finally:
            simulator.send_signal(signal.SIGINT)
    assert simulator.returncode == 0


def test_run_without_a_token_says_so_and_goes_on_until_it_is_stopped(cli: Cli) -> None:
    with cli.started("run", WANIKANI_TOKEN="", COLLECTOR_LISTEN="off") as daemon:
        assert daemon.stderr is not None
        said = daemon.stderr.readline()
        while '"event": "token.missing"' not in said.splitlines()[-1]:
            said += daemon.stderr.readline()
        assert daemon.poll() is None
        daemon.send_signal(signal.SIGTERM)
        rest = daemon.stderr.read()
    assert (said + rest).count("WANIKANI_TOKEN is not set") == 1
    assert '"event": "daemon.stopped"' in rest
    assert daemon.returncode == 0


def test_a_reader_that_stops_early_is_no_error(cli: Cli) -> None:
    with cli.started("--help") as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert process.returncode == 0


def test_on_a_terminal_of_80_columns_nothing_is_wider_and_all_is_in_colour(cli: Cli) -> None:
    polled, shown = cli.on_terminal("poll").out, cli.on_terminal("status").out
    for line in re.sub(r"\x1b\[[0-9;]*m", "", polled + shown).replace("\r\n", "\n").split("\n"):
        assert len(line.rpartition("\r")[2]) <= 80
    assert "WaniKani: user 1/1" in polled
    assert "\x1b[38;2;136;136;136m" in shown  # the lessons' grey


def test_the_module_is_the_command(cli: Cli, wanikani: Served) -> None:
    assert wanikani.url
    assert COMMAND[1:] == ["-m", "collector"]
    assert re.fullmatch(r"wanikani-collector \d+\.\d+\S*\n", cli.as_process("--version").out)
