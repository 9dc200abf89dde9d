"""Figures of trials reach the end of the run, through workers too."""

import pytest

from tests.trial.figures import PREFIX, Figure, counted


def _report(*properties: tuple[str, object], when: str = "call") -> pytest.TestReport:
    return pytest.TestReport(
        nodeid="tests/trial/test_kill.py::test_kill",
        location=("tests/trial/test_kill.py", 1, "test_kill"),
        keywords={},
        outcome="passed",
        longrepr=None,
        when=when,  # type: ignore[arg-type] # the three words that pytest knows
        duration=1.25,
        user_properties=list(properties),
    )


def test_what_a_trial_counted_is_kept_by_its_test() -> None:
    found = counted([_report((PREFIX + "kills", 500), ("another tool's", 1))])
    assert found == {"tests/trial/test_kill.py::test_kill": {"kills": 500, "seconds": 1.2}}


def test_setting_up_and_a_test_without_figures_are_left_out() -> None:
    assert counted([_report((PREFIX + "kills", 1), when="setup"), _report(), "a warning"]) == {}


def test_a_figure_is_a_property_of_its_test(figure: Figure, request: pytest.FixtureRequest) -> None:
    figure(kills=3)
    assert ("trial.kills", 3) in request.node.user_properties
