from collections.abc import Callable
from pathlib import Path

import pytest

from collector.config.settings import Settings, load
from collector.core.errors import InvalidSettings

Read = Callable[..., Settings]
Mistakes = Callable[..., list[str]]


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Read:
    """Read the settings from these variables, and from `.env` if the test wrote one."""

    def read(**variables: str) -> Settings:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return load()

    return read


@pytest.fixture
def mistakes(settings: Read) -> Mistakes:
    """Return the sentences about settings that cannot be used."""

    def read(**variables: str) -> list[str]:
        with pytest.raises(InvalidSettings) as caught:
            settings(**variables)
        assert caught.value.exit_code == 2
        return str(caught.value).splitlines()

    return read


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    """Return where the working directory's `.env` would be."""
    return tmp_path / ".env"
