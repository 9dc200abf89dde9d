"""Reads the settings of alerts and imports by pydantic-settings.

Importing that takes 60 ms, which `loading` saves the commands that run every hour.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict

from collector.config.loading import read_with

# Variables of the other kinds are none of its business.
FROM_ENVIRONMENT = SettingsConfigDict(
    env_ignore_empty=True, extra="ignore", hide_input_in_errors=True, frozen=True
)
_Kind = TypeVar("_Kind", bound=BaseSettings)


class _Variables(EnvSettingsSource):
    """Reads a kind of settings from *variables*, by the same rules as from the environment."""

    def __init__(self, kind: type[BaseSettings], variables: Mapping[str, str]) -> None:
        # An empty one counts as unset, and hides nothing.
        self._variables = {name.lower(): value for name, value in variables.items() if value}
        super().__init__(kind)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return self._variables


def read_settings(kind: type[_Kind], env_file: Path) -> _Kind:
    """Read one kind of settings; raises `InvalidSettings` naming every variable that cannot be used."""
    # What is handed over wins over the environment, which is read once more: `read_with` has merged both.
    return read_with(lambda variables: kind(**_Variables(kind, variables)()), env_file)
