import pytest

from collector.config import environment


@pytest.mark.parametrize(
    ("value", "expected"), [("debug", True), ("DEBUG", True), ("info", False), ("", False)]
)
def test_debugging_is_wanted_by_the_level_alone(
    monkeypatch: pytest.MonkeyPatch, value: str, expected: bool
) -> None:
    monkeypatch.setenv("LOG_LEVEL", value)
    assert environment.debugging() is expected


@pytest.mark.parametrize(
    ("no_color", "force_color", "expected"),
    [("1", "", False), ("0", "", False), ("1", "1", False), ("", "1", True), ("", "", None)],
)
def test_any_value_of_no_color_but_an_empty_one_turns_colours_off_and_force_color_on(
    monkeypatch: pytest.MonkeyPatch, no_color: str, force_color: str, expected: bool | None
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("FORCE_COLOR", force_color)
    assert environment.colours() is expected


def test_an_empty_password_of_grafana_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAFANA_PASSWORD", "")
    assert environment.grafana_password() is None
