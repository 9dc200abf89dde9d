"""An internal error is a sentence too."""

import subprocess
import sys
from pathlib import Path

import pytest

# A command with a mistake in it, run as the real ones are.
BROKEN = """
import sys
from collector.cli import cli, main
from collector.core.redaction import redaction

@cli.command()
def broken():
    token = "canary-1"
    redaction.hide([token])
    {mistake}

sys.argv[1:] = ["broken"]
main()
"""


def _run(folder: Path, mistake: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", BROKEN.format(mistake=mistake)],
        capture_output=True,
        text=True,
        cwd=folder,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), **environment},
        timeout=30,
        check=False,
    )


def test_an_internal_error_is_one_line(tmp_path: Path) -> None:
    done = _run(tmp_path, "raise KeyError(token)")
    assert done.returncode == 1
    assert done.stderr == (
        "This is an internal error (KeyError): nothing is lost. Please report it; "
        "LOG_LEVEL=debug shows where it happens.\n"
    )


def test_what_the_system_said_is_part_of_the_sentence(tmp_path: Path) -> None:
    assert (
        "The operating system reported an error (No such file or directory): nothing is lost"
        in _run(tmp_path, "open('/nowhere')").stderr
    )


def test_its_traceback_is_for_those_who_ask_for_it_and_without_secrets(tmp_path: Path) -> None:
    done = _run(tmp_path, "raise KeyError(token)", LOG_LEVEL="debug")
    assert done.returncode == 1
    assert "Traceback" in done.stderr
    assert "KeyError: '[secret]'" in done.stderr
    assert "canary" not in done.stderr.replace('token = "canary-1"', "")


def test_an_interrupt_is_no_mistake(tmp_path: Path) -> None:
    done = _run(tmp_path, "raise KeyboardInterrupt")
    assert done.returncode == 1
    assert done.stderr.strip() == "Interrupted; nothing is lost."


def test_a_process_without_streams_does_its_work_all_the_same(tmp_path: Path) -> None:
    script = f'exec "{sys.executable}" -m collector status >&- 2>&-'
    environment = {"PYTHONPATH": str(Path(__file__).parents[2]), "COLLECTOR_STATE": str(tmp_path / "state")}
    assert (
        subprocess.run(
            ["sh", "-c", script], cwd=tmp_path, env=environment, timeout=30, check=False
        ).returncode
        == 0
    )


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("lookup", "Nothing to look up: give words or a text."),
        ("import reviews -", "Standard input is empty."),
    ],
)
def test_a_closed_standard_input_is_an_empty_one(tmp_path: Path, command: str, sentence: str) -> None:
    script = f'exec "{sys.executable}" -m collector {command} <&-'
    environment = {"PYTHONPATH": str(Path(__file__).parents[2]), "COLLECTOR_STATE": str(tmp_path / "state")}
    done = subprocess.run(
        ["sh", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=30,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr.strip()) == (2, sentence)


def test_output_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "collector", "--help"], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE,
            text=True, env={"PYTHONPATH": str(Path(__file__).parents[2])}, timeout=30, check=False,
        )  # fmt: skip
    assert done.stderr.startswith(
        "The operating system reported an error (No space left on device): nothing is lost."
    )
    assert done.returncode == 1
