"""`run`: collect until stopped."""

import threading
from itertools import chain, repeat
from queue import SimpleQueue

import click

from collector.app import open_app
from collector.cli.output import echo
from collector.cli.startup import configure_log, load_settings, load_settings_with_warnings
from collector.config.listen import configured_listen, listen_address, names_in_the_environment
from collector.config.settings import Settings
from collector.core.clock import SystemClock
from collector.core.errors import InvalidSettings
from collector.daemon.memory import prepare_memory
from collector.daemon.runner import run as run_daemon
from collector.daemon.signals import hangup_signal, stopping_signals
from collector.daemon.until_fixed import Listener, run_until_fixed


@click.command("run")
@click.option(
    "--until-fixed",
    is_flag=True,
    help=(
        "If something must be fixed first: keep running, unhealthy, and retry every minute instead of "
        "exiting with 2. For containers, which would restart in a loop."
    ),
)
def command(*, until_fixed: bool) -> int:
    """Collect until stopped: poll, deliver, and report over HTTP."""
    stop = threading.Event()
    with stopping_signals(stop), hangup_signal(stop) as hangups:
        if not until_fixed:
            return run(load_settings_with_warnings(), stop, hangups)
        # Warnings once, and not again every minute.
        loads = chain([load_settings_with_warnings], repeat(load_settings))
        return run_until_fixed(lambda: run(next(loads)(), stop, hangups), tell, stop, _listener())


def run(settings: Settings, stop: threading.Event, hangups: "SimpleQueue[bool]") -> int:
    """Collect until *stop* is set; a missing token is logged as an error, but does not end the process.

    At every True in *hangups* it is looked whether the accounts changed. Raises `CollectorError` when the
    state or the address to listen on cannot be used.
    """
    configure_log(settings)
    prepare_memory()
    with open_app(settings, SystemClock(stop)) as app:
        run_daemon(app, stop, hangups=hangups)
    return 0


def tell(reason: str) -> None:
    """Print what must be fixed, once."""
    echo(reason, err=True)


def _listener() -> Listener | None:
    """Return where a running collector would answer, even where other settings are wrong."""
    try:
        address = listen_address(configured_listen())
    except InvalidSettings:
        return None
    return Listener(address, names_in_the_environment()) if address else None
