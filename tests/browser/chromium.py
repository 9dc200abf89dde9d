"""A real, headless Chromium."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.programs import Theme

WIDE = (1280, 900)
PHONE = (390, 844)
_PATIENCE = 20
# A page that is busy drawing answers late.
_LONGEST_SCRIPT = 100
_ALL_DRAWN = """
    const plots = [...document.querySelectorAll(".plot")];
    return plots.length > 0 && plots.every((plot) => plot.querySelector(".main-svg"));
"""


class Chromium:
    """One browser window. *size* is that of the page."""

    def __init__(self, driver: Chrome) -> None:
        self._driver = driver

    def show(self, url: str, theme: Theme = "light", size: tuple[int, int] = WIDE) -> None:
        """Open *url* and wait until its charts are drawn."""
        self.open(url, theme, size)
        self.wait_for(_ALL_DRAWN)

    def open(self, url: str, theme: Theme = "light", size: tuple[int, int] = WIDE) -> None:
        """Open *url*, and forget the log so far."""
        self._console_log()
        self.traffic()
        self.theme(theme)
        self.size(*size)
        self._driver.get(url)

    def send_headers(self, headers: dict[str, str]) -> None:
        """Send *headers* with every request from now on."""
        self._do("Network.enable")
        self._do("Network.setExtraHTTPHeaders", headers=headers)

    def before_every_page(self, script: str) -> None:
        """Run *script* in every page opened from now on, before the page's own."""
        self._do("Page.addScriptToEvaluateOnNewDocument", source=script)

    def theme(self, theme: Theme) -> None:
        """Set the system's theme."""
        features = [{"name": "prefers-color-scheme", "value": theme}]
        self._do("Emulation.setEmulatedMedia", features=features)

    def zone(self, name: str) -> None:
        """Set the system's time zone."""
        self._do("Emulation.setTimezoneOverride", timezoneId=name)

    def size(self, width: int, height: int) -> None:
        """Set the size of the page; a narrow one is a phone."""
        mobile = width < 600
        self._do(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=mobile,
        )  # fmt: skip
        self._do("Emulation.setTouchEmulationEnabled", enabled=mobile)

    def run(self, script: str, *arguments: object) -> Any:
        """Run a script in the page and return its result."""
        return self._driver.execute_script(script, *arguments)

    def press(self, selector: str, *keys: str) -> None:
        """Press *keys*, by their names, while the element of *selector* has the focus."""
        element = self._driver.find_element(By.CSS_SELECTOR, selector)
        for key in keys:
            element.send_keys(getattr(Keys, key))

    def wait_for(self, script: str, seconds: float = _PATIENCE) -> None:
        """Wait until a script returns something truthy; raises `TimeoutException` after *seconds*."""
        WebDriverWait(self._driver, seconds, 0.1).until(lambda _: self.run(script))

    def console(self) -> list[str]:
        """Return the lines of the console since the page was opened."""
        return self._console_log()

    def traffic(self) -> list[str]:
        """Return the addresses requested since the last call."""
        logged: list[dict[str, str]] = self._driver.get_log("performance")
        events = [json.loads(entry["message"])["message"] for entry in logged]
        return [
            event["params"]["request"]["url"]
            for event in events
            if event["method"] == "Network.requestWillBeSent"
        ]

    def screenshot(self, file: Path) -> None:
        """Save a screenshot, once the charts are laid out."""
        self.wait_for("return new Promise((done) => setTimeout(() => done(true), 1000));")
        self._driver.save_screenshot(str(file))

    def _console_log(self) -> list[str]:
        logged: list[dict[str, str]] = self._driver.get_log("browser")
        return [entry["message"] for entry in logged]

    def _do(self, command: str, **parameters: object) -> None:
        self._driver.execute_cdp_cmd(command, parameters)


@contextmanager
def chromium() -> Iterator[Chromium]:
    """Start a browser, and end it."""
    options = ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    # Started by root (in a container, say) Chromium has no sandbox.
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options=options, service=Service(shutil.which("chromedriver")))
    driver.set_script_timeout(_LONGEST_SCRIPT)
    try:
        yield Chromium(driver)
    finally:
        driver.quit()
