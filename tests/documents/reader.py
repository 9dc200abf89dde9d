"""A reader who follows the documents: their folder, their environment, and a shell.

Its addresses lead to this checkout: the repository's by git's own `insteadOf`, the package's by settings of
pip and uv, and WaniKani's by `WANIKANI_URL`.
"""

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import httpx

from tests.documents.blocks import ROOT

REPOSITORY = "https://github.com/wanikani-collector/wanikani-collector"
TOKEN = "your-token"
PATIENCE = 240
# It runs what follows it, with a root folder of its own in place of the machine's.
SUDO = """\
#!/bin/bash
while [[ "$1" == --* ]]; do shift; done
exec "${@//\\/etc\\//$HOME/etc/}"
"""


@dataclass(frozen=True)
class Reader:
    """A folder to type commands in, and the environment of the shell."""

    folder: Path
    environment: Mapping[str, str]

    def types(self, script: str) -> str:
        """Run *script* as one shell does, ending with the first failure; return what it printed."""
        shell = self._shell(script, subprocess.PIPE)
        try:
            printed, _ = shell.communicate(timeout=PATIENCE)
        finally:
            _end(shell, signal.SIGKILL)
        text = printed.decode("utf-8")
        assert shell.returncode == 0, f"{script}\nended with {shell.returncode}:\n{text}"
        return text

    def types_and_waits(self, script: str, address: str) -> None:
        """Run *script* until its last command answers at *address*, then stop it as Ctrl-C does."""
        log = self.folder / "shell.log"
        with log.open("wb") as out:
            shell = self._shell(script, out)
        try:
            _wait_for(address, shell, log)
        finally:
            _end(shell, signal.SIGINT)
        assert "Traceback" not in log.read_text("utf-8")

    def _shell(self, script: str, out: int | IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            ["bash", "-e", "-o", "pipefail", "-c", script],
            cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=out,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip


def _end(shell: subprocess.Popen[bytes], by: signal.Signals) -> None:
    """Send the shell and all that it started the signal *by*, and wait for it."""
    with suppress(ProcessLookupError):
        os.killpg(shell.pid, by)
    shell.wait(timeout=PATIENCE)


def _wait_for(address: str, shell: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _answers(address):
        ended = shell.poll() is not None or time.monotonic() > deadline
        assert not ended, f"no answer at {address}:\n{log.read_text('utf-8')}"
        time.sleep(0.2)


def _answers(address: str) -> bool:
    try:
        answer = httpx.get(address, trust_env=False)
    except httpx.TransportError:
        return False
    # A simulated WaniKani wants a token: 401 is an answer too.
    return answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR


def repository_settings() -> dict[str, str]:
    """Return variables by which git takes this checkout for the repository."""
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.file://{ROOT}.insteadOf",
        "GIT_CONFIG_VALUE_0": REPOSITORY,
    }


def environment(home: Path, wheels: Path, wanikani: str, commands: Path) -> dict[str, str]:
    """Return the environment of a new machine whose programs are in *commands* and on this machine's path."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "LC_ALL"}}
    served = {
        name: value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_", "DOCKER_"))
    }
    return served | kept | repository_settings() | {
        "HOME": str(home),
        "PATH": f"{commands}:{kept.get('PATH', '')}",
        "COLLECTOR_STATE": str(home / "state"),
        # It takes longer than the rest of a poll.
        "COLLECTOR_PROJECTION": "off",
        "PIP_FIND_LINKS": str(wheels),
        "UV_FIND_LINKS": str(wheels),
        "WANIKANI_URL": wanikani,
    }  # fmt: skip
