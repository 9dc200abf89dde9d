"""How a command ends: one clear text and the right exit code, never a traceback."""

import io
import logging
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TextIO

import click

from collector.core.errors import CollectorError


def exit_with(command: Callable[[], int | None]) -> NoReturn:
    """Run a command of click's, say what went wrong if anything did, and end the process with its code."""
    sys.stdout = _forgiving(sys.stdout)
    sys.stderr = _forgiving(sys.stderr)
    code = _outcome(command)
    try:
        sys.stdout.flush()
    except OSError:  # has been said; Python would say it again, with a traceback
        _unheard()
    sys.exit(code)


def _forgiving(stream: TextIO | None) -> TextIO:
    """Return *stream*, or one to nowhere if it was closed; a terminal that knows no “✓” gets a “?”."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
    return stream or Path(os.devnull).open("w", encoding="utf-8")


def _outcome(command: Callable[[], int | None]) -> int:
    """Turn whatever goes wrong into one clear text and the right exit code, never a traceback."""
    try:
        code = command()
        sys.stdout.flush()
    except CollectorError as problem:
        return _said(str(problem), problem.exit_code)
    except click.ClickException as misuse:
        misuse.show()
        return misuse.exit_code
    except (KeyboardInterrupt, click.Abort):
        return _said("Interrupted; nothing is lost.", 1)
    except (BrokenPipeError, SystemExit):  # SystemExit is click's own way to say the same
        return _unheard()
    except Exception as error:  # noqa: BLE001 - the one place where a mistake of ours becomes a sentence
        return _our_mistake(error)
    return code or 0


def _said(text: str, code: int) -> int:
    from collector.cli.output import echo  # noqa: PLC0415 - `--help` stays light

    echo(text, err=True)
    return code


def _unheard() -> int:
    """Whoever read our output has gone (`… | head`): that is no failure."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _our_mistake(error: Exception) -> int:
    if os.environ.get("LOG_LEVEL", "").lower() == "debug" or logging.getLogger().isEnabledFor(logging.DEBUG):
        _said(traceback.format_exc(), 1)
    if isinstance(error, OSError) and error.strerror:
        what = f"The system refused something ({error.strerror})"
    else:
        what = f"Something went wrong that nobody expected ({type(error).__name__}), a mistake of ours"
    return _said(f"{what}: nothing is lost; LOG_LEVEL=debug shows where, please report that if it stays.", 1)
