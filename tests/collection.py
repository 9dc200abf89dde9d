"""A plugin of pytest that has every worker collect the tests in less time."""

import gc
import importlib
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path

import pytest
from _pytest.doctest import DoctestModule

_TESTS = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Import this worker's share of the collected modules before all the others.

    In a new clone their compiling takes longer than all the rest of the collecting, for pytest rewrites their
    assertions; what one worker compiled, the others only read.
    """
    gc.disable()
    worker = getattr(session.config, "workerinput", None)
    if worker is None:
        return
    modules = sorted(_asked_for(session.config), key=lambda file: file.stat().st_size)
    for file in modules[int(worker["workerid"].removeprefix("gw")) :: worker["workercount"]]:
        # What cannot be imported is told when it is collected.
        with suppress(Exception, pytest.skip.Exception):
            importlib.import_module(".".join(file.relative_to(_TESTS.parent).with_suffix("").parts))


def _asked_for(config: pytest.Config) -> list[Path]:
    """Return the test modules of the folders that are collected."""
    here = config.invocation_params.dir
    asked = [(here / argument.partition("::")[0]).resolve() for argument in config.args]
    ignored = [(here / folder).resolve() for folder in config.getoption("ignore") or ()]
    return [
        file
        for file in _TESTS.rglob("test_*.py")
        if any(map(file.is_relative_to, asked)) and not any(map(file.is_relative_to, ignored))
    ]


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path: Path) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Look for examples in docstrings only in files that have some."""
    collectors = yield
    if any(isinstance(one, DoctestModule) for one in collectors) and b">>>" not in file_path.read_bytes():
        return [one for one in collectors if not isinstance(one, DoctestModule)]
    return collectors


def pytest_collection_finish() -> None:
    """Keep the garbage collector from what is there from now to the end."""
    gc.freeze()
    gc.enable()
