"""The collector's image by itself: without a token it says so, is unhealthy, and goes on."""

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.containers.compose import Stack

# The first of these tests waits until the stack is built and up.
pytestmark = pytest.mark.timeout(900)
CONFINED = ("--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", "--security-opt", "no-new-privileges")
STATE = ("--volume", "/var/lib/wanikani-collector")
HURRIED = ("--health-interval", "1s", "--health-start-period", "1s", "--health-retries", "1")


def docker(*arguments: str) -> str:
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def without_token(stack: Stack) -> Iterator[str]:
    image = f"{stack.name}-collector"
    name = docker(
        "run", "--detach", "--restart", "unless-stopped", *CONFINED, *STATE, *HURRIED, image
    ).strip()
    try:
        yield name
    finally:
        docker("rm", "--force", "--volumes", name)


def state(container: str) -> Any:
    return json.loads(docker("inspect", container))[0]


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.3)


def test_without_a_token_it_says_so_is_unhealthy_and_goes_on(without_token: str) -> None:
    # Until the daemon listens, nothing answers, which is unhealthy too.
    _until(lambda: "WANIKANI_TOKEN is not set" in str(state(without_token)["State"]["Health"]["Log"][-1:]))
    seen = state(without_token)
    assert seen["State"]["Health"]["Status"] == "unhealthy"
    assert (seen["State"]["Running"], seen["RestartCount"]) == (True, 0)
    assert docker("logs", without_token).count('"event": "token.missing"') == 1


def test_it_ends_at_once_when_it_is_stopped(without_token: str) -> None:
    _until(lambda: "daemon.started" in docker("logs", without_token))
    began = time.monotonic()
    docker("stop", "--time", "20", without_token)
    assert time.monotonic() - began < 8
    assert state(without_token)["State"]["ExitCode"] == 0


def test_it_needs_no_shell_and_has_no_installer(stack: Stack) -> None:
    image = f"{stack.name}-collector"
    said = docker("run", "--rm", *CONFINED, "--entrypoint", "sh", image, "-c", "ls /opt/collector/bin; id -u")
    assert "pip" not in said
    assert said.rstrip().endswith("1000")
    assert docker("run", "--rm", *CONFINED, image, "--version").startswith("wanikani-collector ")
