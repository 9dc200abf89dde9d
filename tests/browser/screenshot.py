"""Draws the README's picture of the report: `python -m tests.browser.screenshot` writes deploy/report.png.

The simulated learner has burned items by then; it takes some minutes.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from collector.cli.commands.demo import DemoFiles, demo
from tests.browser.chromium import WIDE, chromium

FILE = Path(__file__).parent.parent.parent / "deploy" / "report.png"
DAYS = 400
SEED = 2
# Down to the end of the forecast.
SHOWN = (WIDE[0], 2345)


def main() -> None:
    """Simulate, write the report, and take a screenshot."""
    with TemporaryDirectory() as folder, chromium() as browser:
        page = Path(folder) / "report.html"
        demo(DAYS, SEED, DemoFiles(), page, serve=False)
        browser.show(page.as_uri(), "light", SHOWN)
        browser.screenshot(FILE)


if __name__ == "__main__":
    main()
