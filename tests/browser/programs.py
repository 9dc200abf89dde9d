"""The programs and the library that a real browser needs, and what is asked of it."""

import shutil
from importlib.util import find_spec
from typing import Literal

Theme = Literal["light", "dark"]


def missing() -> list[str]:
    """Return the programs that are not on the path, and the library if it is not installed."""
    programs = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
    return programs + ["selenium"] * (find_spec("selenium") is None)
