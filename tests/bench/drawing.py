"""When a real Chromium has drawn the first chart of the page at an address: a process of its own."""

import json
import sys

from tests.browser.chromium import chromium

# The first picture is there when a chart has a drawing of any kind, and the frame with it was shown.
_WATCH = """
    new MutationObserver((_, observer) => {
        if (document.querySelector(".plot svg, .plot canvas")) {
            observer.disconnect();
            requestAnimationFrame(() => setTimeout(() => { window.firstChart = performance.now(); }));
        }
    }).observe(document, {childList: true, subtree: true});
"""
_TIMES = """
    const [page] = performance.getEntriesByType("navigation");
    return [window.firstChart, page.responseStart];
"""


def main(url: str) -> None:
    """Print the seconds from the click and from the first byte of the page."""
    with chromium() as browser:
        browser.before_every_page(_WATCH)
        browser.open(url)
        browser.wait_for("return window.firstChart;", 60)
        drawn, first_byte = browser.run(_TIMES)
    print(json.dumps({"drawn s": (drawn - first_byte) / 1000, "click s": drawn / 1000}))


if __name__ == "__main__":
    main(*sys.argv[1:])
