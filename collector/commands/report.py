"""`report`: the page for those without Grafana, written to a file."""

import os
import webbrowser
from pathlib import Path
from tempfile import NamedTemporaryFile

from collector.clock import Clock
from collector.commands.saying import say
from collector.errors import CollectorError, NeedsFixing
from collector.moments import moment
from collector.report.gathered import gathered
from collector.report.page import page
from collector.settings import Settings
from collector.storage.database import looked_at
from collector.storage.folder import state_file


def report(settings: Settings, clock: Clock, out: Path, *, show: bool) -> int:
    """Write the page of every account that has been polled; one that cannot be read is left out, and said."""
    check_writable(out)
    now, code, learners = moment(clock.now()), 0, []
    for name in settings.tokens():
        try:
            state = state_file(settings.collector_state, name)
            known = looked_at(state, lambda tx: gathered(tx, now, settings.timezone, settings.poll_every))
        except CollectorError as problem:
            say(str(problem), lead=f"{name}: ", err=True)
            code = max(code, problem.exit_code)
            continue
        if known is None:
            say(f"{name}: nothing collected yet in {settings.collector_state}.", err=True)
            continue
        learners.append(known)
    if not learners:
        say("So there is nothing to report: wanikani-collector poll collects.", err=True)
        return code or NeedsFixing.exit_code
    write(out, page(learners))
    say(f"The report is in {out}: {out.absolute().as_uri()}")
    if show and not webbrowser.open(out.absolute().as_uri()):
        say("No browser could be started here: open the file yourself.", err=True)
    return code


def write(out: Path, html: str) -> None:
    """Write a page, whole or not at all; raises `CannotWrite`. A link stays one: what it names is written."""
    half: str | None = None
    try:
        target = out.resolve()
        with NamedTemporaryFile("w", encoding="utf-8", dir=target.parent, delete=False) as file:
            half = file.name
            file.write(html)
        # As readable as any file one writes; a temporary one is for its owner alone.
        Path(half).chmod(0o644)
        Path(half).replace(target)
    except OSError as error:
        if half is not None:
            Path(half).unlink(missing_ok=True)
        raise CannotWrite(out, error.strerror) from None


def check_writable(out: Path) -> None:
    """Raise `CannotWrite` now rather than after all the work."""
    try:
        problem = _why_not(out)
    except OSError as error:
        problem = error.strerror
    if problem:
        raise CannotWrite(out, problem)


def _why_not(out: Path) -> str | None:
    folder = out.resolve().parent
    if not out.name:
        return "that is no name of a file"
    if out.exists() and not out.is_file():
        return "something else has that name"
    if not folder.exists():
        return "no such folder"
    return None if os.access(folder, os.W_OK) else "you may not write in that folder"


class CannotWrite(NeedsFixing):
    """The report's file, or its folder."""

    def __init__(self, out: Path, why: str | None) -> None:
        super().__init__(f"The report cannot be written to {out} ({why}): name another file.")
