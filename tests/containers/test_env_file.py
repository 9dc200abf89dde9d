"""The real Compose reads a `.env` as `collector.config.env_file` says it does."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.config.test_env_file import ENVIRONMENT, LINES
from tests.containers.compose import Stack

# Its answer doubles every $.
PROJECT = 'services: {a: {image: x, environment: {V: "${V-unset}"}}}\n'


@pytest.mark.parametrize(("text", "value"), LINES, ids=[repr(text) for text, _ in LINES])
def test_compose_reads_the_line_alike(tmp_path: Path, text: str, value: str) -> None:
    (tmp_path / "docker-compose.yml").write_text(PROJECT, "utf-8")
    (tmp_path / ".env").write_bytes(f"{text}\n".encode())
    asked = ["docker", "compose", "config", "--format", "json"]
    surroundings = Stack(tmp_path, "read").environment() | ENVIRONMENT
    for name in ("COMPOSE_FILE", "COMPOSE_ENV_FILES"):
        surroundings.pop(name)
    done = subprocess.run(asked, cwd=tmp_path, env=surroundings, capture_output=True, check=True)
    assert json.loads(done.stdout)["services"]["a"]["environment"]["V"].replace("$$", "$") == value
