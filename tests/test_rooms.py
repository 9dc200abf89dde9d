"""Rules of the rooms that import contracts cannot state: environment, SQL, outbox, no loose modules."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

import pytest

COLLECTOR = Path(__file__).parents[1] / "collector"
AT_THE_ROOT = {"__init__.py", "__main__.py", "_version.py"}
SOURCES = {
    PurePosixPath(path.relative_to(COLLECTOR)): path.read_text("utf-8") for path in COLLECTOR.rglob("*.py")
}

# Takes a module's path below collector/ and its source; yields where it breaks a rule.
Detector = Callable[[PurePosixPath, str], Iterator[str]]


def environment_outside_config(path: PurePosixPath, source: str) -> Iterator[str]:
    if path.parts[0] == "config":
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "environb", "getenv"}:
            yield f"{path}:{node.lineno} reads the environment"
        if isinstance(node, ast.ImportFrom) and node.module == "os":
            names = {each.name for each in node.names} & {"environ", "environb", "getenv"}
            yield from (f"{path}:{node.lineno} imports {name}" for name in names)
        if isinstance(node, ast.keyword) and node.arg in {"envvar", "auto_envvar_prefix"}:
            yield f"{path}:{node.value.lineno} reads the environment by click"


def sql_outside_storage(path: PurePosixPath, source: str) -> Iterator[str]:
    if path.parts[0] == "storage":
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in {"execute", "executemany", "executescript"}:
            yield f"{path}:{node.lineno} executes SQL"


def points_around_the_queue(path: PurePosixPath, source: str) -> Iterator[str]:
    if str(path) == "pipeline/emit.py":
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "outbox.add":
            yield f"{path}:{node.lineno} queues points without queued_points"


def loose_module(path: PurePosixPath, _source: str) -> Iterator[str]:
    if len(path.parts) == 1 and path.name not in AT_THE_ROOT:
        yield f"{path} lies loose at the root of collector/"


DETECTORS = [environment_outside_config, sql_outside_storage, points_around_the_queue, loose_module]
BAD = [
    (environment_outside_config, "cli/exit.py", "import os\nlevel = os.environ.get('LOG_LEVEL')\n"),
    (environment_outside_config, "cli/exit.py", "import os\nlevel = os.getenv('LOG_LEVEL')\n"),
    (environment_outside_config, "cli/exit.py", "from os import environ\n"),
    (environment_outside_config, "cli/commands/poll.py", "click.option('--url', envvar='URL')\n"),
    (sql_outside_storage, "pipeline/poll.py", "tx.execute('DELETE FROM outbox')\n"),
    (sql_outside_storage, "pipeline/poll.py", "tx.executemany('DELETE FROM outbox', [])\n"),
    (points_around_the_queue, "pipeline/rebuild.py", "outbox.add(tx, lines)\n"),
    (loose_module, "helpers.py", ""),
]
GOOD = [
    (environment_outside_config, "config/listen.py", "import os\nos.environ\n"),
    (environment_outside_config, "simulator/api.py", "def app(environ):\n    return environ['PATH_INFO']\n"),
    (sql_outside_storage, "storage/outbox.py", "tx.execute('DELETE FROM outbox')\n"),
    (points_around_the_queue, "pipeline/emit.py", "outbox.add(tx, lines)\n"),
    (loose_module, "__main__.py", ""),
    (loose_module, "config/listen.py", ""),
]


@pytest.mark.parametrize("detector", DETECTORS)
def test_every_module_keeps_the_rule(detector: Detector) -> None:
    assert SOURCES
    assert [found for path, source in SOURCES.items() for found in detector(path, source)] == []


@pytest.mark.parametrize(("detector", "path", "source"), BAD)
def test_a_broken_rule_is_detected(detector: Detector, path: str, source: str) -> None:
    assert len(list(detector(PurePosixPath(path), source))) == 1


@pytest.mark.parametrize(("detector", "path", "source"), GOOD)
def test_what_is_allowed_is_not_detected(detector: Detector, path: str, source: str) -> None:
    assert list(detector(PurePosixPath(path), source)) == []
