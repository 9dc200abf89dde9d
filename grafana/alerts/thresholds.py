"""The validated thresholds of `thresholds.toml`, and the marks that replace them in the rules' template."""

from collections.abc import Mapping
from pathlib import Path

from collector.core.thresholds import BY_KEY, mark
from collector.core.thresholds_file import read_thresholds

FILE = Path(__file__).parent.parent / "thresholds.toml"


class AlertThresholds:
    """The thresholds of one alert: an attribute each."""

    def __init__(self, name: str, texts: Mapping[str, str]) -> None:
        self._name = name
        self._texts = texts

    def __getattr__(self, name: str) -> str:
        """Return the text for the rule; raises `AttributeError` if there is no such threshold."""
        try:
            return self._texts[f"{self._name}.{name}"]
        except KeyError:
            raise AttributeError(f"{self._name} has no threshold {name!r}") from None


class Thresholds:
    """All thresholds, a section for each alert, as the texts that go into the rules.

    A threshold cannot be calculated with: it may be a mark, which `grafana export` and `setup-stack` replace.

    >>> Thresholds({"level_stuck.days": "45"}).level_stuck.days
    '45'
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    def __getattr__(self, section: str) -> AlertThresholds:
        """Return the thresholds of an alert."""
        return AlertThresholds(section, self.texts)


class InvalidThresholds(Exception):
    """The file cannot be used; each line of the message names a line and a threshold."""


def thresholds(file: Path = FILE) -> Thresholds:
    """Return the thresholds in *file*.

    Raises `InvalidThresholds` when it cannot be read or a threshold is missing, unknown or out of range.
    """
    try:
        text = file.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise InvalidThresholds(f"{file.name} cannot be read: {error}.") from None
    found, mistakes = read_thresholds(text, file.name)
    missing = [] if mistakes else [f"{file.name} has no {key}." for key in BY_KEY if key not in found]
    if mistakes or missing:
        raise InvalidThresholds("\n".join((*mistakes, *missing)))
    return Thresholds(found)


def marks() -> Thresholds:
    """Return a mark for each threshold."""
    return Thresholds({key: mark(key) for key in BY_KEY})
