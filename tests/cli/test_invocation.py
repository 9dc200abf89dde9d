"""The commands that are to be copied are those that the owner can run."""

import shutil
import sys
from pathlib import Path

import pytest

from collector.cli import invocation
from collector.cli.invocation import command_to_run, program

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """An installed program in a folder of its own."""
    folder = tmp_path / "my tools" / "bin"
    folder.mkdir(parents=True)
    script = folder / "wanikani-collector"
    script.write_text("#!/bin/sh\n")
    script.chmod(0o755)
    return script


def test_in_a_checkout_it_is_make(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CHECKOUT)
    assert command_to_run() == "make run"


def test_elsewhere_it_is_the_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["/somewhere/collector/__main__.py"])
    assert command_to_run() == "wanikani-collector run"


def test_an_installation_has_no_make(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: Path) -> None:
    """Also in another folder, without the project's Makefile."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(invocation, "_CHECKOUT", tmp_path)
    monkeypatch.setattr(sys, "argv", [str(script)])
    assert command_to_run() == f"'{script}' run"


def test_a_program_on_the_path_is_called_by_its_name(monkeypatch: pytest.MonkeyPatch, script: Path) -> None:
    monkeypatch.setattr(sys, "argv", [str(script)])
    monkeypatch.setenv("PATH", "/usr/bin")
    assert program() == f"'{script}'"
    monkeypatch.setenv("PATH", str(script.parent))
    assert shutil.which("wanikani-collector") == str(script)
    assert program() == "wanikani-collector"
