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


@pytest.mark.parametrize(("value", "expected"), [("1", False), ("0", False), ("", True)])
def test_any_value_of_no_color_but_an_empty_one_turns_colours_off(
    monkeypatch: pytest.MonkeyPatch, value: str, expected: bool
) -> None:
    monkeypatch.setenv("NO_COLOR", value)
    assert environment.colours_wanted() is expected


def test_an_empty_password_of_grafana_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAFANA_PASSWORD", "")
    assert environment.grafana_password() is None
