"""Every event that is logged is in the list, and the list has no event that is never logged."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import collector
from collector.core.log_events import LogEvent

SOURCE = Path(collector.__file__).parent
METHODS = {"debug", "info", "warning", "error", "exception", "critical"}


def _log_calls(path: Path) -> Iterator[tuple[str, str]]:
    source = path.read_text("utf-8")
    if "log." not in source:
        return
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name("log"), attr=method)) if method in METHODS:
                yield f"{path.name}:{node.lineno}", ast.unparse(node.args[0])


@pytest.fixture(scope="module")
def logged() -> dict[str, str]:
    """Where something is logged, and the source of its event."""
    return dict(call for path in SOURCE.rglob("*.py") for call in _log_calls(path))


def test_every_logged_event_is_in_the_list(logged: dict[str, str]) -> None:
    listed = {f"LogEvent.{name}" for name in LogEvent.__members__}
    assert {place: event for place, event in logged.items() if event not in listed} == {}


def test_every_event_in_the_list_is_logged(logged: dict[str, str]) -> None:
    assert {f"LogEvent.{name}" for name in LogEvent.__members__} == set(logged.values())


def test_a_name_is_made_of_a_subject_and_what_happened_to_it() -> None:
    for event in LogEvent:
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", event), event
        assert event.meaning
        assert event.name == event.upper().replace(".", "_")
