"""Files as owners have them."""

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def file(tmp_path: Path) -> Callable[[bytes | str], Path]:
    """Return what makes a file of some content."""

    def made(content: bytes | str) -> Path:
        path = tmp_path / "given"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return made
