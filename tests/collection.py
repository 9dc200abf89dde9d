"""A plugin of pytest that has every worker collect the tests in less time."""

import gc
import importlib
from collections.abc import Generator
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
    ignored = [Path(folder).resolve() for folder in session.config.getoption("ignore") or ()]
    modules = sorted(_TESTS.rglob("test_*.py"), key=lambda file: file.stat().st_size)
    wanted = [file for file in modules if not any(file.is_relative_to(one) for one in ignored)]
    for file in wanted[int(worker["workerid"].removeprefix("gw")) :: worker["workercount"]]:
        importlib.import_module(".".join(file.relative_to(_TESTS.parent).with_suffix("").parts))


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
