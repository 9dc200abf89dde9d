"""The browser, and the page it shows."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.views.report.page import page
from tests.browser.chromium import Chromium, chromium, missing
from tests.views.report.lived import Lived


@pytest.fixture(scope="session")
def browser() -> Iterator[Chromium]:
    """A real Chromium; without one the test is skipped, with the reason."""
    if missing():
        pytest.skip(
            f"not on the path: {', '.join(missing())} (Debian: apt-get install chromium chromium-driver)"
        )
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def file(lived: Lived, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that `report` writes."""
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(page([lived.report]), encoding="utf-8")
    return file
