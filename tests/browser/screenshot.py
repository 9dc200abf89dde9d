"""Draws the README's picture of the report: `python -m tests.browser.screenshot` writes deploy/report.png.

A pretend learner lives long enough for the first burned items; that takes some minutes.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from collector.cli.commands.demo import Kept, demo
from tests.browser.chromium import WIDE, chromium

FILE = Path(__file__).parent.parent.parent / "deploy" / "report.png"
DAYS = 400
SEED = 2
# Down to the end of what is coming: the rest is for who opens it.
SHOWN = (WIDE[0], 1620)


def main() -> None:
    """Live, write the report, and look at it."""
    with TemporaryDirectory() as folder, chromium() as browser:
        page = Path(folder) / "report.html"
        demo(DAYS, SEED, Kept(), page, serve=False)
        browser.look_at(page.as_uri(), "light", SHOWN)
        browser.picture(FILE)


if __name__ == "__main__":
    main()
