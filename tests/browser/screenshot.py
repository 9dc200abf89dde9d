"""Draws the documentation's picture of the report.

`python -m tests.browser.screenshot` writes docs/images/report.png. The simulated learner has burned items by
then; it takes some minutes. `pngquant 256 --ext .png --force` makes the file a third as large.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from collector.cli.commands.demo import DemoFiles, demo
from tests.browser.chromium import WIDE, Chromium, chromium

FILE = Path(__file__).parent.parent.parent / "docs" / "images" / "report.png"
DAYS = 420
SEED = 2
# Of the page, below the last card that is shown.
_MARGIN = 12
_FORECAST_ENDS = "return document.querySelector('#days-0').parentElement.getBoundingClientRect().bottom"


def main() -> None:
    """Simulate, write the report, and take a screenshot."""
    with TemporaryDirectory() as folder, chromium() as browser:
        page = Path(folder) / "report.html"
        demo(DAYS, SEED, DemoFiles(), page, serve=False)
        draw(browser, page.as_uri(), FILE)


def draw(browser: Chromium, url: str, file: Path) -> None:
    """Save the page at *url*, down to the end of the forecast."""
    browser.show(url)
    browser.size(WIDE[0], round(browser.run(_FORECAST_ENDS)) + _MARGIN)
    browser.screenshot(file)


if __name__ == "__main__":
    main()
