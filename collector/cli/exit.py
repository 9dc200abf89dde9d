"""Ends a command with one clear text and the right exit code, never with a traceback."""

import gc
import io
import logging
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TextIO

import click

from collector.cli.output import echo
from collector.config import environment
from collector.core.errors import CollectorError

DONE = 0
TEMPORARY = 1


def exit_with(command: Callable[[], int | None]) -> NoReturn:
    """Run a command of click's, print what went wrong if anything did, and end the process with its code."""
    sys.stdin = _readable(sys.stdin)
    sys.stdout = _tolerant(sys.stdout)
    sys.stderr = _tolerant(sys.stderr)
    code = _exit_code(command)
    try:
        sys.stdout.flush()
    except OSError:  # was printed already; Python would print it again, with a traceback
        _discard_output()
    # Python looks for garbage before it ends: a fifth of a `status`, for memory that ends with the process.
    gc.freeze()
    sys.exit(code)


def _readable(stream: TextIO | None) -> TextIO:
    """Return *stream*, or an empty one if it was closed."""
    return stream or Path(os.devnull).open(encoding="utf-8")


def _tolerant(stream: TextIO | None) -> TextIO:
    """Return *stream*, or one to nowhere if it was closed; an encoding that has no “✓” gets a “?”."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
    return stream or Path(os.devnull).open("w", encoding="utf-8")


def _exit_code(command: Callable[[], int | None]) -> int:
    try:
        code = command()
        sys.stdout.flush()
    except CollectorError as problem:
        return _print_error(str(problem), problem.exit_code)
    except click.ClickException as misuse:
        misuse.show()
        return misuse.exit_code
    except (KeyboardInterrupt, click.Abort):
        return _print_error("Interrupted; nothing is lost.", TEMPORARY)
    except BrokenPipeError:
        return _discard_output()
    except SystemExit as ended:  # click's: 0 after a shell's completion, 1 where the reader is gone
        return _discard_output() if ended.code else DONE
    except Exception as error:  # noqa: BLE001 - the one place where an internal error becomes a sentence
        return _internal_error(error)
    return code or DONE


def _print_error(text: str, code: int) -> int:
    echo(text, err=True)
    return code


def _discard_output() -> int:
    """Discard further output: a reader that has gone (`… | head`) is not a failure."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE


def _internal_error(error: Exception) -> int:
    if environment.debugging() or logging.getLogger().isEnabledFor(logging.DEBUG):
        echo(traceback.format_exc(), err=True)
    if isinstance(error, OSError) and error.strerror:
        what = f"The operating system reported an error ({error.strerror}): nothing is lost."
        ask = "report it if it happens again"
    else:
        what = f"This is an internal error ({type(error).__name__}): nothing is lost."
        ask = "report it"
    return _print_error(f"{what} Please {ask}; LOG_LEVEL=debug shows where it happens.", TEMPORARY)
