"""What a shell completes: commands, options, choices, and the names of accounts."""

import shlex
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

COMPLETE = "_WANIKANI_COLLECTOR_COMPLETE"
ANNA_AND_BEN = {
    "WANIKANI_ACCOUNTS__ANNA__TOKEN": "one-canary",
    "WANIKANI_ACCOUNTS__BEN__TOKEN": "two-canary",
}
BEGUN = [
    pytest.param("st", ["status"], id="a command"),
    pytest.param("import r", ["reviews"], id="a command of a group"),
    pytest.param("status --f", ["--full"], id="an option"),
    pytest.param("export srs --by ", ["poll", "day", "month"], id="a choice"),
    pytest.param("status ", ["account", "anna", "ben"], id="an account"),
    pytest.param("report --account B", ["ben"], id="the account of an option"),
]


@pytest.mark.parametrize(("begun", "expected"), BEGUN)
def test_what_is_begun_is_completed(cli: Cli, begun: str, expected: list[str]) -> None:
    words = f"wanikani-collector {begun}"
    done = cli(
        COMP_WORDS=words,
        COMP_CWORD=str(len(words.split(" ")) - 1),
        **{COMPLETE: "bash_complete"},
        **ANNA_AND_BEN,
    )
    assert done.out.split() == [f"plain,{each}" for each in expected]
    assert done.err == ""


def test_settings_that_cannot_be_read_complete_no_account_and_say_nothing(cli: Cli) -> None:
    broken = {"COLLECTOR_POLL_EVERY": "5h", COMPLETE: "bash_complete"}
    done = cli(COMP_WORDS="wanikani-collector status ", COMP_CWORD="2", **broken)
    assert (done.code, done.out.strip(), done.err) == (0, "", "")


def test_bash_takes_the_script_that_it_is_given(cli: Cli, tmp_path: Path) -> None:
    script = cli(**{COMPLETE: "bash_source"}).out
    shown = subprocess.run(
        ["bash", "-c", f"eval {shlex.quote(script)}; complete -p wanikani-collector"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert "-F _wanikani_collector_completion wanikani-collector" in shown.stdout
