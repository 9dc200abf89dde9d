"""The command line that runs this program again, for commands that the owner should copy.

A checkout has a Makefile, an installation by pip has none, and the program may not be on the PATH.
"""

import shlex
import shutil
import sys
from pathlib import Path

_NAME = "wanikani-collector"
_CHECKOUT = Path(__file__).parents[2]


def program() -> str:
    """Return the program as it was called: its name where the PATH has it, else the path to it."""
    called = Path(sys.argv[0])
    if called.name != _NAME:
        return _NAME  # by `python -m collector`
    found = shutil.which(_NAME)
    same = found is not None and Path(found).resolve() == called.resolve()
    return _NAME if same else shlex.quote(str(called))


def command_to_run() -> str:
    """Return the command that collects: `make run` in the folder of a checkout, else `run` of `program`."""
    in_checkout = (_CHECKOUT / "Makefile").is_file() and Path.cwd() == _CHECKOUT
    return "make run" if in_checkout else f"{program()} run"
