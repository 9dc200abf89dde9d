"""What a trial counted, printed at the end of the run and kept as `build/trial.json` by `make trial`."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.trial.sizes import LONG

KEPT_AT = Path(__file__).parents[2] / "build" / "trial.json"
PREFIX = "trial."

# Takes what was counted, by name, such as `figure(kills=500, points_lost=0)`.
Figure = Callable[..., None]


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    """Keep numbers of this trial for the table at the end of the run."""

    def keep(**numbers: float | str) -> None:
        for name, number in numbers.items():
            record_property(PREFIX + name, number)

    return keep


def counted(reports: Iterable[object]) -> dict[str, dict[str, object]]:
    """Return the figures of every finished trial: test, then name, then number."""
    found: dict[str, dict[str, object]] = {}
    for report in reports:
        if not isinstance(report, pytest.TestReport) or report.when != "call":
            continue
        kept = {
            key.removeprefix(PREFIX): value for key, value in report.user_properties if key.startswith(PREFIX)
        }
        if kept:
            found[report.nodeid] = kept | {"seconds": round(report.duration, 1)}
    return found


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures of a long run, and keep them."""
    found = counted(each for reports in terminalreporter.stats.values() for each in reports)
    if not (LONG and found):
        return
    terminalreporter.section("figures")
    for test, numbers in sorted(found.items()):
        terminalreporter.write_line(test)
        terminalreporter.write_line("    " + ", ".join(f"{name} {value}" for name, value in numbers.items()))
    KEPT_AT.parent.mkdir(exist_ok=True)
    KEPT_AT.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", "utf-8")
